import type { Photo } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { Owner } from '../core/owner.ts';
import { photoKey } from '../core/photo-key.ts';
import { renditionPrefix } from '../core/rendition.ts';
import { currentPhoto } from '../core/retention.ts';
import type { Storage } from '../storage/storage.ts';
import { findPhoto, newestPhotos } from './find-photo.ts';
import { ownerKey } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import { publicNameKey } from './public-name.ts';
import type { Table } from './table.ts';

const recordKeptSeconds = 30 * 24 * 3600;

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

/**
 * Deletes a photo for good: the record becomes a tombstone, then the owner's entry and the public name, and then every
 * version of the object goes, and its renditions. Broken off, it can be repeated. It brings no archived photo back. Refuses
 * with `not-found` what never was.
 */
export async function removePhoto(service: RemoveService, removed: RemovedPhoto): Promise<void> {
  const photo = await buryRecord(service, removed);
  await buryEntry(service.table, removed, photo.deletedAt);
  await removeBytes(service, photo);
}

/**
 * Deletes an owner's current photo for good, and takes the others out of place: they stay active, and none is current until
 * the next upload or restore. The entry goes last, because by it the photo is found where this is broken off and repeated;
 * what was broken off and is no longer current is finished first. Refuses with `not-found` where no photo is current.
 */
export async function removeCurrentPhoto(
  service: RemoveService,
  owner: Owner,
  { keep, by }: { keep: number; by: string },
): Promise<void> {
  const assetId = currentPhoto(owner, keep)?.assetId;
  await finishDeletions(service, owner.ownerId, assetId);
  if (assetId === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  const removed = { ownerId: owner.ownerId, assetId, by };
  const photo = await buryRecord(service, removed);
  await removeBytes(service, photo);
  await clearPlaces(service.table, owner, assetId);
  await buryEntry(service.table, removed, photo.deletedAt);
}

/** Does the rest of whatever was begun to be deleted within the last hour, but for one photo. One Query, mostly. */
async function finishDeletions(service: RemoveService, ownerId: string, except: string | undefined): Promise<void> {
  const { table, clock } = service;
  const begun = (await newestPhotos(table, ownerId, { limit: 100 })).filter(isDeleted);
  for (const photo of begun) {
    if (photo.id === except || clock().getTime() - photo.deletedAt.getTime() > deletionSeconds * 1000) continue;
    await removeBytes(service, photo);
    await buryEntry(table, { ownerId, assetId: photo.id }, photo.deletedAt);
  }
}

/** Within it, who was told that a deletion failed has asked for it again. */
const deletionSeconds = 3600;

function isDeleted(photo: Photo): photo is DeletedPhoto {
  return photo.deletedAt !== undefined;
}

type DeletedPhoto = Photo & { readonly deletedAt: Date };

/** The record as a tombstone; the photo with the time of this deletion, which is its first or repeats one. */
async function buryRecord(
  { table, clock }: RemoveService,
  { ownerId, assetId, by }: RemovedPhoto,
): Promise<DeletedPhoto> {
  const photo = await findPhoto(table, ownerId, assetId);
  if (photo === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  const at = clock();
  const change = appendChange({ change: 'deleted', at, by });
  await table.update(photoItemKey(photo), {
    update: `SET deletedAt = :at, expires = :expires, ${change.set}`,
    condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
    values: { ...change.values, ...tombstoneOf(at) },
  });
  return { ...photo, deletedAt: at };
}

/** What makes an item a tombstone, in the values of an update. */
function tombstoneOf(at: Date) {
  return { ':at': at.toISOString(), ':expires': Math.ceil(at.getTime() / 1000) + recordKeptSeconds };
}

/** The public name, then the object and what was made of it. */
async function removeBytes({ table, storage }: RemoveService, photo: DeletedPhoto): Promise<void> {
  if (photo.scope === 'public') {
    await table.update(publicNameKey(photo.id), {
      update: 'SET deletedAt = :at, expires = :expires',
      condition: 'attribute_exists(pk)',
      values: tombstoneOf(photo.deletedAt),
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
async function buryEntry(
  table: Table,
  { ownerId, assetId }: Pick<RemovedPhoto, 'ownerId' | 'assetId'>,
  at: Date,
): Promise<void> {
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
