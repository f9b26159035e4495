import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findOwner, findPhoto, newestPhotos, readOwner } from '../../shared/assets/find.ts';
import { changeProfile } from '../../shared/assets/profile.ts';
import { findPublicPhoto } from '../../shared/assets/public-name.ts';
import { chooseAvatar, clearAvatar, restorePhoto } from '../../shared/assets/put-in-place.ts';
import { recordPhoto } from '../../shared/assets/record.ts';
import { removePhoto } from '../../shared/assets/remove.ts';
import type { Table } from '../../shared/assets/table.ts';
import type { Asset } from '../../shared/core/asset.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { currentPhoto } from '../../shared/core/retention.ts';
import { retain } from '../../shared/retention/retain.ts';
import { openMemoryStorage } from '../retention/memory-storage.ts';
import { openMemoryTable } from './memory-table.ts';
import { assetAt, minute } from './timeline.ts';

const at = (n: number) => () => minute(n);
const ownerId = 'ada';
const by = 'ada';

async function record(table: Table, from: number, to: number, changes: Partial<Asset> = {}): Promise<Asset[]> {
  const assets = Array.from({ length: to - from + 1 }, (_, n) => assetAt(minute(from + n), changes));
  for (const asset of assets) await recordPhoto(table, asset, at(to));
  return assets;
}

function nth(assets: readonly Asset[], index: number): Asset {
  const asset = assets[index];
  assert.ok(asset);
  return asset;
}

async function activeIds(table: Table): Promise<string[]> {
  return (await readOwner(table, ownerId)).photos.map(({ assetId }) => assetId).sort();
}

const ids = (assets: readonly Asset[]) => assets.map(({ id }) => id).sort();

suite('recording', () => {
  test('makes the account, the photo and, for a public one, its public name', async () => {
    const table = openMemoryTable();
    const asset = assetAt(minute(1), { scope: 'public', placed: false, username: 'Ada' });
    await recordPhoto(table, asset, at(1));
    const owner = await findOwner(table, ownerId);
    assert.equal(owner?.username, 'Ada');
    assert.deepEqual(owner?.createdAt, minute(1));
    assert.deepEqual(owner?.photos, [
      { assetId: asset.id, activeAt: minute(1), extension: 'png', size: 3, scope: 'public' },
    ]);
    assert.deepEqual(await findPhoto(table, ownerId, asset.id), {
      ...asset,
      activeAt: minute(1),
      history: [{ change: 'uploaded', at: minute(1), by: ownerId }],
    });
    assert.deepEqual(await findPublicPhoto(table, asset.id), { id: asset.id, ownerId, extension: 'png' });
  });

  test('gives private photos no public name', async () => {
    const table = openMemoryTable();
    const [asset] = await record(table, 1, 1);
    assert.equal(await findPublicPhoto(table, asset?.id ?? ''), undefined);
  });

  test('changes nothing when it is repeated', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 3, { scope: 'public' });
    const before = table.items();
    for (const asset of assets) await recordPhoto(table, asset, at(9));
    assert.deepEqual(table.items(), before);
  });

  test('keeps the name that the first upload gave', async () => {
    const table = openMemoryTable();
    await record(table, 1, 1, { username: 'Ada' });
    await record(table, 2, 2, { username: 'Countess' });
    assert.equal((await findOwner(table, ownerId))?.username, 'Ada');
  });

  test('marks a photo archived that comes below the floor, and does not make it active', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 11, 16);
    await retain(table, ownerId, 5, at(20));
    const [late] = await record(table, 3, 3);
    assert.deepEqual(await activeIds(table), ids(assets.slice(1)));
    assert.deepEqual((await findPhoto(table, ownerId, late?.id ?? ''))?.archivedAt, minute(3));
  });

  test('brings no deleted photo back, not even when its tombstone in the owner item has gone', async () => {
    const table = openMemoryTable();
    const storage = openMemoryStorage();
    const asset = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    await removePhoto({ table, storage, clock: at(2) }, { ownerId, assetId: asset.id, by });
    await retain(table, ownerId, 5, at(2 + 61));
    assert.deepEqual((await readOwner(table, ownerId)).tombstones, []);
    await recordPhoto(table, asset, at(70));
    assert.deepEqual(await activeIds(table), []);
    assert.equal(await findPublicPhoto(table, asset.id), undefined);
  });
});

suite('retention', () => {
  test('keeps the five newest photos active, and marks the others archived, by retention, with the time', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 8);
    await retain(table, ownerId, 5, at(9));
    assert.deepEqual(await activeIds(table), ids(assets.slice(3)));
    for (const [index, { id }] of assets.entries()) {
      const photo = await findPhoto(table, ownerId, id);
      assert.deepEqual(photo?.archivedAt, index < 3 ? minute(9) : undefined);
      const archived = { change: 'archived' as const, at: minute(9), by: 'retention' };
      assert.deepEqual(photo?.history.slice(1), index < 3 ? [archived] : []);
    }
  });

  test('takes hundreds of surplus photos out, within the size of one update each', async () => {
    const table = openMemoryTable();
    const assets = await record(table, 1, 300);
    await retain(table, ownerId, 5, at(400));
    assert.deepEqual(await activeIds(table), ids(assets.slice(-5)));
    const photos = await newestPhotos(table, ownerId, { limit: 1000 });
    assert.equal(photos.filter(({ archivedAt }) => archivedAt !== undefined).length, 295);
  });

  test('keeps the chosen avatar active in a place of its own, however old it is', async () => {
    const table = openMemoryTable();
    const avatar = nth(await record(table, 1, 1, { scope: 'public', placed: false }), 0);
    await chooseAvatar(table, { ownerId, assetId: avatar.id, by, scope: 'public', profile: {} }, at(2));
    const assets = await record(table, 11, 20);
    await retain(table, ownerId, 5, at(21));
    assert.deepEqual(await activeIds(table), ids([avatar, ...assets.slice(-4)]));
  });

  test('archives an avatar that is no longer chosen when it is older than what was archived', async () => {
    const table = openMemoryTable();
    const avatar = nth(await record(table, 1, 1, { scope: 'public' }), 0);
    await chooseAvatar(table, { ownerId, assetId: avatar.id, by, scope: 'public', profile: {} }, at(2));
    const assets = await record(table, 11, 20);
    await retain(table, ownerId, 5, at(21));
    assert.equal((await clearAvatar(table, ownerId))?.assetId, avatar.id);
    assert.equal(await clearAvatar(table, ownerId), undefined);
    await retain(table, ownerId, 5, at(22));
    assert.deepEqual(await activeIds(table), ids(assets.slice(-4)));
  });
});

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
