import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allPhotos, bytesAt, openliftUpload, postForm, type UploadedPhoto } from '../support/e2e-photos.ts';
import { browserForm, curlForm, dartForm, type Multipart, type Part, quotedForm } from '../support/form-body.ts';
import { gif } from '../support/photos/gif.ts';
import { heic } from '../support/photos/heic.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { png } from '../support/photos/png.ts';
import { webp } from '../support/photos/webp.ts';
import { bearer, newOwner, usePortrait } from '../support/portrait.ts';
import { requestAsIs } from '../support/request-as-is.ts';
import { impostors } from './impostors.ts';

const portrait = usePortrait();
const maxBytes = 5_242_880;
const octets = 'application/octet-stream';
const photo: Part = { name: 'file', fileName: 'profile-photo.jpg', type: 'image/jpeg', body: jpeg() };

async function upload(form: Multipart): Promise<Response> {
  return postForm(portrait, openliftUpload, form, bearer(await newOwner(portrait)));
}

async function uploaded(response: Response): Promise<UploadedPhoto> {
  equal(response.status, 201);
  const body = (await response.json()) as { success: boolean; data: UploadedPhoto };
  deepEqual([Object.keys(body), body.success], [['success', 'data'], true]);
  return body.data;
}

async function refusal(response: Response): Promise<[number, unknown]> {
  const body = (await response.json()) as { success: boolean; error: unknown };
  deepEqual([Object.keys(body), body.success], [['success', 'error'], false]);
  return [response.status, body.error];
}

describe('POST /api/storage/profile-photo/upload', () => {
  test('answers the documented request with the documented response', async () => {
    const owner = await newOwner(portrait);

    const data = await uploaded(await postForm(portrait, openliftUpload, curlForm([photo]), bearer(owner)));

    const { assetId, uploadedAt, uploadUrl } = data;
    const fileKey = `users/${owner.id}/profile-picture/${assetId}.jpg`;
    deepEqual(data, {
      fileKey,
      uploadUrl,
      fileName: 'profile-photo.jpg',
      contentType: 'image/jpeg',
      size: jpeg().length,
      assetId,
      uploadedAt,
      expiresAt: new Date(Date.parse(uploadedAt) + 3_600_000).toISOString(),
    });
    match(uploadedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { pathname, searchParams } = new URL(uploadUrl);
    ok(pathname.endsWith(`/api/storage/signed/user-assets/${fileKey}`));
    deepEqual([...searchParams.keys()], ['token']);
    ok(jpeg().equals(await bytesAt(uploadUrl)));
  });

  for (const [client, form] of [
    ['the cURL sample', curlForm([photo])],
    ["cURL with an iPhone's HEIC", curlForm([{ ...photo, fileName: 'IMG_0001.HEIC', type: octets, body: heic() }])],
    ['the Flutter sample', dartForm([{ ...photo, type: octets }])],
    ['a Flutter client that states the context', dartForm([{ name: 'assetContext', body: 'PROFILE_PICTURE' }, photo])],
    ['a browser', browserForm([photo])],
    ['a client that quotes its boundary', quotedForm([photo])],
    ['a client that states image/jpg', curlForm([{ ...photo, type: 'image/jpg' }])],
    ['a client that adds a parameter to the type', curlForm([{ ...photo, type: 'IMAGE/JPEG; charset=binary' }])],
    ['a client that states no type', curlForm([{ name: 'file', fileName: 'profile-photo.jpg', body: jpeg() }])],
    ['a client whose file name has no extension', curlForm([{ ...photo, fileName: 'blob' }])],
    [
      'a client that states neither name nor type of the file',
      curlForm([{ ...photo, fileName: 'blob', type: octets }]),
    ],
    ['a client that sends further parts', curlForm([{ name: 'note', body: 'x' }, photo, { ...photo, name: 'other' }])],
  ] as const) {
    test(`accepts a photo from ${client}`, async () => {
      const { uploadUrl } = await uploaded(await upload(form));
      const sent = form.body.includes(heic()) ? heic() : jpeg();
      ok(sent.equals(await bytesAt(uploadUrl)));
    });
  }

  test('accepts a photo from the JavaScript sample', async () => {
    const body = new FormData();
    body.append('file', new File([webp()], 'me.webp', { type: 'image/webp' }));
    const headers = bearer(await newOwner(portrait));
    const response = await fetch(portrait.url + openliftUpload, { method: 'POST', headers, body });
    const { fileName, contentType } = await uploaded(response);
    deepEqual({ fileName, contentType }, { fileName: 'me.webp', contentType: 'image/webp' });
  });

  test('answers the preflight of another origin, and lets its page read the response', async () => {
    const origin = { Origin: 'https://app.example' };
    const preflight = await fetch(portrait.url + openliftUpload, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
    const response = await postForm(portrait, openliftUpload, browserForm([photo]), origin);

    equal(preflight.ok, true);
    match(preflight.headers.get('Access-Control-Allow-Methods') ?? '', /\bPOST\b/);
    match(preflight.headers.get('Access-Control-Allow-Headers') ?? '', /\bauthorization\b/i);
    equal(response.status, 401);
    for (const { headers } of [preflight, response]) {
      match(headers.get('Access-Control-Allow-Origin') ?? '', /^(\*|https:\/\/app\.example)$/);
    }
  });

  for (const [fileName, body, contentType] of [
    ['a.jpg', jpeg(), 'image/jpeg'],
    ['a.jpeg', jpeg(), 'image/jpeg'],
    ['a.png', png(), 'image/png'],
    ['a.gif', gif(), 'image/gif'],
    ['a.webp', webp(), 'image/webp'],
    ['a.heic', heic(), 'image/heic'],
    ['a.heif', heic(), 'image/heif'],
    ['A.PNG', png(), 'image/png'],
  ] as const) {
    test(`accepts ${fileName} stated as ${contentType}, and serves it with that type`, async () => {
      const data = await uploaded(await upload(curlForm([{ name: 'file', fileName, type: contentType, body }])));

      equal(data.contentType, contentType);
      match(data.fileKey, new RegExp(`\\.${fileName.slice(2).toLowerCase()}$`));
      const { headers } = await fetch(data.uploadUrl);
      equal(headers.get('Content-Type'), contentType);
    });
  }

  test('accepts exactly 5,242,880 bytes as curl sends them, and returns them byte for byte', async () => {
    const body = png({ bytes: maxBytes });
    const form = curlForm([{ name: 'file', fileName: 'a.png', type: 'image/png', body }]);
    const sent = await requestAsIs(portrait.url, {
      method: 'POST',
      path: openliftUpload,
      headers: {
        ...bearer(await newOwner(portrait)),
        'Content-Type': form.contentType,
        Expect: '100-continue',
      },
      body: form.body,
    });
    const outcome = new URL(sent.headers.get('Location') ?? '', portrait.url);

    const { size, uploadUrl } = await uploaded(await fetch(outcome));

    equal(size, maxBytes);
    ok(body.equals(await bytesAt(uploadUrl)));
  });
});

describe('POST /api/storage/profile-photo/upload refuses', () => {
  const allowed = 'Allowed types: jpg, jpeg, png, gif, webp, heic, heif';
  const image = { name: 'file', fileName: 'a.png', type: 'image/png', body: png() };
  const bmp = { ...image, fileName: 'a.bmp', body: impostors.bmp };

  for (const [why, parts, status, message] of [
    [
      'a file of 7,340,032 bytes',
      [{ ...image, body: png({ bytes: 7_340_032 }) }],
      400,
      'File size 7340032 exceeds maximum 5242880 bytes for profile photos',
    ],
    [
      'a file of 5,242,881 bytes',
      [{ ...image, body: png({ bytes: maxBytes + 1 }) }],
      400,
      'File size 5242881 exceeds maximum 5242880 bytes for profile photos',
    ],
    ['image/bmp', [{ ...bmp, type: 'image/bmp' }], 415, `Content type image/bmp not allowed. ${allowed}`],
    ['image/bmp by its extension', [{ ...bmp, type: octets }], 415, `Content type image/bmp not allowed. ${allowed}`],
    ['image/bmp named PNG', [{ ...image, type: 'image/bmp' }], 415, `Content type image/bmp not allowed. ${allowed}`],
    [
      'a type that contradicts the extension',
      [{ ...image, type: 'image/gif' }],
      400,
      'Content type image/gif does not match file extension png',
    ],
    ['bytes that are another image', [{ ...image, body: jpeg() }], 415, 'File content is image/jpeg, not image/png'],
    [
      'bytes that are not an image',
      [{ ...image, body: 'x' }],
      415,
      'File content is of an unknown type, not image/png',
    ],
    ['a form without a file', [{ name: 'note', body: 'x' }], 400, 'No file provided'],
    ['a text field in place of the file', [{ name: 'file', body: 'a.png' }], 400, 'No file provided'],
    ['a file under another field name', [{ ...image, name: 'photo' }], 400, 'No file provided'],
    ['two files', [image, image], 400, 'More than one file provided'],
    ['an empty file', [{ ...image, body: '' }], 400, 'File is empty'],
    [
      'an unknown context',
      [{ name: 'assetContext', body: 'EXERCISE' }, image],
      400,
      'assetContext must be PROFILE_PICTURE',
    ],
  ] as const satisfies readonly [string, readonly Part[], number, string][]) {
    test(`${why} with ${status} "${message}"`, async () => {
      const owner = await newOwner(portrait);
      const response = await postForm(portrait, openliftUpload, curlForm(parts), bearer(owner));
      deepEqual(await refusal(response), [status, { code: 'VALIDATION_FAILED', message }]);
      deepEqual(await allPhotos(portrait, owner), []);
    });
  }

  test('a body that is not multipart with 400 VALIDATION_FAILED', async () => {
    const headers = { ...bearer(await newOwner(portrait)), 'Content-Type': 'application/json' };
    const response = await fetch(portrait.url + openliftUpload, { method: 'POST', headers, body: '{}' });
    deepEqual(await refusal(response), [
      400,
      { code: 'VALIDATION_FAILED', message: 'The request is not multipart/form-data' },
    ]);
  });

  test('a missing or invalid token with 401 UNAUTHORIZED, before anything else', async () => {
    for (const headers of [{}, { Authorization: 'Bearer' }, { Authorization: 'Bearer a.b.c' }]) {
      const response = await postForm(portrait, openliftUpload, curlForm([bmp]), headers);
      const [status, error] = await refusal(response);
      deepEqual([status, (error as { code: string }).code], [401, 'UNAUTHORIZED']);
    }
  });
});
