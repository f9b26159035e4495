import type { Uploader } from '../core/caller.ts';
import type { Item, Key, Table } from './table.ts';

/** A photo that a client may put into the store by itself, and what it has said of it. */
export interface DirectTicket {
  /** A UUID of version 7; the asset that becomes of it has the same. */
  readonly id: string;
  readonly who: Uploader;
  readonly fileName: string;
  readonly contentType: string;
  /** Until when the ticket and its outcome are known. */
  readonly expiresAt: Date;
}

/** The ticket item; its outcome lies beside it. `claimed` is the ETag of the bytes that are judged. */
function ticketKey(id: string): Key {
  return { pk: `UPLOAD#${id}`, sk: 'TICKET' };
}

/** Notes a ticket. One PutItem. */
export async function createTicket(table: Table, { id, expiresAt, ...ticket }: DirectTicket): Promise<void> {
  await table.create({ ...ticketKey(id), v: 1, ...ticket, expires: Math.floor(expiresAt.getTime() / 1000) });
}

/** A ticket that is still known. One GetItem. */
export async function findTicket(table: Table, id: string, now: Date): Promise<DirectTicket | undefined> {
  const item = await table.get(ticketKey(id));
  return item === undefined || Number(item.expires) * 1000 <= now.getTime() ? undefined : toTicket(id, item);
}

/**
 * Has these bytes judged for a ticket, and none that come after them: whoever looks once more finds the same answer. False where
 * others came first. One UpdateItem.
 */
export function claimTicket(table: Table, id: string, etag: string): Promise<boolean> {
  return table.update(ticketKey(id), {
    update: 'SET claimed = :etag',
    condition: 'attribute_exists(pk) AND (attribute_not_exists(claimed) OR claimed = :etag)',
    values: { ':etag': etag },
  });
}

function toTicket(id: string, { who, fileName, contentType, expires }: Item): DirectTicket {
  return {
    id,
    who: who as Uploader,
    fileName: String(fileName),
    contentType: String(contentType),
    expiresAt: new Date(Number(expires) * 1000),
  };
}
