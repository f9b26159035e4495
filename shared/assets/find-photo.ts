import type { Photo } from '../core/asset.ts';
import { photoItemKey, photoPrefix, toPhoto } from './photo-item.ts';
import type { Table } from './table.ts';

/** A photo's record, even if the photo is deleted; undefined if it is unknown. One GetItem. */
export async function findPhoto(
  table: Table,
  { ownerId, assetId }: { readonly ownerId: string; readonly assetId: string },
): Promise<Photo | undefined> {
  const item = await table.get(photoItemKey({ ownerId, id: assetId }));
  return item === undefined ? undefined : toPhoto(item);
}

/**
 * The records of an owner's photos, newest upload first, deleted ones included; `before` starts a later page. One
 * Query.
 */
export async function newestPhotos(
  table: Table,
  { ownerId, before, limit }: { readonly ownerId: string; readonly before?: string; readonly limit: number },
): Promise<readonly Photo[]> {
  const { pk } = photoItemKey({ ownerId, id: '' });
  const end = before === undefined ? {} : { before: photoPrefix + before };
  return (await table.newest(pk, { prefix: photoPrefix, ...end, limit })).map(toPhoto);
}
