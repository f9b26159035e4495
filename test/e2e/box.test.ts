import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { openliftUpload, ownPhotos, postForm, uploadPhoto } from '../support/e2e-photos.ts';
import { curlForm } from '../support/form-body.ts';
import { png } from '../support/photos/png.ts';
import { bearer, freshId, newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { type BoxError, boxAvatar, boxForm, picture, uploadBoxAvatar } from './box-api.ts';

const portrait = usePortrait();

const read = (owner: Owner, id = owner.id) => fetch(portrait.url + boxAvatar(id), { headers: bearer(owner) });
const remove = (owner: Owner, id = owner.id) =>
  fetch(portrait.url + boxAvatar(id), { method: 'DELETE', headers: bearer(owner) });

async function errorOf(response: Response): Promise<BoxError> {
  match(response.headers.get('content-type') ?? '', /^application\/json/);
  return (await response.json()) as BoxError;
}

describe('A Box avatar', () => {
  test('is created with 201, replaced with 200, read byte for byte, and deleted once', async () => {
    const owner = await newOwner(portrait);
    const [first, second] = [await picture('red', 200), await picture('blue', 1024)];
    equal((await uploadBoxAvatar(portrait, owner, { body: first })).status, 201);
    const whole = await read(owner);
    deepEqual([whole.status, whole.headers.get('content-type')], [200, 'image/png']);
    deepEqual(Buffer.from(await whole.arrayBuffer()), first);
    equal((await uploadBoxAvatar(portrait, owner, { body: second })).status, 200);
    deepEqual(Buffer.from(await (await read(owner)).arrayBuffer()), second);

    const deleted = await remove(owner);
    deepEqual([deleted.status, await deleted.text()], [204, '']);
    equal((await read(owner)).status, 404);
    const { code, status } = await errorOf(await remove(owner));
    deepEqual([status, code], [404, 'not_found']);
    equal((await uploadBoxAvatar(portrait, owner, { body: first })).status, 201, 'there is no current photo');
  });

  test('has links to squares of three sizes that need no token, until it is deleted', async () => {
    const owner = await newOwner(portrait);
    const { urls } = await uploadBoxAvatar(portrait, owner, { body: await picture('green', 600, 400) });
    for (const [name, side] of [
      ['small', 32],
      ['large', 160],
      ['preview', 300],
    ] as const) {
      for (const accept of ['*/*', 'image/avif,image/webp,image/png,*/*']) {
        const shown = await fetch(urls[name], { headers: { Accept: accept } });
        equal(shown.status, 200);
        const { width, height, format } = await sharp(await shown.arrayBuffer()).metadata();
        deepEqual([width, height, format], [side, side, accept === '*/*' ? 'jpeg' : 'heif']);
        match(shown.headers.get('vary') ?? '', /accept/i);
      }
    }
    equal((await remove(owner)).status, 204);
    for (const url of Object.values(urls)) equal((await fetch(`${url}&again`)).status, 404);
  });

  test('keeps the links of an earlier avatar working', async () => {
    const owner = await newOwner(portrait);
    const { urls } = await uploadBoxAvatar(portrait, owner, { body: await picture('red') });
    await uploadBoxAvatar(portrait, owner, { body: await picture('blue') });
    equal((await fetch(urls.small)).status, 200);
  });

  test('is refused if a character of its link was changed', async () => {
    const owner = await newOwner(portrait);
    const { urls } = await uploadBoxAvatar(portrait, owner);
    const token = new URL(urls.small).searchParams.get('token') ?? '';
    const [head = '', claims = '', signature = ''] = token.split('.');
    const larger = Buffer.from(claims, 'base64url').toString().replace('"size":32', '"size":1024');
    const forged = [head, Buffer.from(larger).toString('base64url'), signature].join('.');
    equal((await fetch(urls.small.replace(token, forged))).status, 403);
  });

  test('works for any user id, percent-encoded in the path', async () => {
    for (const ending of ['|x', ' y', '+z@example.com', '.é']) {
      const owner = await newOwner(portrait, { sub: freshId(ending) });
      equal((await uploadBoxAvatar(portrait, owner)).status, 201);
      equal((await read(owner)).status, 200);
    }
  });

  test('answers HEAD without a body', async () => {
    const owner = await newOwner(portrait);
    await uploadBoxAvatar(portrait, owner);
    const head = await fetch(portrait.url + boxAvatar(owner.id), { method: 'HEAD', headers: bearer(owner) });
    deepEqual([head.status, head.headers.get('content-type'), await head.text()], [200, 'image/png', '']);
  });

  test('is the photo uploaded by OpenLift, and vice versa', async () => {
    const owner = await newOwner(portrait);
    const photo = png({ label: 'by OpenLift' });
    await uploadPhoto(portrait, owner, { body: photo });
    deepEqual(Buffer.from(await (await read(owner)).arrayBuffer()), photo);

    await uploadBoxAvatar(portrait, owner, { body: await picture('yellow') });
    const list = await fetch(portrait.url + ownPhotos, { headers: bearer(owner) });
    const { data } = (await list.json()) as {
      data: { photos: { current: boolean; contentType: string; url: string }[] };
    };
    const [current] = data.photos.filter((each) => each.current);
    deepEqual(Buffer.from(await (await fetch(current?.url ?? '')).arrayBuffer()), await picture('yellow'));
  });

  test('is served as a JPEG if Box’s clients cannot show its format', async () => {
    const owner = await newOwner(portrait);
    const webp = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: 'red' } })
      .webp()
      .toBuffer();
    const form = curlForm([{ name: 'file', fileName: 'photo.webp', type: 'image/webp', body: webp }]);
    equal((await postForm(portrait, openliftUpload, form, bearer(owner))).status, 201);
    const shown = await read(owner);
    equal(shown.headers.get('content-type'), 'image/jpeg');
    const { width, height, format } = await sharp(await shown.arrayBuffer()).metadata();
    deepEqual([width, height, format], [1024, 1024, 'jpeg']);
  });

  test('leaves no current photo when it is deleted, and deletes no other photo', async () => {
    const owner = await newOwner(portrait);
    await uploadPhoto(portrait, owner);
    await uploadBoxAvatar(portrait, owner);
    equal((await remove(owner)).status, 204);
    equal((await read(owner)).status, 404);
    const list = await fetch(portrait.url + ownPhotos, { headers: bearer(owner) });
    const { data } = (await list.json()) as { data: { photos: { current: boolean }[] } };
    deepEqual(
      data.photos.map(({ current }) => current),
      [false],
    );
  });
});

describe('Box refuses', () => {
  for (const [what, form, reason] of [
    ['no part pic', async () => curlForm([{ name: 'picture', body: 'x' }]), /no file in the part pic/],
    ['an empty file', async () => boxForm({ body: Buffer.alloc(0) }), /empty/],
    ['more than 1,048,576 bytes', async () => boxForm({ body: png({ bytes: 1_048_577 }) }), /1048577 bytes/],
    [
      'a side of more than 1024 pixels',
      async () => boxForm({ body: await picture('red', 1025, 1) }),
      /1025 × 1 pixels/,
    ],
    ['another extension', async () => boxForm({ fileName: 'avatar.gif' }), /extension/],
    ['a name without an extension', async () => boxForm({ fileName: 'file' }), /extension/],
    ['content of another type than the name', async () => boxForm({ fileName: 'avatar.jpg' }), /image\/png/],
    ['content that is not an image', async () => boxForm({ body: Buffer.from('hello') }), /of an unknown type/],
  ] as const) {
    test(`${what}, and stores no photo`, async () => {
      const owner = await newOwner(portrait);
      const response = await postForm(portrait, boxAvatar(owner.id), await form(), bearer(owner));
      equal(response.status, 400);
      const { request_id: requestId, context_info: context, ...error } = await errorOf(response);
      deepEqual(error, {
        type: 'error',
        status: 400,
        code: 'bad_request',
        message: 'Bad Request',
        help_url: 'https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors/',
      });
      ok(requestId.length > 0);
      match(context?.errors[0]?.message ?? '', reason);
      equal((await read(owner)).status, 404);
    });
  }

  test('exactly the bytes and pixels beyond its limits', async () => {
    const owner = await newOwner(portrait);
    equal((await uploadBoxAvatar(portrait, owner, { body: await picture('red', 1024, 1024) })).status, 201);
    const form = boxForm({ body: png({ bytes: 1_048_576 }) });
    const { status } = await postForm(portrait, boxAvatar(owner.id), form, bearer(owner));
    equal(status, 400, 'its pixels are more than 1024 high, the size in bytes is within the limit, the height is not');
  });

  test('requests without a valid token, with an empty body', async () => {
    const owner = await newOwner(portrait);
    for (const [method, headers] of [
      ['GET', {}],
      ['DELETE', { Authorization: 'Bearer x' }],
      ['POST', { Authorization: 'Bearer x.y.z' }],
    ] as const) {
      const response = await fetch(portrait.url + boxAvatar(owner.id), { method, headers });
      deepEqual([response.status, await response.text()], [401, '']);
      const asked =
        response.headers.get('www-authenticate') ?? response.headers.get('x-amzn-remapped-www-authenticate');
      match(asked ?? '', /^Bearer realm="Service", error="invalid_token"/);
    }
  });

  test('changes of another user, and unknown users', async () => {
    const [owner, other] = [await newOwner(portrait), await newOwner(portrait)];
    await uploadBoxAvatar(portrait, other);
    const form = boxForm();
    equal((await errorOf(await postForm(portrait, boxAvatar(other.id), form, bearer(owner)))).code, 'forbidden');
    equal((await errorOf(await remove(owner, other.id))).code, 'forbidden');
    equal((await read(owner, other.id)).status, 200, 'any authenticated user may read');
    for (const response of [await read(owner, freshId()), await remove(owner, freshId())]) {
      equal((await errorOf(response)).code, 'not_found');
    }
    equal((await errorOf(await postForm(portrait, boxAvatar(freshId()), form, bearer(owner)))).code, 'not_found');
  });

  test('other methods and paths, with Box’s error format', async () => {
    const owner = await newOwner(portrait);
    const put = await fetch(portrait.url + boxAvatar(owner.id), { method: 'PUT', headers: bearer(owner) });
    deepEqual([put.status, (await errorOf(put)).code], [405, 'method_not_allowed']);
    const folders = await fetch(`${portrait.url}/2.0/folders/0`, { headers: bearer(owner) });
    deepEqual([folders.status, (await errorOf(folders)).code], [404, 'not_found']);
  });
});

describe('A Box user', () => {
  const ask = (owner: Owner, id: string) => fetch(`${portrait.url}/2.0/users/${id}`, { headers: bearer(owner) });
  const user = async (owner: Owner, id: string) => (await (await ask(owner, id)).json()) as Record<string, unknown>;

  test('is shown to the user before the first upload and after it', async () => {
    const owner = await newOwner(portrait, { username: 'Ada' });
    const before = await user(owner, 'me');
    deepEqual([before.type, before.id, before.name, 'avatar_url' in before], ['user', owner.id, 'Ada', false]);
    await uploadBoxAvatar(portrait, owner);
    const after = await user(owner, 'me');
    equal((await fetch(String(after.avatar_url))).status, 200);
    deepEqual(await user(owner, owner.id), after);
  });

  test('shows other users only its id and name', async () => {
    const [owner, other] = [await newOwner(portrait), await newOwner(portrait, { username: 'Eve' })];
    await uploadBoxAvatar(portrait, other);
    deepEqual(await user(owner, other.id), { type: 'user', id: other.id, name: 'Eve' });
    equal((await ask(owner, freshId())).status, 404);
  });
});
