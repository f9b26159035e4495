import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { changeProfile } from '../../shared/assets/change-profile.ts';
import { chooseAvatar, restorePhoto } from '../../shared/assets/choose-avatar.ts';
import { findOwner, readOwner } from '../../shared/assets/find-owner.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { removePhoto } from '../../shared/assets/remove-photo.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { retain } from '../../shared/photos/retain.ts';
import { activeIds, at, by, ids, nth, ownerId, record } from '../support/adas-photos.ts';
import { openMemoryStorage } from '../support/memory-storage.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetAt, minute } from '../support/timeline.ts';

suite('putting in place', () => {
  test('restores an archived photo: active again, unmarked, current, and the oldest makes room', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 6);
    await retain(table, ownerId, 5, at(7));
    const oldest = nth(assets, 0);
    const restored = await restorePhoto(table, { ownerId, assetId: oldest.id, by }, at(8));
    assert.deepEqual(restored.activeAt, minute(8));
    assert.equal(restored.archivedAt, undefined);
    assert.deepEqual(restored.history.at(-1), { change: 'restored', at: minute(8), by });
    assert.equal(currentPhoto(await readOwner(table, ownerId), 5)?.assetId, oldest.id);
    await retain(table, ownerId, 5, at(9));
    assert.deepEqual(await activeIds(table), ids([oldest, ...assets.slice(2)]));
  });

  test('restores above the floor, also where another clock has set the floor ahead of ours', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 20);
    await retain(table, ownerId, 5, at(21));
    const first = nth(assets, 0);
    const { activeAt } = await restorePhoto(table, { ownerId, assetId: first.id, by }, at(2));
    assert.deepEqual(activeAt, new Date(minute(15).getTime() + 1));
    assert.ok((await activeIds(table)).includes(first.id));
  });

  test('leaves a later restore as it is', async () => {
    const table = openMemoryTable();
    const asset = nth(await record(table, 1, 1), 0);
    await restorePhoto(table, { ownerId, assetId: asset.id, by }, at(9));
    const { activeAt } = await restorePhoto(table, { ownerId, assetId: asset.id, by }, at(5));
    assert.deepEqual(activeAt, minute(9));
  });

  test('chooses an archived photo by restoring it, and changes the profile in the same call', async () => {
    const table = openMemoryTable();
    const avatar = nth(await record(table, 1, 1, { scope: 'public', placed: false }), 0);
    await record(table, 2, 9);
    await retain(table, ownerId, 5, at(10));
    await chooseAvatar(
      table,
      { ownerId, assetId: avatar.id, by, scope: 'public', profile: { city: 'London' } },
      at(11),
    );
    const owner = await readOwner(table, ownerId);
    assert.equal(owner.avatar, avatar.id);
    assert.equal(owner.profile.city, 'London');
    assert.equal(currentPhoto(owner, 5)?.assetId, avatar.id);
  });

  test('chooses only public photos of that owner that are not deleted', async () => {
    const table = openMemoryTable();
    const isPrivate = nth(await record(table, 1, 1), 0);
    const foreign = nth(await record(table, 2, 2, { ownerId: 'bob', scope: 'public' }), 0);
    const deleted = nth(await record(table, 3, 3, { scope: 'public' }), 0);
    await removePhoto({ table, storage: openMemoryStorage(), clock: at(4) }, { ownerId, assetId: deleted.id, by });
    const otherName = { id: nth(await record(table, 7, 7, { scope: 'public' }), 0).id, extension: 'gif' };
    const { id: unknown } = assetAt(minute(5));
    for (const { id: assetId, extension } of [
      isPrivate,
      foreign,
      deleted,
      otherName,
      { id: unknown, extension: 'png' },
    ]) {
      await assert.rejects(
        chooseAvatar(table, { ownerId, assetId, extension, by, scope: 'public', profile: { city: 'x' } }, at(6)),
        {
          code: 'avatar-not-usable',
        },
      );
    }
    assert.deepEqual((await readOwner(table, ownerId)).profile, {});
  });

  test('keeps the audit trail within bounds, however often a photo is put in place', async () => {
    const table = openMemoryTable();
    const asset = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    for (let n = 2; n < 260; n++)
      await chooseAvatar(table, { ownerId, assetId: asset.id, by, scope: 'public', profile: {} }, at(n));
    const history = (await findPhoto(table, ownerId, asset.id))?.history ?? [];
    assert.equal(history.length, 200);
    assert.equal(history[0]?.change, 'uploaded');
    assert.deepEqual(history.at(-1), { change: 'placed', at: minute(259), by });
  });

  test('changes the profile of an account that is not there yet', async () => {
    const table = openMemoryTable();
    const profile = { name: 'Ada', state: 'NSW', userColor: '#fff' };
    await changeProfile(table, { ownerId, username: 'ada', profile }, at(1));
    const owner = await findOwner(table, ownerId);
    assert.deepEqual(owner?.profile, profile);
    assert.equal(owner?.username, 'ada');
    assert.deepEqual(owner?.createdAt, minute(1));
  });
});
