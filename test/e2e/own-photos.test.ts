import { deepEqual, equal, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  activePhotos,
  allPhotos,
  bytesAt,
  changePhoto,
  type ListedPhoto,
  ownPhotos,
  photoPage,
  type UploadedPhoto,
  uploadAvatar,
  uploadPhoto,
} from '../support/e2e-photos.ts';
import { png } from '../support/photos/png.ts';
import { bearer, freshId, newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { putAccount } from './account-api.ts';

const portrait = usePortrait();
const unknownId = '01890000-0000-7000-8000-000000000000';

async function uploadPhotos(owner: Owner, count: number): Promise<readonly UploadedPhoto[]> {
  const uploaded: UploadedPhoto[] = [];
  while (uploaded.length < count) uploaded.push(await uploadPhoto(portrait, owner));
  return uploaded;
}

function ids(photos: readonly { readonly assetId: string }[]): readonly string[] {
  return photos.map(({ assetId }) => assetId);
}

describe('The list of own photos', () => {
  test('shows each photo with its properties and a working link', async () => {
    const owner = await newOwner(portrait);
    const body = png({ label: owner.id });
    const { assetId, uploadedAt, size } = await uploadPhoto(portrait, owner, { body });

    const [photo, second] = await activePhotos(portrait, owner);
    const sha256 = createHash('sha256').update(body).digest('hex');

    equal(second, undefined);
    deepEqual(photo, {
      assetId,
      state: 'active',
      archived: false,
      current: true,
      avatar: false,
      fileName: 'photo.png',
      contentType: 'image/png',
      size,
      ...{ width: 63, height: 1, sha256 },
      sent: { size, sha256 },
      metadata: { found: [], removed: [] },
      door: 'function',
      scope: 'private',
      uploadedAt,
      activeAt: uploadedAt,
      url: photo?.url,
    });
    ok(body.equals(await bytesAt(photo.url)));
  });

  test('is empty before the first upload, and separate for each owner', async () => {
    const owner = await newOwner(portrait);
    await uploadPhoto(portrait, await newOwner(portrait));
    deepEqual(await activePhotos(portrait, owner), []);
    deepEqual(await allPhotos(portrait, owner), []);
  });

  test('contains the photos of both APIs', async () => {
    const owner = await newOwner(portrait);
    const { assetId } = await uploadPhoto(portrait, owner);
    const { uuid } = await uploadAvatar(portrait, owner);
    deepEqual(
      (await activePhotos(portrait, owner)).map((photo) => [photo.assetId, photo.scope, photo.current]),
      [
        [uuid, 'public', false],
        [assetId, 'private', true],
      ],
    );
  });

  test('continues after any photo', async () => {
    const owner = await newOwner(portrait);
    const [oldest, ...others] = await uploadPhotos(owner, 3);
    const { photos, next } = await photoPage(portrait, owner, `?archived=true&before=${others[0]?.assetId}`);
    deepEqual([ids(photos), next], [[oldest?.assetId], undefined]);
    const { photos: none } = await photoPage(portrait, owner, `?archived=true&before=${oldest?.assetId}`);
    deepEqual(none, []);
  });

  test('has pages that contain every photo once, the newest first', async () => {
    const owner = await newOwner(portrait);
    const uploaded = await uploadPhotos(owner, 101);
    const { photos, next } = await photoPage(portrait, owner, '?archived=true');
    deepEqual([photos.length, next], [100, photos.at(-1)?.assetId]);
    deepEqual(ids(await allPhotos(portrait, owner)), ids(uploaded).toReversed());
  });

  test('is refused without a token, and with an invalid `before`', async () => {
    const owner = await newOwner(portrait);
    for (const [query, headers, status, code] of [
      ['', {}, 401, 'UNAUTHORIZED'],
      ['?archived=true&before=..', bearer(owner), 400, 'VALIDATION_FAILED'],
    ] as const) {
      const response = await fetch(portrait.url + ownPhotos + query, { headers });
      const { error } = (await response.json()) as { error: { code: string } };
      deepEqual([response.status, error.code], [status, code]);
    }
  });
});

describe('Retention', () => {
  test('keeps the five newest photos active, archives the older ones, and loses none', async () => {
    const owner = await newOwner(portrait);
    const uploaded = await uploadPhotos(owner, 8);

    deepEqual(ids(await activePhotos(portrait, owner)), ids(uploaded.slice(-5)).toReversed());
    const all = await allPhotos(portrait, owner);
    deepEqual(ids(all), ids(uploaded).toReversed());
    deepEqual(
      all.map(({ state, archived }) => [state, archived]),
      [...Array(5).fill(['active', false]), ...Array(3).fill(['archived', true])],
    );
    for (const { uploadUrl } of uploaded) equal((await fetch(uploadUrl)).status, 200);
    for (const { url } of all) equal((await fetch(url)).status, 200);
  });

  test('counts the photos of both APIs together', async () => {
    const owner = await newOwner(portrait);
    const avatars: string[] = [];
    while (avatars.length < 3) avatars.push((await uploadAvatar(portrait, owner)).uuid);
    const photos = ids(await uploadPhotos(owner, 4));
    deepEqual(ids(await activePhotos(portrait, owner)), [...avatars.slice(-1), ...photos].toReversed());
  });

  test('never archives the chosen avatar', async () => {
    const owner = await newOwner(portrait);
    const { uuid } = await uploadAvatar(portrait, owner);
    equal((await putAccount(portrait, owner.token, { avatar: uuid })).status, 200);
    const later = ids(await uploadPhotos(owner, 6));

    deepEqual(ids(await activePhotos(portrait, owner)), [...later.slice(-4).toReversed(), uuid]);
    deepEqual(
      (await allPhotos(portrait, owner)).map(({ archived, avatar }) => [archived, avatar]),
      [...Array(4).fill([false, false]), ...Array(2).fill([true, false]), [false, true]],
    );
    equal((await fetch(`${portrait.url}/storage/${uuid}`)).status, 200);
  });

  test('treats an avatar that is no longer chosen like any other photo', async () => {
    const owner = await newOwner(portrait);
    const { uuid } = await uploadAvatar(portrait, owner);
    await putAccount(portrait, owner.token, { avatar: uuid });
    const later = ids(await uploadPhotos(owner, 5));
    await putAccount(portrait, owner.token, { avatar: '' });
    const active = ids(await activePhotos(portrait, owner));
    ok(!active.includes(uuid));
    deepEqual(active, later.slice(-active.length).toReversed());
  });

  test('keeps the five newest active after concurrent uploads', async () => {
    const owner = await newOwner(portrait);
    const uploaded = await Promise.all(Array.from({ length: 12 }, () => uploadPhoto(portrait, owner)));
    const newestFirst = ids(uploaded).toSorted().toReversed();
    deepEqual(ids(await activePhotos(portrait, owner)), newestFirst.slice(0, 5));
    deepEqual(ids(await allPhotos(portrait, owner)), newestFirst);
  });
});

describe('Restoring a photo', () => {
  test('makes an archived photo active and current, and archives the oldest active one', async () => {
    const owner = await newOwner(portrait);
    const uploaded = ids(await uploadPhotos(owner, 6));
    const [archived = ''] = uploaded;

    const response = await changePhoto(portrait, owner, archived, 'restore');

    const { success, data } = (await response.json()) as { success: boolean; data: ListedPhoto };
    deepEqual([response.status, success], [200, true]);
    const { assetId, state, current } = data;
    deepEqual({ assetId, state, current }, { assetId: archived, state: 'active', current: true });
    ok(data.activeAt > data.uploadedAt);
    deepEqual(ids(await activePhotos(portrait, owner)), [archived, ...uploaded.slice(2).toReversed()]);
  });

  test("is refused for a photo that is unknown, deleted, or someone else's", async () => {
    const owner = await newOwner(portrait);
    const { assetId } = await uploadPhoto(portrait, owner);
    await changePhoto(portrait, owner, assetId, 'delete');
    const foreign = await uploadPhoto(portrait, await newOwner(portrait));
    for (const id of [unknownId, assetId, foreign.assetId, 'x']) await notFound(owner, id, 'restore');
  });
});

describe('Deleting a photo', () => {
  test('removes it from every response, deletes its bytes, and is idempotent', async () => {
    const owner = await newOwner(portrait);
    const { assetId: kept } = await uploadPhoto(portrait, owner);
    const { assetId, uploadUrl } = await uploadPhoto(portrait, owner);
    for (let time = 0; time < 2; time++) {
      const response = await changePhoto(portrait, owner, assetId, 'delete');
      equal(response.status, 200);
      deepEqual(await response.json(), { success: true, data: { assetId, state: 'deleted' } });
    }
    deepEqual(ids(await activePhotos(portrait, owner)), [kept]);
    deepEqual(
      (await allPhotos(portrait, owner)).map((photo) => [photo.assetId, photo.current]),
      [[kept, true]],
    );
    equal((await fetch(uploadUrl)).status, 404);
  });

  test('removes its public id, and the avatar', async () => {
    const owner = await newOwner(portrait);
    const { uuid } = await uploadAvatar(portrait, owner);
    await putAccount(portrait, owner.token, { avatar: uuid });
    await changePhoto(portrait, owner, uuid, 'delete');

    equal((await fetch(`${portrait.url}/storage/${uuid}`)).status, 404);
    const again = await putAccount(portrait, owner.token, { avatar: uuid });
    equal(again.status, 400);
    const shown = await putAccount(portrait, owner.token, { name: 'x' });
    equal(((await shown.json()) as { avatar: string }).avatar, '');
  });

  test('makes no archived photo active', async () => {
    const owner = await newOwner(portrait);
    const uploaded = ids(await uploadPhotos(owner, 6));
    await changePhoto(portrait, owner, uploaded.at(-1) ?? '', 'delete');
    deepEqual(ids(await activePhotos(portrait, owner)), uploaded.slice(1, -1).toReversed());
  });

  test("is refused for a photo that is unknown or someone else's", async () => {
    const other = await newOwner(portrait);
    const foreign = await uploadPhoto(portrait, other);
    for (const id of [unknownId, foreign.assetId, freshId()]) await notFound(await newOwner(portrait), id, 'delete');
    deepEqual(ids(await activePhotos(portrait, other)), [foreign.assetId]);
  });

  test('is refused without a token', async () => {
    const owner = await newOwner(portrait);
    const { assetId } = await uploadPhoto(portrait, owner);
    for (const change of ['restore', 'delete'] as const) {
      const response = await changePhoto(portrait, { ...owner, token: 'x' }, assetId, change);
      equal(response.status, 401);
    }
    deepEqual(ids(await activePhotos(portrait, owner)), [assetId]);
  });
});

async function notFound(owner: Owner, assetId: string, change: 'restore' | 'delete'): Promise<void> {
  const response = await changePhoto(portrait, owner, assetId, change);
  deepEqual(
    [response.status, await response.json()],
    [404, { success: false, error: { code: 'NOT_FOUND', message: 'Photo not found' } }],
  );
}
