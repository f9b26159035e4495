import type { Owner } from '../core/owner.ts';
import { ownerKey, toOwner } from './owner-item.ts';
import type { Table } from './table.ts';

/** An owner, from the owner item; undefined if there is none. One GetItem. */
export async function findOwner(table: Table, ownerId: string): Promise<Owner | undefined> {
  const item = await table.get(ownerKey(ownerId));
  return item === undefined ? undefined : toOwner(ownerId, item);
}

/** Like `findOwner`, but returns an empty owner if there is no owner item. One GetItem. */
export async function readOwner(table: Table, ownerId: string): Promise<Owner> {
  return (await findOwner(table, ownerId)) ?? unknownOwner(ownerId);
}

/** An owner without account data and photos. */
export function unknownOwner(ownerId: string): Owner {
  return toOwner(ownerId, {});
}
