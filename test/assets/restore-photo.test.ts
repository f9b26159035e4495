import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readOwner } from '../../shared/assets/find-owner.ts';
import { restorePhoto } from '../../shared/assets/restore-photo.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { retain } from '../../shared/photos/retain.ts';
import { activeIds, at, by, ids, nth, ownerId, record } from '../support/adas-photos.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { minute } from '../support/timeline.ts';

suite('restoring a photo', () => {
  test('restores an archived photo as active and current, and the oldest photo is archived instead', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 6);
    await retain({ table, clock: at(7) }, { ownerId, keep: 5 });
    const oldest = nth(assets, 0);
    const restored = await restorePhoto({ table, clock: at(8) }, { ownerId, assetId: oldest.id, by });
    assert.deepEqual(restored.activeAt, minute(8));
    assert.equal(restored.archivedAt, undefined);
    assert.deepEqual(restored.history.at(-1), { change: 'restored', at: minute(8), by });
    assert.equal(currentPhoto(await readOwner(table, ownerId), 5)?.assetId, oldest.id);
    await retain({ table, clock: at(9) }, { ownerId, keep: 5 });
    assert.deepEqual(await activeIds(table), ids([oldest, ...assets.slice(2)]));
  });

  test('restores above the floor, even if another clock has set the floor ahead of ours', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 20);
    await retain({ table, clock: at(21) }, { ownerId, keep: 5 });
    const first = nth(assets, 0);
    const { activeAt } = await restorePhoto({ table, clock: at(2) }, { ownerId, assetId: first.id, by });
    assert.deepEqual(activeAt, new Date(minute(15).getTime() + 1));
    assert.ok((await activeIds(table)).includes(first.id));
  });

  test('does not undo a restore with a later time', async () => {
    const table = openMemoryTable();
    const asset = nth(await record(table, 1, 1), 0);
    await restorePhoto({ table, clock: at(9) }, { ownerId, assetId: asset.id, by });
    const { activeAt } = await restorePhoto({ table, clock: at(5) }, { ownerId, assetId: asset.id, by });
    assert.deepEqual(activeAt, minute(9));
  });
});
