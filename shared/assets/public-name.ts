import type { Asset } from '../core/asset.ts';
import type { PhotoKey } from '../core/photo-key.ts';
import type { Item, Key, Table } from './table.ts';

/** The public name item: for photos of public scope, whose they are and the facts needed to serve them. */
export function publicNameKey(assetId: string): Key {
  return { pk: `ASSET#${assetId}`, sk: 'ASSET' };
}

export function toPublicNameItem({ id, ownerId, extension }: Asset): Item {
  return { ...publicNameKey(id), v: 1, ownerId, extension };
}

/** What a public id names; undefined for photos that are unknown, not public, or deleted. One GetItem. */
export async function findPublicPhoto(table: Table, assetId: string): Promise<PhotoKey | undefined> {
  const item = await table.get(publicNameKey(assetId));
  if (item === undefined || item.deletedAt !== undefined) return undefined;
  return { id: assetId, ownerId: String(item.ownerId), extension: String(item.extension) };
}
