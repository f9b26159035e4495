import { type Asset, uploadedAt } from '../core/asset.ts';
import { comparePositions, type Position } from '../core/owner.ts';
import type { ClockPart } from '../core/time.ts';
import { findOwner } from './find-owner.ts';
import { findPhoto } from './find-photo.ts';
import { ownerKey, positionText, toEntry } from './owner-item.ts';
import { appendChange, photoItemKey, toPhotoItem } from './photo-item.ts';
import { toPublicNameItem } from './public-name.ts';
import type { Table, TablePart } from './table.ts';

/**
 * Records a photo whose object is stored: first the photo item and the public name item, then the entry in the owner
 * item. In the other order, retention could archive an entry before its photo item exists to be marked. Idempotent:
 * upload and adoption both call this, and the second call changes nothing. False if the photo has been deleted; it
 * stays deleted.
 */
export async function recordPhoto({ table, clock }: TablePart & ClockPart, asset: Asset): Promise<boolean> {
  const [made] = await Promise.all([
    table.create(toPhotoItem(asset)),
    asset.scope === 'public' ? table.create(toPublicNameItem(asset)) : true,
  ]);
  const photo = made ? undefined : await findPhoto(table, { ownerId: asset.ownerId, assetId: asset.id });
  if (!made && (photo === undefined || photo.deletedAt !== undefined)) return false;
  await addEntry({ table, clock }, { asset, activeAt: photo?.activeAt ?? uploadedAt(asset.id) });
  return true;
}

/** Adds the photo's entry to the owner item, or marks the photo archived if it is at or below the floor. */
async function addEntry(
  { table, clock }: TablePart & ClockPart,
  { asset, activeAt }: { asset: Asset; activeAt: Date },
): Promise<void> {
  const position: Position = { assetId: asset.id, activeAt };
  const added = await table.update(ownerKey(asset.ownerId), {
    update: [
      'SET #photo = :entry, v = :v, createdAt = if_not_exists(createdAt, :createdAt)',
      asset.username === undefined ? '' : ', username = if_not_exists(username, :username)',
    ].join(''),
    condition: 'attribute_not_exists(#photo) AND (attribute_not_exists(#floor) OR #floor < :position)',
    names: { '#photo': asset.id, '#floor': 'floor' },
    values: {
      ':entry': toEntry({ ...asset, activeAt, ...(asset.placed ? { placedAt: activeAt } : {}) }),
      ':v': 1,
      ':createdAt': uploadedAt(asset.id).toISOString(),
      ':position': positionText(position),
      ...(asset.username === undefined ? {} : { ':username': asset.username }),
    },
  });
  if (added) return;

  const owner = await findOwner(table, asset.ownerId);
  const below = owner?.floor !== undefined && comparePositions(position, owner.floor) <= 0;
  const there = [...(owner?.photos ?? []), ...(owner?.tombstones ?? [])].some(({ assetId }) => assetId === asset.id);
  if (below && !there)
    await markArchived(table, { ownerId: asset.ownerId, id: asset.id, floor: position, at: clock() });
}

/**
 * Marks a photo's record as archived, unless the photo was deleted, is already marked, or was restored to a position
 * above `floor`. Idempotent. One UpdateItem.
 */
export async function markArchived(
  table: Table,
  { floor, at, ...photo }: Pick<Asset, 'ownerId' | 'id'> & { readonly floor: Position; readonly at: Date },
): Promise<void> {
  const change = appendChange({ change: 'archived', at, by: 'retention' });
  await table.update(photoItemKey(photo), {
    update: `SET archived = :true, archivedAt = :at, ${change.set}`,
    condition: [
      'attribute_exists(pk) AND attribute_not_exists(deletedAt) AND attribute_not_exists(archived)',
      '(activeAt < :floorTime OR (activeAt = :floorTime AND sk <= :floorPhoto))',
    ].join(' AND '),
    values: {
      ...change.values,
      ':true': true,
      ':at': at.toISOString(),
      ':floorTime': floor.activeAt.toISOString(),
      ':floorPhoto': photoItemKey({ ownerId: photo.ownerId, id: floor.assetId }).sk,
    },
  });
}
