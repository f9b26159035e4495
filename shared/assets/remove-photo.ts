import type { Photo } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { Owner } from '../core/owner.ts';
import { photoKey } from '../core/photo-key.ts';
import { renditionPrefix } from '../core/rendition.ts';
import { currentPhoto } from '../core/retention.ts';
import type { ClockPart } from '../core/time.ts';
import type { StoragePart } from '../storage/storage.ts';
import { findPhoto, newestPhotos } from './find-photo.ts';
import { ownerKey } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import { publicNameKey } from './public-name.ts';
import type { Table, TablePart } from './table.ts';

const recordKeptSeconds = 30 * 24 * 3600;

type RemoveService = TablePart & ClockPart & StoragePart;

interface RemovedPhoto {
  readonly ownerId: string;
  readonly assetId: string;
  /** The owner id of the person who deletes it. */
  readonly by: string;
}

/**
 * Deletes a photo permanently: turns the photo item, the owner's entry and the public name into tombstones, then
 * removes every version of the object and its renditions. Idempotent, so that an interrupted deletion can be retried.
 * Refuses with `not-found` if the photo is unknown. Run retention first: otherwise surplus photos, which answers show
 * as archived, would become active.
 */
export async function removePhoto(service: RemoveService, removed: RemovedPhoto): Promise<void> {
  const photo = await buryRecord(service, removed);
  await buryEntry(service.table, { ...removed, at: photo.deletedAt });
  await removeBytes(service, photo);
}

/**
 * Deletes an owner's current photo permanently. The other photos stay active, but no photo is current until the next
 * upload or restore. The owner's entry is deleted last, because a retry of an interrupted deletion finds the photo by
 * it; an interrupted deletion of an earlier current photo is completed first. Refuses with `not-found` if no photo is
 * current.
 */
export async function removeCurrentPhoto(
  service: RemoveService,
  { owner, keep, by }: { readonly owner: Owner; readonly keep: number; readonly by: string },
): Promise<void> {
  const assetId = currentPhoto(owner, keep)?.assetId;
  await finishDeletions(service, { ownerId: owner.ownerId, except: assetId });
  if (assetId === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  const removed = { ownerId: owner.ownerId, assetId, by };
  const photo = await buryRecord(service, removed);
  await removeBytes(service, photo);
  await clearPlacedAt(service.table, { owner, except: assetId });
  await buryEntry(service.table, { ...removed, at: photo.deletedAt });
}

/** Completes the deletions of the last hour, except that of one photo. Usually one Query. */
async function finishDeletions(
  service: RemoveService,
  { ownerId, except }: { ownerId: string; except: string | undefined },
): Promise<void> {
  const { table, clock } = service;
  const begun = (await newestPhotos(table, { ownerId, limit: 100 })).filter(isDeleted);
  for (const photo of begun) {
    if (photo.id === except || clock().getTime() - photo.deletedAt.getTime() > deletionSeconds * 1000) continue;
    await removeBytes(service, photo);
    await buryEntry(table, { ownerId, assetId: photo.id, at: photo.deletedAt });
  }
}

/** A client retries a failed deletion within this time. */
const deletionSeconds = 3600;

function isDeleted(photo: Photo): photo is DeletedPhoto {
  return photo.deletedAt !== undefined;
}

type DeletedPhoto = Photo & { readonly deletedAt: Date };

/**
 * Turns the photo item into a tombstone. Returns the photo with the time of this call; the item keeps its first time.
 */
async function buryRecord(
  { table, clock }: RemoveService,
  { ownerId, assetId, by }: RemovedPhoto,
): Promise<DeletedPhoto> {
  const photo = await findPhoto(table, { ownerId, assetId });
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

/** The values of an update that turns an item into a tombstone. */
function tombstoneOf(at: Date) {
  return { ':at': at.toISOString(), ':expires': Math.ceil(at.getTime() / 1000) + recordKeptSeconds };
}

/** Removes the public name, then the object, then its renditions. */
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
  await storage.removeUnder('transient', renditionPrefix(key)); // last, or another one could be rendered
}

/** Removes `placedAt` from an owner's entries, except from one, unless it has changed since it was read. */
async function clearPlacedAt(table: Table, { owner, except }: { owner: Owner; except: string }): Promise<void> {
  const { ownerId, photos } = owner;
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

/** Turns the owner's entry into a tombstone, and clears the chosen avatar if it is this photo. */
async function buryEntry(
  table: Table,
  { ownerId, assetId, at }: Pick<RemovedPhoto, 'ownerId' | 'assetId'> & { at: Date },
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
