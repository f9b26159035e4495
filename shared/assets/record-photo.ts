import { type Asset, uploadedAt } from '../core/asset.ts';
import { comparePositions, type Position } from '../core/owner.ts';
import { findOwner } from './find-owner.ts';
import { findPhoto } from './find-photo.ts';
import { ownerKey, positionText, toEntry } from './owner-item.ts';
import { appendChange, photoItemKey, toPhotoItem } from './photo-item.ts';
import { toPublicNameItem } from './public-name.ts';
import type { Table } from './table.ts';

/**
 * Records a photo whose object is stored: the photo, beside it the public name, then the owner's entry. Upload and adoption
 * both do exactly this; whoever comes second changes nothing. False where the photo was deleted since: then it stays so. The order matters: an entry without its photo could be
 * archived before the mark has a place to stand.
 */
export async function recordPhoto(table: Table, asset: Asset, clock: () => Date): Promise<boolean> {
  const [made] = await Promise.all([
    table.create(toPhotoItem(asset)),
    asset.scope === 'public' ? table.create(toPublicNameItem(asset)) : true,
  ]);
  const photo = made ? undefined : await findPhoto(table, asset.ownerId, asset.id);
  if (!made && (photo === undefined || photo.deletedAt !== undefined)) return false;
  await join(table, asset, photo?.activeAt ?? uploadedAt(asset.id), clock);
  return true;
}

/** Adds the photo to what is active, or marks it archived where the floor has passed it already. */
async function join(table: Table, asset: Asset, activeAt: Date, clock: () => Date): Promise<void> {
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
  if (below && !there) await markArchived(table, asset, { floor: position, at: clock() });
}

/**
 * Marks a photo's record archived, unless it was deleted or has since been restored to a place above `floor`. Harmless to
 * repeat.
 */
export async function markArchived(
  table: Table,
  photo: Pick<Asset, 'ownerId' | 'id'>,
  { floor, at }: { floor: Position; at: Date },
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
