import type { Photo } from '../core/asset.ts';
import { photoItemKey, photoPrefix, toPhoto } from './photo-item.ts';
import type { Table } from './table.ts';

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
