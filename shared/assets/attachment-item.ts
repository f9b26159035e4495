import type { Attachment } from '../core/attachment.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The attachment item: one a name, holding its stable id and its present object. `replaced` is the object that the last
 * upload took the place of, or empty.
 */
function attachmentItemKey({ ownerId, name }: Pick<Attachment, 'ownerId' | 'name'>): Key {
  return { pk: `OWNER#${ownerId}`, sk: attachmentPrefix + name };
}

const attachmentPrefix = 'ATTACHMENT#';

/** What became of an attachment, and the object that it took the place of. */
export interface Recorded {
  readonly attachment: Attachment;
  readonly replaced: string | undefined;
}

/**
 * Records an attachment whose object is stored; the id of an earlier one of this name stays. Of several at once each learns
 * its own predecessor, which one that is recorded again is not to itself. One UpdateItem.
 */
export async function recordAttachment(table: Table, attachment: Attachment): Promise<Recorded> {
  const { id, ownerId, name, object, size, md5, fileName, application, storedAt } = attachment;
  const item = await table.updateAndGet(attachmentItemKey({ ownerId, name }), {
    update: [
      'SET v = :v, #id = if_not_exists(#id, :id), #replaced = if_not_exists(#object, :none), #object = :object',
      '#size = :size, #md5 = :md5, #fileName = :fileName, #application = :application, #storedAt = :storedAt',
    ].join(', '),
    names: names('id', 'replaced', 'object', 'size', 'md5', 'fileName', 'application', 'storedAt'),
    values: {
      ...{ ':v': 1, ':id': id, ':none': '', ':object': object, ':size': size, ':md5': md5 },
      ...{ ':fileName': fileName, ':application': application, ':storedAt': storedAt.toISOString() },
    },
  });
  if (item === undefined) throw new Error('An update without condition was refused');
  const replaced = item.replaced === object ? '' : String(item.replaced);
  return { attachment: toAttachment(ownerId, item), replaced: replaced || undefined };
}

/** The attachment of that name; undefined where there is none. One GetItem. */
export async function findAttachment(table: Table, ownerId: string, name: string): Promise<Attachment | undefined> {
  const item = await table.get(attachmentItemKey({ ownerId, name }));
  return item === undefined ? undefined : toAttachment(ownerId, item);
}

const pageLength = 500; // of items below 2 KB: a query ends at 1 MB

/** Every attachment of an owner, the first made first. A Query for each five hundred. */
export async function listAttachments(table: Table, ownerId: string): Promise<readonly Attachment[]> {
  const { pk } = attachmentItemKey({ ownerId, name: '' });
  const found: Item[] = [];
  let page: readonly Item[];
  do {
    const before = found.at(-1)?.sk;
    const range = { prefix: attachmentPrefix, limit: pageLength, ...(before === undefined ? {} : { before }) };
    page = await table.newest(pk, range);
    found.push(...page);
  } while (page.length === pageLength);
  return found.map((item) => toAttachment(ownerId, item)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toAttachment(ownerId: string, item: Item): Attachment {
  return {
    id: String(item.id),
    ownerId,
    name: item.sk.slice(attachmentPrefix.length),
    object: String(item.object),
    size: Number(item.size),
    md5: String(item.md5),
    fileName: String(item.fileName),
    application: String(item.application),
    storedAt: new Date(String(item.storedAt)),
  };
}

/** Several of the names are DynamoDB's own words. */
function names(...attributes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
}
