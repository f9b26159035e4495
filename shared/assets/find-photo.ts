import type { Photo } from '../core/asset.ts';
import type { Owner } from '../core/owner.ts';
import { ownerKey, toOwner } from './owner-item.ts';
import { photoItemKey, photoPrefix, toPhoto } from './photo-item.ts';
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

/** One photo of an owner, tombstones included. One GetItem. */
export async function findPhoto(table: Table, ownerId: string, assetId: string): Promise<Photo | undefined> {
  const item = await table.get(photoItemKey({ ownerId, id: assetId }));
  return item === undefined ? undefined : toPhoto(item);
}

/** An owner's photos, the last uploaded first, below the photo `before` where given; tombstones included. */
export async function newestPhotos(
  table: Table,
  ownerId: string,
  { before, limit }: { before?: string; limit: number },
): Promise<readonly Photo[]> {
  const { pk } = photoItemKey({ ownerId, id: '' });
  const end = before === undefined ? {} : { before: photoPrefix + before };
  return (await table.newest(pk, { prefix: photoPrefix, ...end, limit })).map(toPhoto);
}
