import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chooseAvatar } from '../../shared/assets/choose-avatar.ts';
import { readOwner } from '../../shared/assets/find-owner.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { findPublicPhoto } from '../../shared/assets/public-name.ts';
import { removeCurrentPhoto, removePhoto } from '../../shared/assets/remove-photo.ts';
import { restorePhoto } from '../../shared/assets/restore-photo.ts';
import type { Table } from '../../shared/assets/table.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { photoKey } from '../../shared/core/photo-key.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { at, by, nth, ownerId, record } from '../support/adas-photos.ts';
import { openMemoryStorage } from '../support/memory-storage.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetAt, minute } from '../support/timeline.ts';

suite('deleting', () => {
  test('leaves tombstones, removes the object and clears the chosen avatar', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    await chooseAvatar({ table, clock: at(2) }, { ownerId, assetId: asset.id, by, scope: 'public', profile: {} });
    await removePhoto({ table, storage, clock: at(3) }, { ownerId, assetId: asset.id, by });
    const owner = await readOwner(table, ownerId);
    assert.equal(owner.avatar, undefined);
    assert.deepEqual(owner.photos, []);
    assert.deepEqual(owner.tombstones, [{ assetId: asset.id, deletedAt: minute(3) }]);
    assert.deepEqual((await findPhoto(table, { ownerId, assetId: asset.id }))?.deletedAt, minute(3));
    assert.equal(await findPublicPhoto(table, asset.id), undefined);
    assert.deepEqual(storage.keys(), []);
  });

  test('keeps the time of the first deletion when it is repeated', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1), 0);
    for (const n of [2, 3]) await removePhoto({ table, storage, clock: at(n) }, { ownerId, assetId: asset.id, by });
    assert.deepEqual((await findPhoto(table, { ownerId, assetId: asset.id }))?.deletedAt, minute(2));
  });

  test('removes the renditions of the photo, but not those of another', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const [first, second] = (await record(table, 1, 2)).map((asset) => ({ ...asset, key: photoKey(asset) }));
    assert.ok(first && second);
    for (const { key } of [first, second]) {
      for (const name of ['32.plain', '160.webp']) {
        const rendition = { key: `renditions/${key}/${name}`, bytes: Buffer.alloc(1), contentType: 'image/webp' };
        await storage.put({ ...rendition, bucket: 'transient', sha256: '', metadata: {} });
      }
    }
    await removePhoto({ table, storage, clock: at(3) }, { ownerId, assetId: first.id, by });
    assert.deepEqual(storage.keys(), [`renditions/${second.key}/32.plain`, `renditions/${second.key}/160.webp`]);
  });

  test('keeps the chosen avatar if another photo is deleted', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 2, { scope: 'public' });
    const [avatar, other] = [nth(assets, 0), nth(assets, 1)];
    await chooseAvatar({ table, clock: at(3) }, { ownerId, assetId: avatar.id, by, scope: 'public', profile: {} });
    await removePhoto({ table, storage: openMemoryStorage(), clock: at(4) }, { ownerId, assetId: other.id, by });
    assert.equal((await readOwner(table, ownerId)).avatar, avatar.id);
  });

  test('refuses an unknown photo; a deleted photo cannot be restored', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1), 0);
    const notFound = (error: unknown) => error instanceof PhotoFailure && error.code === 'not-found';
    await assert.rejects(
      removePhoto({ table, storage, clock: at(2) }, { ownerId, assetId: assetAt(minute(9)).id, by }),
      notFound,
    );
    await removePhoto({ table, storage, clock: at(2) }, { ownerId, assetId: asset.id, by });
    await assert.rejects(restorePhoto({ table, clock: at(3) }, { ownerId, assetId: asset.id, by }), notFound);
  });
});

suite('deleting the current photo', () => {
  const keep = 5;
  const remove = async (table: Table, n: number) =>
    removeCurrentPhoto(
      { table, storage: openMemoryStorage(), clock: at(n) },
      { owner: await readOwner(table, ownerId), keep, by },
    );

  test('leaves no photo current, and the other photos active', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 3);
    await remove(table, 4);
    const owner = await readOwner(table, ownerId);
    assert.equal(currentPhoto(owner, keep), undefined);
    const left = assets.slice(0, 2).map(({ id }) => id);
    assert.deepEqual(owner.photos.map(({ assetId }) => assetId).sort(), left);
    assert.ok((await findPhoto(table, { ownerId, assetId: nth(assets, 2).id }))?.deletedAt);
    await assert.rejects(remove(table, 5), { code: 'not-found' });
  });

  test('lets the next upload or restore become current', async () => {
    const table = openMemoryTable();
    const kept = nth(await record(table, 1, 2), 0);
    await remove(table, 3);
    await restorePhoto({ table, clock: at(4) }, { ownerId, assetId: kept.id, by });
    assert.equal(currentPhoto(await readOwner(table, ownerId), keep)?.assetId, kept.id);
    const newest = nth(await record(table, 5, 5), 0);
    assert.equal(currentPhoto(await readOwner(table, ownerId), keep)?.assetId, newest.id);
  });

  test('keeps a photo current that was uploaded meanwhile', async () => {
    const table = openMemoryTable();
    await record(table, 1, 2);
    const seen = await readOwner(table, ownerId);
    const newest = nth(await record(table, 5, 5), 0);
    const service = { table, storage: openMemoryStorage(), clock: at(6) };
    await removeCurrentPhoto(service, { owner: seen, keep, by });
    assert.equal(currentPhoto(await readOwner(table, ownerId), keep)?.assetId, newest.id);
  });

  test('completes an interrupted deletion even if another photo is current by now', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const [first, second] = await record(table, 1, 2);
    assert.ok(first && second);
    for (const asset of [first, second]) {
      const object = {
        key: photoKey(asset),
        bytes: Buffer.alloc(1),
        contentType: 'image/png',
        sha256: '',
        metadata: {},
      };
      await storage.put({ ...object, bucket: 'user-assets' });
    }
    const broken = { ...storage, remove: () => Promise.reject(new Error('the store is gone')) };
    const service = { table, storage, clock: at(3) };
    await assert.rejects(
      removeCurrentPhoto({ ...service, storage: broken }, { owner: await readOwner(table, ownerId), keep, by }),
      /the store is gone/,
    );
    await restorePhoto({ table, clock: at(4) }, { ownerId, assetId: first.id, by });
    await removeCurrentPhoto({ ...service, clock: at(5) }, { owner: await readOwner(table, ownerId), keep, by });
    assert.deepEqual(storage.keys(), []);
    assert.deepEqual((await readOwner(table, ownerId)).photos, []);
  });

  test('can be retried after an interruption at any call', async () => {
    for (let calls = 0; ; calls++) {
      const table = openMemoryTable();
      const assets = await record(table, 1, 3);
      const broken = breaking(table, calls);
      const whole = await remove(broken, 4).then(
        () => true,
        () => false,
      );
      if (whole) {
        assert.equal(calls, 4, 'every call was interrupted once');
        return;
      }
      await remove(table, 5).catch(() => {}); // already complete: not found
      const owner = await readOwner(table, ownerId);
      assert.equal(currentPhoto(owner, keep), undefined);
      assert.deepEqual(
        owner.photos.map(({ assetId }) => assetId),
        assets.slice(0, 2).map(({ id }) => id),
      );
    }
  });
});

/** A table whose updates fail once, after `calls` successful ones. */
function breaking(table: Table, calls: number): Table {
  let left = calls;
  return {
    ...table,
    async update(key, update) {
      if (left-- === 0) throw new Error('the table is gone');
      return table.update(key, update);
    },
  };
}
