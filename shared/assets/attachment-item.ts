import { uploadedAt } from '../core/asset.ts';
import type { Attachment } from '../core/attachment.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The key of an attachment item: one item for each name, with the stable id and the current object. Its attribute
 * `replaced` is the object that the last upload replaced, or empty.
 */
function attachmentItemKey({ ownerId, name }: Pick<Attachment, 'ownerId' | 'name'>): Key {
  return { pk: `OWNER#${ownerId}`, sk: attachmentPrefix + name };
}

const attachmentPrefix = 'ATTACHMENT#';

/** The result of recording an attachment. `replaced` is the object that can be deleted now, if any. */
interface Recorded {
  readonly attachment: Attachment;
  readonly replaced: string | undefined;
}

/**
 * Records an attachment whose object is stored. If the name exists, its id is kept and its object replaced; each of
 * several concurrent uploads gets a different `replaced`. Idempotent: recording the current object again replaces
 * nothing, and an upload older than the current one by more than ten seconds gets its own object as `replaced`. One
 * UpdateItem; if its condition fails, one GetItem.
 */
export async function recordAttachment(table: Table, attachment: Attachment): Promise<Recorded> {
  const { id, ownerId, name, object, size, md5, fileName, application, storedAt } = attachment;
  const item = await table.updateAndGet(attachmentItemKey({ ownerId, name }), {
    update: [
      'SET v = :v, #id = if_not_exists(#id, :id), #replaced = if_not_exists(#object, :none), #object = :object',
      '#size = :size, #md5 = :md5, #fileName = :fileName, #application = :application, #storedAt = :storedAt',
    ].join(', '),
    condition: 'attribute_not_exists(#object) OR (#object < :later AND #object <> :object)',
    names: names('id', 'replaced', 'object', 'size', 'md5', 'fileName', 'application', 'storedAt'),
    values: {
      ':later': namesAfter(object),
      ...{ ':v': 1, ':id': id, ':none': '', ':object': object, ':size': size, ':md5': md5 },
      ...{ ':fileName': fileName, ':application': application, ':storedAt': storedAt.toISOString() },
    },
  });
  if (item !== undefined)
    return { attachment: toAttachment(ownerId, item), replaced: String(item.replaced) || undefined };
  const present = await findAttachment(table, { ownerId, name });
  if (present?.object === object) return { attachment: present, replaced: undefined };
  return { attachment: present === undefined ? attachment : { ...attachment, id: present.id }, replaced: object };
}

/** Clocks differ: of two uploads within this time, the one recorded last wins. */
const clockSlackMillis = 10_000;

/** A lower bound for the names of objects that are certainly later than this one: their asset ids sort by time. */
function namesAfter(object: string): string {
  const millis = (uploadedAt(object).getTime() + clockSlackMillis).toString(16).padStart(12, '0');
  return `${millis.slice(0, 8)}-${millis.slice(8)}`;
}

/** The attachment of this owner and name; undefined if it is unknown. One GetItem. */
export async function findAttachment(
  table: Table,
  named: Pick<Attachment, 'ownerId' | 'name'>,
): Promise<Attachment | undefined> {
  const item = await table.get(attachmentItemKey(named));
  return item === undefined ? undefined : toAttachment(named.ownerId, item);
}

const pageLength = 500; // items below 2 KB each; a Query returns at most 1 MB

/** Every attachment of an owner, in the order of creation. One Query per 500 attachments. */
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

/** Expression names: several attribute names are reserved words of DynamoDB. */
function names(...attributes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
}
