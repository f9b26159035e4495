import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertServesPng,
  avatarUpload,
  bytesAt,
  postForm,
  type UploadedAvatar,
  uploadAvatar,
  uploadPhoto,
} from '../support/e2e-photos.ts';
import { curlForm, type Part } from '../support/form-body.ts';
import { lengthIsTheirs, onlyLocal } from '../support/only-local.ts';
import { gif } from '../support/photos/gif.ts';
import { heic } from '../support/photos/heic.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { png } from '../support/photos/png.ts';
import { webp } from '../support/photos/webp.ts';
import { freshId, newOwner, usePortrait } from '../support/portrait.ts';
import { refusal } from './account-api.ts';
import { impostors } from './impostors.ts';

const portrait = usePortrait();
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maxBytes = 5_242_880;
const purpose: Part = { name: 'purpose', body: 'account_avatar' };
const file: Part = { name: 'file', fileName: 'avatar.png', type: 'image/png', body: png() };

function post(parts: readonly Part[], headers: Record<string, string>): Promise<Response> {
  return postForm(portrait, avatarUpload, curlForm(parts), headers);
}

describe('POST /upload', () => {
  test('answers the documented request with the documented response', async () => {
    const { token } = await newOwner(portrait);
    const body = png({ bytes: 18_425 });

    const response = await post([purpose, { ...file, body }], { Authorization: token });

    equal(response.status, 200);
    match(response.headers.get('Content-Type') ?? '', /^application\/json/);
    const { uploaded } = (await response.json()) as { uploaded: UploadedAvatar[] };
    const uuid = uploaded[0]?.uuid ?? '';
    match(uuid, uuidForm);
    deepEqual(uploaded, [
      {
        uuid,
        file_name: `${uuid}.png`,
        original_name: 'avatar.png',
        content_type: 'image/png',
        file_size: 18_425,
        scope: 3,
        purpose: 'account_avatar',
      },
    ]);
  });

  for (const [fileName, body, type, extension] of [
    ['a.png', png(), 'image/png', 'png'],
    ['a.jpg', jpeg(), 'image/jpeg', 'jpg'],
    ['a.jpeg', jpeg(), 'image/jpeg', 'jpeg'],
    ['a.webp', webp(), 'image/webp', 'webp'],
    ['a.gif', gif(), 'image/gif', 'gif'],
    ['A.PNG', png(), 'image/png', 'png'],
  ] as const) {
    test(`accepts ${fileName}, also from a client that states no type`, async () => {
      const uploaded = await uploadAvatar(portrait, await newOwner(portrait), { fileName, body });

      equal(uploaded.content_type, type);
      equal(uploaded.file_name, `${uploaded.uuid}.${extension}`);
      equal(uploaded.original_name, fileName);
    });
  }

  test('accepts a part without a Content-Type', async () => {
    const { token } = await newOwner(portrait);
    const { type: _, ...untyped } = file;
    equal((await post([purpose, untyped], { Authorization: token })).status, 200);
  });

  test('accepts the token bare or after Bearer, in any case', async () => {
    const { token } = await newOwner(portrait);
    for (const scheme of ['', 'Bearer ', 'bearer ', 'BEARER ']) {
      equal((await post([purpose, file], { Authorization: scheme + token })).status, 200);
    }
  });

  test('forces public scope, even if the form asks for another', async () => {
    const { token } = await newOwner(portrait);
    const response = await post([purpose, { name: 'scope', body: '1' }, file], { Authorization: token });
    const { uploaded } = (await response.json()) as { uploaded: [UploadedAvatar] };
    equal(uploaded[0].scope, 3);
    equal((await fetch(`${portrait.url}/storage/${uploaded[0].uuid}`)).status, 200);
  });

  for (const [size, bytes] of [
    ['4 MB', 4_194_304],
    ['exactly 5 MB', maxBytes],
  ] as const) {
    test(`accepts a file of ${size} and returns it byte for byte`, async () => {
      const body = png({ bytes });
      const { uuid, file_size } = await uploadAvatar(portrait, await newOwner(portrait), { body });
      equal(file_size, bytes);
      ok(body.equals(await bytesAt(`${portrait.url}/storage/${uuid}`)));
    });
  }
});

describe('POST /upload refuses', () => {
  const bmp: Part = { name: 'file', fileName: 'a.bmp', type: 'image/bmp', body: impostors.bmp };
  const empty: Part = { ...file, body: '' };
  const tooLarge: Part = { ...file, body: png({ bytes: maxBytes + 1 }) };
  const wrongSignature: Part = { ...file, body: jpeg() };

  for (const [why, parts, ...refused] of [
    ['a form without purpose', [file], 400, 'INVALID_DATA'],
    ['an unknown purpose', [{ ...purpose, body: 'kyc' }, file], 400, 'INVALID_DATA'],
    ['a form without a file', [purpose], 400, 'INVALID_DATA'],
    ['a text in place of the file', [purpose, { name: 'file', body: 'avatar.png' }], 400, 'INVALID_DATA'],
    ['two files', [purpose, file, file], 400, 'INVALID_DATA'],
    ['an extension that is not allowed', [purpose, bmp], 400, 'INVALID_AVATAR'],
    ['HEIC', [purpose, { name: 'file', fileName: 'a.heic', body: heic(), type: 'image/heic' }], 400, 'INVALID_AVATAR'],
    ['an empty file', [purpose, empty], 400, 'INVALID_AVATAR'],
    ['a file of one byte more than 5 MB', [purpose, tooLarge], 400, 'INVALID_AVATAR'],
    ['a signature that does not match the extension', [purpose, wrongSignature], 400, 'RET_INVALID_DATA'],
    [
      'a stated type that contradicts the extension',
      [purpose, { ...file, type: 'image/gif' }],
      400,
      'RET_INVALID_DATA',
    ],
    ['the purpose before the extension', [bmp], 400, 'INVALID_DATA'],
    ['the extension before the emptiness', [purpose, { ...bmp, body: '' }], 400, 'INVALID_AVATAR'],
    [
      'the size before the signature',
      [purpose, { ...tooLarge, fileName: 'a.gif', type: 'image/gif' }],
      400,
      'INVALID_AVATAR',
    ],
  ] as const satisfies readonly [string, readonly Part[], number, string][]) {
    test(`${why} with ${refused.join(' ')}`, async () => {
      const { token } = await newOwner(portrait);
      deepEqual(await refusal(await post(parts, { Authorization: token })), refused);
    });
  }

  test('a body that is not multipart with 400 INVALID_DATA', async () => {
    const headers = { Authorization: (await newOwner(portrait)).token, 'Content-Type': 'image/png' };
    const response = await fetch(portrait.url + avatarUpload, { method: 'POST', headers, body: png() });
    deepEqual(await refusal(response), [400, 'INVALID_DATA']);
  });

  test('a missing or invalid token with 401 PERMISSION_DENIED, before anything else', async () => {
    for (const headers of [{}, { Authorization: '' }, { Authorization: 'a.b.c' }, { Authorization: 'Bearer' }]) {
      deepEqual(await refusal(await post([bmp], headers)), [401, 'PERMISSION_DENIED']);
    }
  });

  test('a token with another session type, or without one, with 403 PERMISSION_DENIED', async () => {
    for (const session of ['SESSION_MANAGER', undefined, 7]) {
      const { token } = await newOwner(portrait, { session });
      deepEqual(await refusal(await post([purpose, file], { Authorization: token })), [403, 'PERMISSION_DENIED']);
    }
  });
});

describe('GET and HEAD /storage', () => {
  test('return the bytes by uuid and by file name, without a token', async () => {
    const body = png({ label: freshId() });
    const { uuid, file_name } = await uploadAvatar(portrait, await newOwner(portrait), { body });
    for (const name of [uuid, file_name, uuid.toUpperCase()]) {
      await assertServesPng(`${portrait.url}/storage/${name}`, body);
    }
  });

  test('state the length of the bytes', { skip: onlyLocal(lengthIsTheirs) }, async () => {
    const body = png();
    const { uuid } = await uploadAvatar(portrait, await newOwner(portrait), { body });
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await fetch(`${portrait.url}/storage/${uuid}`, { method });
      equal(headers.get('Content-Length'), String(body.length), method);
    }
  });

  test('answer 404 for a wrong extension, an unknown uuid, and an invalid uuid', async () => {
    const { uuid } = await uploadAvatar(portrait, await newOwner(portrait), { fileName: 'a.jpeg', body: jpeg() });
    const unknown = uuid.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    for (const name of [
      `${uuid}.jpg`,
      `${uuid}.png`,
      `${uuid}.`,
      `${uuid}.jpeg.jpeg`,
      unknown,
      `${unknown}.png`,
      'me',
    ]) {
      deepEqual(await refusal(await fetch(`${portrait.url}/storage/${name}`)), [404, 'RET_ERR_NOTFOUND']);
      equal((await fetch(`${portrait.url}/storage/${name}`, { method: 'HEAD' })).status, 404);
    }
  });

  test('answer 404 for a photo that was not uploaded as public', async () => {
    const { assetId } = await uploadPhoto(portrait, await newOwner(portrait));
    for (const name of [assetId, `${assetId}.png`]) {
      deepEqual(await refusal(await fetch(`${portrait.url}/storage/${name}`)), [404, 'RET_ERR_NOTFOUND']);
    }
  });
});
