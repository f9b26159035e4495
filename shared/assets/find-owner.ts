import type { Owner } from '../core/owner.ts';
import { ownerKey, toOwner } from './owner-item.ts';
import type { Table } from './table.ts';

/** An owner with everything that is active; undefined where nobody of that id ever was. One GetItem. */
export async function findOwner(table: Table, ownerId: string): Promise<Owner | undefined> {
  const item = await table.get(ownerKey(ownerId));
  return item === undefined ? undefined : toOwner(ownerId, item);
}

/** The owner as `findOwner` gives it, or as one of whom nothing is known yet. */
export async function readOwner(table: Table, ownerId: string): Promise<Owner> {
  return (await findOwner(table, ownerId)) ?? unknownOwner(ownerId);
}

/** An owner of whom nothing is known yet. */
export function unknownOwner(ownerId: string): Owner {
  return toOwner(ownerId, {});
}
