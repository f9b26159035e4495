import { PhotoFailure } from '../core/failure.ts';
import type { Owner } from '../core/owner.ts';
import { photoKey } from '../core/photo-key.ts';
import { renditionPrefix } from '../core/rendition.ts';
import { currentPhoto } from '../core/retention.ts';
import type { Storage } from '../storage/storage.ts';
import { findPhoto } from './find.ts';
import { ownerKey } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import { publicNameKey } from './public-name.ts';
import type { Table } from './table.ts';

const recordKeptSeconds = 30 * 24 * 3600;

/**
 * Deletes a photo for good: the record becomes a tombstone, then the owner's entry and the public name, and then every
 * version of the object goes, and its renditions. Broken off, it can be repeated. It brings no archived photo back. Refuses
 * with `not-found` what never was.
 */
export async function removePhoto(service: RemoveService, removed: RemovedPhoto): Promise<void> {
  await remove(service, removed, ({ at }) => buryEntry(service.table, removed, at));
}

/**
 * Deletes an owner's current photo for good, and takes the others out of place: they stay active, and none is current until
 * the next upload or restore. Broken off, it can be repeated. Refuses with `not-found` where no photo is current.
 */
export async function removeCurrentPhoto(
  service: RemoveService,
  owner: Owner,
  { keep, by }: { keep: number; by: string },
): Promise<void> {
  const assetId = currentPhoto(owner, keep)?.assetId;
  if (assetId === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  const removed = { ownerId: owner.ownerId, assetId, by };
  await remove(service, removed, async ({ at }) => {
    await clearPlaces(service.table, owner, assetId);
    await buryEntry(service.table, removed, at);
  });
}

interface RemoveService {
  readonly table: Table;
  readonly storage: Storage;
  readonly clock: () => Date;
}

interface RemovedPhoto {
  readonly ownerId: string;
  readonly assetId: string;
  /** The owner id of who deletes it. */
  readonly by: string;
}

/** `leave` takes the photo out of what is active. */
async function remove(
  { table, storage, clock }: RemoveService,
  { ownerId, assetId, by }: RemovedPhoto,
  leave: (when: { at: Date }) => Promise<void>,
): Promise<void> {
  const photo = await findPhoto(table, ownerId, assetId);
  if (photo === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  const at = clock();
  const tombstone = { ':at': at.toISOString(), ':expires': Math.ceil(at.getTime() / 1000) + recordKeptSeconds };

  const change = appendChange({ change: 'deleted', at, by });
  await table.update(photoItemKey(photo), {
    update: `SET deletedAt = :at, expires = :expires, ${change.set}`,
    condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
    values: { ...change.values, ...tombstone },
  });
  await leave({ at });
  if (photo.scope === 'public') {
    await table.update(publicNameKey(assetId), {
      update: 'SET deletedAt = :at, expires = :expires',
      condition: 'attribute_exists(pk)',
      values: tombstone,
    });
  }
  const key = photoKey(photo);
  await storage.remove({ bucket: 'user-assets', key });
  await storage.removeUnder('transient', renditionPrefix(key)); // after the object, or one more could be made
}

/** Takes an owner's photos, all but one, out of the places in which they were seen. */
async function clearPlaces(table: Table, { ownerId, photos }: Owner, except: string): Promise<void> {
  for (const { assetId, placedAt } of photos) {
    if (assetId === except || placedAt === undefined) continue;
    await table.update(ownerKey(ownerId), {
      update: 'REMOVE #photo.placedAt',
      condition: '#photo.placedAt = :seen',
      names: { '#photo': assetId },
      values: { ':seen': placedAt.toISOString() },
    });
  }
}

/** The owner's entry as a tombstone; where it was the chosen avatar, nothing is chosen any more. */
async function buryEntry(table: Table, { ownerId, assetId }: RemovedPhoto, at: Date): Promise<void> {
  const names = { '#photo': assetId };
  const values = { ':tombstone': { deletedAt: at.toISOString() }, ':photo': assetId };
  const set = 'SET #photo = :tombstone';
  for (;;) {
    const condition = 'attribute_not_exists(avatar) OR avatar <> :photo';
    if (await table.update(ownerKey(ownerId), { update: set, condition, names, values })) return;
    const chosen = { update: `${set} REMOVE avatar`, condition: 'avatar = :photo', names, values };
    if (await table.update(ownerKey(ownerId), chosen)) return;
  }
}
