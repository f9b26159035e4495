import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chooseAvatar, clearAvatar } from '../../shared/assets/choose-avatar.ts';
import { findPhoto, newestPhotos } from '../../shared/assets/find-photo.ts';
import { retain } from '../../shared/photos/retain.ts';
import { activeIds, at, by, ids, nth, ownerId, record } from '../support/adas-photos.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { minute } from '../support/timeline.ts';

suite('retention', () => {
  test('keeps the five newest photos active, and marks the others as archived by retention, with the time', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 8);
    await retain({ table, clock: at(9) }, { ownerId, keep: 5 });
    assert.deepEqual(await activeIds(table), ids(assets.slice(3)));
    for (const [index, { id }] of assets.entries()) {
      const photo = await findPhoto(table, { ownerId, assetId: id });
      assert.deepEqual(photo?.archivedAt, index < 3 ? minute(9) : undefined);
      const archived = { change: 'archived' as const, at: minute(9), by: 'retention' };
      assert.deepEqual(photo?.history.slice(1), index < 3 ? [archived] : []);
    }
  });

  test('archives hundreds of surplus photos in updates of limited size', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 300);
    await retain({ table, clock: at(400) }, { ownerId, keep: 5 });
    assert.deepEqual(await activeIds(table), ids(assets.slice(-5)));
    const photos = await newestPhotos(table, { ownerId, limit: 1000 });
    assert.equal(photos.filter(({ archivedAt }) => archivedAt !== undefined).length, 295);
  });

  test('keeps the chosen avatar active, beside the five newest', async () => {
    const table = openMemoryTable();
    const avatar = nth(await record(table, 1, 1, { scope: 'public', placed: false }), 0);
    await chooseAvatar({ table, clock: at(2) }, { ownerId, assetId: avatar.id, by, scope: 'public', profile: {} });
    const assets = await record(table, 11, 20);
    await retain({ table, clock: at(21) }, { ownerId, keep: 5 });
    assert.deepEqual(await activeIds(table), ids([avatar, ...assets.slice(-4)]));
  });

  test('archives an avatar that is no longer chosen and stands at or below the floor', async () => {
    const table = openMemoryTable();
    const avatar = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    await chooseAvatar({ table, clock: at(2) }, { ownerId, assetId: avatar.id, by, scope: 'public', profile: {} });
    const assets = await record(table, 11, 20);
    await retain({ table, clock: at(21) }, { ownerId, keep: 5 });
    assert.equal((await clearAvatar(table, ownerId))?.assetId, avatar.id);
    assert.equal(await clearAvatar(table, ownerId), undefined);
    await retain({ table, clock: at(22) }, { ownerId, keep: 5 });
    assert.deepEqual(await activeIds(table), ids(assets.slice(-4)));
  });
});
