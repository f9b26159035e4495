import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findPhoto, readOwner } from '../../shared/assets/find.ts';
import { findPublicPhoto } from '../../shared/assets/public-name.ts';
import { chooseAvatar, restorePhoto } from '../../shared/assets/put-in-place.ts';
import { removePhoto } from '../../shared/assets/remove.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { openMemoryStorage } from '../retention/memory-storage.ts';
import { at, by, nth, ownerId, record } from './adas-photos.ts';
import { openMemoryTable } from './memory-table.ts';
import { assetAt, minute } from './timeline.ts';

suite('deleting', () => {
  test('leaves tombstones, takes the object away and clears the choice', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    await chooseAvatar(table, { ownerId, assetId: asset.id, by, scope: 'public', profile: {} }, at(2));
    await removePhoto({ table, storage, clock: at(3) }, { ownerId, assetId: asset.id, by });
    const owner = await readOwner(table, ownerId);
    assert.equal(owner.avatar, undefined);
    assert.deepEqual(owner.photos, []);
    assert.deepEqual(owner.tombstones, [{ assetId: asset.id, deletedAt: minute(3) }]);
    assert.deepEqual((await findPhoto(table, ownerId, asset.id))?.deletedAt, minute(3));
    assert.equal(await findPublicPhoto(table, asset.id), undefined);
    assert.deepEqual(storage.keys(), []);
  });

  test('keeps the first time of deletion when it is repeated', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1), 0);
    for (const n of [2, 3]) await removePhoto({ table, storage, clock: at(n) }, { ownerId, assetId: asset.id, by });
    assert.deepEqual((await findPhoto(table, ownerId, asset.id))?.deletedAt, minute(2));
  });

  test('keeps the avatar that is another photo', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 2, { scope: 'public' });
    const [avatar, other] = [nth(assets, 0), nth(assets, 1)];
    await chooseAvatar(table, { ownerId, assetId: avatar.id, by, scope: 'public', profile: {} }, at(3));
    await removePhoto({ table, storage: openMemoryStorage(), clock: at(4) }, { ownerId, assetId: other.id, by });
    assert.equal((await readOwner(table, ownerId)).avatar, avatar.id);
  });

  test('refuses what never was, and what was deleted cannot be restored', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1), 0);
    const notFound = (error: unknown) => error instanceof PhotoFailure && error.code === 'not-found';
    await assert.rejects(
      removePhoto({ table, storage, clock: at(2) }, { ownerId, assetId: assetAt(minute(9)).id, by }),
      notFound,
    );
    await removePhoto({ table, storage, clock: at(2) }, { ownerId, assetId: asset.id, by });
    await assert.rejects(restorePhoto(table, { ownerId, assetId: asset.id, by }, at(3)), notFound);
  });
});
