import { PhotoFailure } from '../core/failure.ts';
import { photoKey } from '../core/photo-key.ts';
import type { Storage } from '../storage/storage.ts';
import { findPhoto } from './find.ts';
import { ownerKey } from './owner-item.ts';
import { appendChange, photoItemKey } from './photo-item.ts';
import { publicNameKey } from './public-name.ts';
import type { Table } from './table.ts';

const recordKeptSeconds = 30 * 24 * 3600;

/**
 * Deletes a photo for good: the record becomes a tombstone, then the owner's entry and the public name, and then every
 * version of the object goes. Broken off, it can be repeated. It brings no archived photo back. Refuses with `not-found`
 * what never was.
 */
export async function removePhoto(
  { table, storage, clock }: { table: Table; storage: Storage; clock: () => Date },
  { ownerId, assetId, by }: { ownerId: string; assetId: string; by: string },
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
  await buryEntry(table, ownerId, assetId, at);
  if (photo.scope === 'public') {
    await table.update(publicNameKey(assetId), {
      update: 'SET deletedAt = :at, expires = :expires',
      condition: 'attribute_exists(pk)',
      values: tombstone,
    });
  }
  await storage.remove({ bucket: 'user-assets', key: photoKey(photo) });
}

/** The owner's entry as a tombstone; where it was the chosen avatar, nothing is chosen any more. */
async function buryEntry(table: Table, ownerId: string, assetId: string, at: Date): Promise<void> {
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
