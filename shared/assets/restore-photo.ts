import type { Photo } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import { comparePositions } from '../core/owner.ts';
import type { ClockPart } from '../core/time.ts';
import type { OwnerChanges } from './change-profile.ts';
import { readOwner } from './find-owner.ts';
import { findPhoto } from './find-photo.ts';
import { ownerKey, positionText, toEntry } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import type { Table, TablePart } from './table.ts';

/** A photo of an owner, and who changes it. */
export interface PhotoOfOwner {
  readonly ownerId: string;
  readonly assetId: string;
  /** The owner id of the person who makes the change. */
  readonly by: string;
}

/**
 * Makes an archived photo active and current again, and returns its record. A concurrent restore with a later time
 * wins. Refuses with `not-found` if the photo is unknown or deleted.
 */
export async function restorePhoto(service: TablePart & ClockPart, photo: PhotoOfOwner): Promise<Photo> {
  await restore(service, photo);
  return existingPhoto(service.table, photo);
}

/**
 * Restores a photo with a new time: first its photo item, then the owner's entry, together with `changes` of the owner
 * item. `newer` if a restore with a later time came first; then `changes` are not made. If archiving has passed our
 * time, it retries with a later one. Refuses with `not-found` if the photo is unknown or deleted.
 */
export async function restore(
  { table, clock }: TablePart & ClockPart,
  { changes = noChanges, ...photo }: PhotoOfOwner & { readonly changes?: OwnerChanges },
): Promise<'restored' | 'newer'> {
  let earliest = 0;
  for (;;) {
    const found = await existingPhoto(table, photo);
    const at = new Date(Math.max(clock().getTime(), earliest));
    if (!(await restoreRecord(table, { photo: found, by: photo.by, at }))) return 'newer';

    const restored = await table.update(ownerKey(photo.ownerId), {
      update: `SET #photo = :entry${changes.set}`,
      // A tombstone has no activeAt, so the comparison fails for it.
      condition: [
        '(attribute_not_exists(#photo) OR #photo.activeAt <= :at)',
        '(attribute_not_exists(#floor) OR #floor < :position)',
      ].join(' AND '),
      names: { '#photo': photo.assetId, '#floor': 'floor', ...changes.names },
      values: {
        ':entry': toEntry({ ...found, activeAt: at, placedAt: at }),
        ':at': at.toISOString(),
        ':position': positionText({ assetId: photo.assetId, activeAt: at }),
        ...changes.values,
      },
    });
    if (restored) return 'restored';

    const { floor, photos } = await readOwner(table, photo.ownerId);
    if (photos.some(({ assetId, activeAt }) => assetId === photo.assetId && activeAt > at)) return 'newer';
    if (floor !== undefined && comparePositions({ assetId: photo.assetId, activeAt: at }, floor) <= 0) {
      earliest = floor.activeAt.getTime() + 1; // clocks differ: the floor may be ahead of ours
    }
  }
}

const noChanges: OwnerChanges = { set: '', names: {}, values: {} };

async function existingPhoto(table: Table, photo: PhotoOfOwner): Promise<Photo> {
  const found = await findPhoto(table, photo);
  if (found === undefined || found.deletedAt !== undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  return found;
}

async function restoreRecord(
  table: Table,
  { photo, by, at }: { photo: Photo; by: string; at: Date },
): Promise<boolean> {
  const change = appendChange({ change: 'restored', at, by }, photo.history.length);
  return table.update(photoItemKey(photo), {
    update: `SET activeAt = :at, ${change.set} REMOVE ${['archived', 'archivedAt', ...change.remove].join(', ')}`,
    condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt) AND activeAt <= :at',
    values: { ...change.values, ':at': at.toISOString() },
  });
}
