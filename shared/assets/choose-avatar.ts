import type { Photo, Scope } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import { type ActivePhoto, comparePositions, type Profile } from '../core/owner.ts';
import { namesExtension, type StorageName } from '../core/storage-name.ts';
import { type OwnerChanges, profileUpdate } from './change-profile.ts';
import { readOwner } from './find-owner.ts';
import { findPhoto } from './find-photo.ts';
import { ownerKey, positionText, toEntry } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import type { Table } from './table.ts';

interface PhotoOfOwner {
  readonly ownerId: string;
  readonly assetId: string;
  /** The owner id of who asks. */
  readonly by: string;
}

/** Makes an archived photo active again, and current. Refuses with `not-found` what is unknown or deleted. */
export async function restorePhoto(table: Table, photo: PhotoOfOwner, clock: () => Date): Promise<Photo> {
  await restore(table, photo, clock);
  return existingPhoto(table, photo);
}

/**
 * Chooses a photo as the account's avatar, which puts it in place, and changes the profile in the same call. Choosing an
 * archived photo restores it. Refuses with `avatar-not-usable` what is not a photo of that owner, scope and name.
 */
export async function chooseAvatar(
  table: Table,
  { scope, profile, ...photo }: PhotoOfOwner & StorageName & { scope: Scope; profile: Profile },
  clock: () => Date,
): Promise<Photo> {
  const found = await findPhoto(table, photo.ownerId, photo.assetId);
  const usable = found !== undefined && found.deletedAt === undefined && found.scope === scope;
  if (!usable || !namesExtension(photo, found.extension)) {
    throw new PhotoFailure('avatar-not-usable', { reason: 'The avatar is not an account avatar of this account' });
  }
  const { set, names, values } = profileUpdate(profile);
  const changes = { set: `, avatar = :avatar${set}`, names, values: { ...values, ':avatar': photo.assetId } };
  for (;;) {
    const at = clock();
    const chosen = await table.update(ownerKey(photo.ownerId), {
      update: `SET #photo.placedAt = :at${changes.set}`,
      condition: 'attribute_exists(#photo.activeAt)',
      names: { '#photo': photo.assetId, ...changes.names },
      values: { ':at': at.toISOString(), ...changes.values },
    });
    if (chosen) {
      await recordPlaced(table, found, { by: photo.by, at });
      return found;
    }
    if ((await restore(table, photo, clock, changes)) === 'restored') return found;
  }
}

/** Takes the chosen avatar out of its place; it stays a photo like others. Answers that photo, if it is active. */
export async function clearAvatar(table: Table, ownerId: string): Promise<ActivePhoto | undefined> {
  for (;;) {
    const { avatar, photos } = await readOwner(table, ownerId);
    if (avatar === undefined) return undefined;
    const active = photos.find(({ assetId }) => assetId === avatar);
    const cleared = await table.update(ownerKey(ownerId), {
      update: active ? 'REMOVE avatar, #photo.placedAt' : 'REMOVE avatar',
      condition: `avatar = :avatar AND attribute_${active ? 'exists' : 'not_exists'}(#photo.activeAt)`,
      names: { '#photo': avatar },
      values: { ':avatar': avatar },
    });
    if (cleared) return active;
  }
}

/**
 * The photo's record first, then the owner's entry, both with a new time. `newer` where a restore with a later time was
 * there first. Below the floor it was too slow: once more, with a time above it.
 */
async function restore(
  table: Table,
  photo: PhotoOfOwner,
  clock: () => Date,
  changes: OwnerChanges = { set: '', names: {}, values: {} },
): Promise<'restored' | 'newer'> {
  let earliest = 0;
  for (;;) {
    const found = await existingPhoto(table, photo);
    const at = new Date(Math.max(clock().getTime(), earliest));
    if (!(await restoreRecord(table, found, { by: photo.by, at }))) return 'newer';

    const restored = await table.update(ownerKey(photo.ownerId), {
      update: `SET #photo = :entry${changes.set}`,
      // A tombstone has no activeAt: nothing is at or below it.
      condition:
        '(attribute_not_exists(#photo) OR #photo.activeAt <= :at) AND (attribute_not_exists(#floor) OR #floor < :position)',
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
      earliest = floor.activeAt.getTime() + 1; // clocks differ; the floor may be ahead of ours
    }
  }
}

async function existingPhoto(table: Table, { ownerId, assetId }: PhotoOfOwner): Promise<Photo> {
  const photo = await findPhoto(table, ownerId, assetId);
  if (photo === undefined || photo.deletedAt !== undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  return photo;
}

async function restoreRecord(table: Table, photo: Photo, { by, at }: { by: string; at: Date }): Promise<boolean> {
  const change = appendChange({ change: 'restored', at, by }, photo.history.length);
  return table.update(photoItemKey(photo), {
    update: `SET activeAt = :at, ${change.set} REMOVE ${['archived', 'archivedAt', ...change.remove].join(', ')}`,
    condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt) AND activeAt <= :at',
    values: { ...change.values, ':at': at.toISOString() },
  });
}

async function recordPlaced(table: Table, photo: Photo, { by, at }: { by: string; at: Date }): Promise<void> {
  const change = appendChange({ change: 'placed', at, by }, photo.history.length);
  await table.update(photoItemKey(photo), {
    update: [`SET ${change.set}`, ...change.remove.map((path) => `REMOVE ${path}`)].join(' '),
    condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
    values: change.values,
  });
}
