import type { Asset } from '../core/asset.ts';
import type { PhotoKey } from '../core/photo-key.ts';
import type { Item, Key, Table } from './table.ts';

/** The key of a public name item: the owner and extension of a photo of public scope, found by its asset id. */
export function publicNameKey(assetId: string): Key {
  return { pk: `ASSET#${assetId}`, sk: 'ASSET' };
}

/** The public name item of a photo. */
export function toPublicNameItem({ id, ownerId, extension }: Asset): Item {
  return { ...publicNameKey(id), v: 1, ownerId, extension };
}

/** The photo of a public asset id; undefined if it is unknown, not public, or deleted. One GetItem. */
export async function findPublicPhoto(table: Table, assetId: string): Promise<PhotoKey | undefined> {
  const item = await table.get(publicNameKey(assetId));
  if (item === undefined || item.deletedAt !== undefined) return undefined;
  return { id: assetId, ownerId: String(item.ownerId), extension: String(item.extension) };
}
