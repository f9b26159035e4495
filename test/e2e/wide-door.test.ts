import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { curlForm, type Multipart, type Part } from '../support/form-body.ts';
import { png } from '../support/photos/png.ts';
import { usePortrait } from '../support/portrait.ts';
import { csrfHeader } from './akana-api.ts';
import { newProfile, profilePath } from './crafter-api.ts';
import { impostors } from './impostors.ts';
import {
  accountAvatars,
  akana,
  akanaPage,
  box,
  crafter,
  maxDirectBytes,
  maxPhotoBytes,
  openlift,
  publishedApis,
  type Uploader,
  wideApis,
} from './wide-door-api.ts';
import {
  type Answered,
  answered,
  ballast,
  formOf,
  pageSays,
  postOnce,
  postWide,
  processingError,
  toJson,
} from './wide-door-post.ts';

const portrait = usePortrait();

async function small(uploader: Uploader, form: Multipart): Promise<Answered> {
  ok(form.body.length < maxDirectBytes);
  return answered(await postOnce(portrait, uploader, form));
}

/** The final response for a client that follows redirects. */
async function wide(uploader: Uploader, form: Multipart): Promise<Answered> {
  return answered(await fetch(await postWide(portrait, uploader, form)));
}

describe('A photo of 5,242,880 bytes', () => {
  const photo = png({ bytes: maxPhotoBytes });

  for (const api of wideApis) {
    test(`is accepted by ${api.name}, and returned byte for byte`, async () => {
      const uploader = await api.open(portrait);
      const { status, body } = await wide(uploader, formOf(uploader, photo));
      equal(status, api.accepted, body);
      ok(photo.equals(await uploader.read(body)));
    });
  }

  test('is answered like a small one, except for the photo’s id', async () => {
    const named = /[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{24,32}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|token=[^"]+|\b\d+\b|5 MB/g;
    for (const api of wideApis) {
      const [one, other] = [await api.open(portrait), await api.open(portrait)];
      const [direct, followed] = [await small(one, formOf(one, png())), await wide(other, formOf(other, photo))];
      const alike = ({ status, type, body }: Answered) => [status, type, Object.keys(toJson(body)).join()];
      if (api === akanaPage) equal(followed.body.replaceAll(named, ''), direct.body.replaceAll(named, ''));
      deepEqual(alike(followed), alike(direct), api.name);
    }
  });

  test('is accepted under Crafter’s path prefix', async () => {
    const profile = await newProfile(portrait);
    const uploader = await crafter.open(portrait);
    for (const route of ['/uploadAttachment', '/uploadAttachment.json']) {
      const path = profilePath(profile, route, '/crafter-profile');
      const { status, body } = await wide({ ...uploader, path }, formOf(uploader, photo));
      equal(status, 200, body);
    }
  });

  test('is refused by Crafter if the token is in the form, which is not read before it is stored', async () => {
    const { id, accessTokenId } = await newProfile(portrait);
    const uploader = await crafter.open(portrait);
    const form = formOf({ ...uploader, fields: [{ name: 'accessTokenId', body: accessTokenId }] }, photo);
    const response = await postOnce(portrait, { path: `/api/1/profile/${id}/uploadAttachment`, headers: {} }, form);
    const { errorCode } = (await response.json()) as { errorCode: string };
    deepEqual([response.status, errorCode], [403, 'ACCESS_DENIED']);
  });

  test('is refused by Box with the same error as a smaller one', async () => {
    const uploader = await box.open(portrait);
    const bytes = 2_000_000;
    const refused = await small(uploader, formOf(uploader, png({ bytes })));
    match(refused.body, /The file has 2000000 bytes; the maximum is 1048576/);
    deepEqual(await wide(uploader, formOf(uploader, photo)), {
      ...refused,
      body: refused.body.replace(String(bytes), String(maxPhotoBytes)),
    });
    equal(await uploader.kept?.(), 0);
  });

  test('is refused by Akana without the session’s CSRF token, in the query or in the form', async () => {
    const [own, other] = [await akana.open(portrait), await akana.open(portrait)];
    const cookie = { Cookie: own.headers.Cookie ?? '' };
    const [, token = ''] = Object.entries(other.headers).find(([name]) => name === csrfHeader) ?? [];
    for (const fields of [[], [{ name: csrfHeader, body: token }]]) {
      const form = formOf({ ...own, fields }, photo);
      const { status, body } = await wide({ ...own, headers: cookie }, form);
      deepEqual([status, body], [401, 'Unauthorized']);
    }
    for (const headers of [{ ...cookie, [csrfHeader]: token }, { [csrfHeader]: token }]) {
      equal((await postOnce(portrait, { ...own, headers }, formOf(own, photo))).status, 401);
    }
  });
});

describe('A photo of 5,242,881 bytes is refused by', () => {
  const photo = png({ bytes: maxPhotoBytes + 1 });
  for (const [api, status, said] of [
    [accountAvatars, 400, { error: 'INVALID_AVATAR', message: 'The file has 5242881 bytes; the maximum is 5242880' }],
    [
      openlift,
      400,
      {
        success: false,
        error: {
          code: 'VALIDATION_FAILED',
          message: 'File size 5242881 exceeds maximum 5242880 bytes for profile photos',
        },
      },
    ],
    [crafter, 500, { errorCode: 'OTHER', message: 'Maximum upload size of 5242880 bytes exceeded' }],
    [akana, 500, processingError],
  ] as const) {
    test(`${api.name}, with its own error`, async () => {
      const uploader = await api.open(portrait);
      const { status: given, body } = await wide(uploader, formOf(uploader, photo));
      deepEqual([given, typeof said === 'string' ? body : toJson(body)], [status, said]);
      equal((await uploader.kept?.()) ?? 0, 0);
    });
  }

  test('Akana in a page with the status', async () => {
    const uploader = await akanaPage.open(portrait);
    const { status, type, body } = await wide(uploader, formOf(uploader, photo));
    deepEqual([status, type], [500, 'text/html; charset=utf-8']);
    pageSays(body, 500, processingError);
  });
});

describe('Function and wide door refuse alike:', () => {
  const forms: readonly (readonly [string, (uploader: Uploader, more: readonly Part[]) => Multipart])[] = [
    ['garbage instead of a photo', (uploader, more) => formOf(uploader, impostors.text, ...more)],
    ['an empty file', (uploader, more) => formOf(uploader, '', ...more)],
    [
      'a type that is not allowed',
      ({ fields, file }, more) =>
        curlForm([...fields, { ...file, fileName: 'a.pdf', type: 'application/pdf', body: impostors.pdf }, ...more]),
    ],
    ['no file', ({ fields }, more) => curlForm([...fields, ...more])],
    [
      'a text field instead of a file',
      ({ fields, file: { name } }, more) => curlForm([...fields, { name, body: 'x' }, ...more]),
    ],
    [
      'a truncated form',
      (uploader, more) => {
        const { contentType, body } = formOf(uploader, png(), ...more);
        return { contentType, body: body.subarray(0, -10) };
      },
    ],
    ['NUL bytes instead of a form', (uploader, more) => ({ ...formOf(uploader, ''), body: zeroes(more) })],
    ['a body with a photo’s Content-Type', (_, more) => ({ contentType: 'image/png', body: zeroes(more) })],
  ];
  const zeroes = (more: readonly Part[]) => Buffer.alloc(more.length === 0 ? 1000 : maxDirectBytes + 1);

  for (const [what, formFor] of forms) {
    test(what, async () => {
      for (const api of publishedApis) {
        const uploader = await api.open(portrait);
        const direct = await small(uploader, formFor(uploader, []));
        deepEqual(await wide(uploader, formFor(uploader, [ballast])), direct, api.name);
        const isStored = api === crafter && ['garbage instead of a photo', 'an empty file'].includes(what); // Crafter checks only the name
        equal(direct.status === api.accepted, isStored, api.name);
        equal((await uploader.kept?.()) ?? 0, isStored ? 1 : 0, api.name);
      }
    });
  }
});
