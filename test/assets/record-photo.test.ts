import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findOwner, readOwner } from '../../shared/assets/find-owner.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { findPublicPhoto } from '../../shared/assets/public-name.ts';
import { recordPhoto } from '../../shared/assets/record-photo.ts';
import { removePhoto } from '../../shared/assets/remove-photo.ts';
import { retain } from '../../shared/photos/retain.ts';
import { activeIds, at, by, ids, nth, ownerId, record } from '../support/adas-photos.ts';
import { openMemoryStorage } from '../support/memory-storage.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetAt, minute } from '../support/timeline.ts';

suite('recording', () => {
  test('creates the account, the photo item and, for a public photo, its public name', async () => {
    const table = openMemoryTable();
    const asset = assetAt(minute(1), { scope: 'public', placed: false, username: 'Ada' });
    await recordPhoto({ table, clock: at(1) }, asset);
    const owner = await findOwner(table, ownerId);
    assert.equal(owner?.username, 'Ada');
    assert.deepEqual(owner?.createdAt, minute(1));
    assert.deepEqual(owner?.photos, [
      { assetId: asset.id, activeAt: minute(1), extension: 'png', size: 3, scope: 'public' },
    ]);
    assert.deepEqual(await findPhoto(table, { ownerId, assetId: asset.id }), {
      ...asset,
      activeAt: minute(1),
      history: [{ change: 'uploaded', at: minute(1), by: ownerId }],
    });
    assert.deepEqual(await findPublicPhoto(table, asset.id), { id: asset.id, ownerId, extension: 'png' });
  });

  test('creates no public name for a private photo', async () => {
    const table = openMemoryTable();
    const [asset] = await record(table, 1, 1);
    assert.equal(await findPublicPhoto(table, asset?.id ?? ''), undefined);
  });

  test('changes nothing when it is repeated', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 3, { scope: 'public' });
    const before = table.items();
    for (const asset of assets) await recordPhoto({ table, clock: at(9) }, asset);
    assert.deepEqual(table.items(), before);
  });

  test('keeps the username of the first upload', async () => {
    const table = openMemoryTable();
    await record(table, 1, 1, { username: 'Ada' });
    await record(table, 2, 2, { username: 'Countess' });
    assert.equal((await findOwner(table, ownerId))?.username, 'Ada');
  });

  test('marks a photo below the floor as archived, and does not make it active', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 11, 16);
    await retain({ table, clock: at(20) }, { ownerId, keep: 5 });
    const [late] = await record(table, 3, 3);
    assert.deepEqual(await activeIds(table), ids(assets.slice(1)));
    assert.deepEqual((await findPhoto(table, { ownerId, assetId: late?.id ?? '' }))?.archivedAt, minute(3));
  });

  test('does not bring back a deleted photo, even after its tombstone in the owner item was swept', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    await removePhoto({ table, storage, clock: at(2) }, { ownerId, assetId: asset.id, by });
    await retain({ table, clock: at(2 + 61) }, { ownerId, keep: 5 });
    assert.deepEqual((await readOwner(table, ownerId)).tombstones, []);
    await recordPhoto({ table, clock: at(70) }, asset);
    assert.deepEqual(await activeIds(table), []);
    assert.equal(await findPublicPhoto(table, asset.id), undefined);
  });
});
