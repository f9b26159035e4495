import type { Uploader } from '../core/caller.ts';
import type { Item, Key, Table } from './table.ts';

/** A ticket for a direct upload: who may upload, and the client's claims about the photo. */
export interface DirectTicket {
  /** A UUID of version 7, which becomes the photo's asset id. */
  readonly id: string;
  readonly who: Uploader;
  readonly fileName: string;
  readonly contentType: string;
  /** When the ticket and its outcome are forgotten. */
  readonly expiresAt: Date;
}

/** The key of a ticket item, in the partition of its outcome. `claimed` is the ETag of the bytes that are judged. */
function ticketKey(id: string): Key {
  return { pk: `UPLOAD#${id}`, sk: 'TICKET' };
}

/** Stores a ticket; an existing ticket of the same id is kept. One PutItem. */
export async function createTicket(table: Table, { id, expiresAt, ...ticket }: DirectTicket): Promise<void> {
  await table.create({ ...ticketKey(id), v: 1, ...ticket, expires: Math.floor(expiresAt.getTime() / 1000) });
}

/** A ticket; undefined if it is unknown or expired. One GetItem. */
export async function findTicket(
  table: Table,
  { id, now }: { readonly id: string; readonly now: Date },
): Promise<DirectTicket | undefined> {
  const item = await table.get(ticketKey(id));
  return item === undefined || Number(item.expires) * 1000 <= now.getTime() ? undefined : toTicket(id, item);
}

/**
 * Fixes the bytes that are judged for a ticket, by their ETag. Idempotent for the same ETag; false if the ticket is
 * unknown or other bytes were claimed first. One UpdateItem.
 */
export function claimTicket(
  table: Table,
  { id, etag }: { readonly id: string; readonly etag: string },
): Promise<boolean> {
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
