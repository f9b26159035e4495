import type { Photo, Scope } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { ActivePhoto, Profile } from '../core/owner.ts';
import { namesExtension, type StorageName } from '../core/storage-name.ts';
import type { ClockPart } from '../core/time.ts';
import { profileUpdate } from './change-profile.ts';
import { readOwner } from './find-owner.ts';
import { findPhoto } from './find-photo.ts';
import { ownerKey } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import { type PhotoOfOwner, restore } from './restore-photo.ts';
import type { Table, TablePart } from './table.ts';

/**
 * Chooses a photo as the account's avatar, makes it the current photo, and changes the profile in the same update. An
 * archived photo is restored. Refuses with `avatar-not-usable` if the owner has no such photo with this scope and
 * extension.
 */
export async function chooseAvatar(
  { table, clock }: TablePart & ClockPart,
  { scope, profile, ...photo }: PhotoOfOwner & StorageName & { readonly scope: Scope; readonly profile: Profile },
): Promise<Photo> {
  const found = await findPhoto(table, photo);
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
      await recordPlaced(table, { photo: found, by: photo.by, at });
      return found;
    }
    if ((await restore({ table, clock }, { ...photo, changes })) === 'restored') return found;
  }
}

/** Clears the chosen avatar, which is then neither chosen nor current. Returns that photo, if it is active. */
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

async function recordPlaced(table: Table, { photo, by, at }: { photo: Photo; by: string; at: Date }): Promise<void> {
  const change = appendChange({ change: 'placed', at, by }, photo.history.length);
  await table.update(photoItemKey(photo), {
    update: [`SET ${change.set}`, ...change.remove.map((path) => `REMOVE ${path}`)].join(' '),
    condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
    values: change.values,
  });
}
