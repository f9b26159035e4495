import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chooseAvatar } from '../../shared/assets/choose-avatar.ts';
import { readOwner } from '../../shared/assets/find-owner.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { removePhoto } from '../../shared/assets/remove-photo.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { retain } from '../../shared/photos/retain.ts';
import { at, by, nth, ownerId, record } from '../support/adas-photos.ts';
import { openMemoryStorage } from '../support/memory-storage.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetAt, minute } from '../support/timeline.ts';

suite('choosing an avatar', () => {
  test('chooses an archived photo by restoring it, and changes the profile in the same call', async () => {
    const table = openMemoryTable();
    const avatar = nth(await record(table, 1, 1, { scope: 'public', placed: false }), 0);
    await record(table, 2, 9);
    await retain({ table, clock: at(10) }, { ownerId, keep: 5 });
    await chooseAvatar(
      { table, clock: at(11) },
      { ownerId, assetId: avatar.id, by, scope: 'public', profile: { city: 'London' } },
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
        chooseAvatar(
          { table, clock: at(6) },
          { ownerId, assetId, extension, by, scope: 'public', profile: { city: 'x' } },
        ),
        {
          code: 'avatar-not-usable',
        },
      );
    }
    assert.deepEqual((await readOwner(table, ownerId)).profile, {});
  });

  test('limits the audit trail to 200 changes', async () => {
    const table = openMemoryTable();
    const asset = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    for (let n = 2; n < 260; n++)
      await chooseAvatar({ table, clock: at(n) }, { ownerId, assetId: asset.id, by, scope: 'public', profile: {} });
    const history = (await findPhoto(table, { ownerId, assetId: asset.id }))?.history ?? [];
    assert.equal(history.length, 200);
    assert.equal(history[0]?.change, 'uploaded');
    assert.deepEqual(history.at(-1), { change: 'placed', at: minute(259), by });
  });
});
