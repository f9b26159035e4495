import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  activePhotos,
  allPhotos,
  avatarForm,
  avatarUpload,
  bytesAt,
  openliftUpload,
  ownPhotos,
  postForm,
  type UploadedPhoto,
  uploadAvatar,
  uploadPhoto,
} from '../support/e2e-photos.ts';
import { curlForm, toMultipart } from '../support/form-body.ts';
import { isLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { bearer, freshId, newOwner, usePortrait } from '../support/portrait.ts';
import { type AsIs, requestAsIs } from '../support/request-as-is.ts';
import { account, putAccount, refusal } from './account-api.ts';

const portrait = usePortrait();

describe('A subject of any printable characters can own photos', () => {
  const anyCharacters = [
    'auth0|x',
    'a+b@c.de',
    'ünïcödé 漢字',
    'a space',
    'a/b',
    '../../etc/passwd',
    'a\\b',
    '%2e%2e%2f',
    '%',
    '"quoted"',
    "it's",
    '<script>',
    '?a=b&c#d',
    '😀',
    '.hidden',
    'dots...inside.',
    '__proto__',
    'x'.repeat(107),
  ];
  for (const sub of ['..', '.', '...', ' ', '~', 'constructor', ...anyCharacters.map((ending) => freshId(ending))]) {
    test(`such as ${JSON.stringify(sub)}`, async () => {
      const owner = await newOwner(portrait, { sub });
      const photo = png({ label: `photo of ${freshId()}` });
      const avatar = png({ label: `avatar of ${freshId()}` });

      const { uploadUrl, fileKey, assetId } = await uploadPhoto(portrait, owner, { body: photo });
      const { uuid } = await uploadAvatar(portrait, owner, { body: avatar });

      match(fileKey, /^users\/(?!\.)[A-Za-z0-9_@%.-]{1,255}(?<!\.)\/profile-picture\/[0-9a-f-]{36}\.png$/);
      ok(photo.equals(await bytesAt(uploadUrl)));
      ok(avatar.equals(await bytesAt(`${portrait.url}/storage/${uuid}`)));
      const [newest, second] = await activePhotos(portrait, owner);
      deepEqual([newest?.assetId, second?.assetId], [uuid, assetId]);
      ok(photo.equals(await bytesAt(second?.url ?? '')));
      equal((await putAccount(portrait, owner.token, { avatar: uuid })).status, 200);
      const { id, avatar: shown } = await account(portrait, owner.token);
      deepEqual([id, shown], [sub, uuid]);
    });
  }
});

describe('A file name of any characters', () => {
  const longCjk = '漢'.repeat(100);
  for (const [sent, kept] of [
    ['фото.png', 'фото.png'],
    ['写真.png', '写真.png'],
    ['صورة.png', 'صورة.png'],
    ['עברית.png', 'עברית.png'],
    ['ภาพถ่าย.png', 'ภาพถ่าย.png'],
    ['nai\u0308ve.png', 'nai\u0308ve.png'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
    ['invoice\u202egnp.png', 'invoice\u202egnp.png'],
    ['two words.png', 'two words.png'],
    ['semi;colon=and,comma.png', 'semi;colon=and,comma.png'],
    ['a\\"b.png', 'a"b.png'],
    ['a%22b%0D%0Ac.png', 'a%22b%0D%0Ac.png'],
    ['%2e%2e%2fa.png', '%2e%2e%2fa.png'],
    ['../../etc/passwd.png', 'passwd.png'],
    ['/etc/passwd.png', 'passwd.png'],
    ['C:\\\\fakepath\\\\me.png', 'me.png'],
    ['__proto__.png', '__proto__.png'],
    ['.png', '.png'],
    ['png', 'png'],
    ['a.', 'a.'],
    [`${'x'.repeat(296)}.png`, 'x'.repeat(255)],
    [`${longCjk}.png`, longCjk.slice(0, 85)],
  ] as const) {
    test(`is stored, truncated to 255 bytes: ${JSON.stringify(sent.slice(0, 40))}`, async () => {
      const owner = await newOwner(portrait);

      const photo = await uploadPhoto(portrait, owner, { fileName: sent });
      const avatar = await uploadAvatar(portrait, owner, { fileName: sent });

      deepEqual([photo.fileName, avatar.original_name], [kept, kept]);
      deepEqual([photo.fileKey.slice(-4), avatar.file_name.slice(-4)], ['.png', '.png']);
      deepEqual(
        (await allPhotos(portrait, owner)).map(({ fileName }) => fileName),
        [kept, kept],
      );
      equal((await fetch(photo.uploadUrl)).status, 200);
    });
  }

  for (const [how, parameters, kept] of [
    ['percent-encoded by RFC 5987', "filename*=UTF-8''na%C3%AFve.png", 'naïve.png'],
    ['in bytes that are not UTF-8', Buffer.from('filename="a\xffb.png"', 'latin1'), 'a\ufffdb.png'],
    ['with a right-to-left override', 'filename="a.png\u202e"', undefined],
    ['in a truncated encoding', "filename*=UTF-8''%E6%9", undefined],
    ['twice', 'filename="a.png"; filename="b.html"', undefined],
    ['that ends in a zero byte', 'filename="a.png\0"', undefined],
  ] as const) {
    test(`${how} is ${kept === undefined ? 'accepted or refused, but never a 5xx' : 'decoded'}`, async () => {
      const owner = await newOwner(portrait);
      const start = Buffer.from('Content-Disposition: form-data; name="file"; ');
      const headers = Buffer.concat([start, Buffer.from(parameters)]);
      const form = toMultipart('b', [{ headers, body: png() }]);

      const response = await postForm(portrait, openliftUpload, form, bearer(owner));

      const { data } = (await response.json()) as { data?: UploadedPhoto };
      if (kept !== undefined) deepEqual([response.status, data?.fileName], [201, kept]);
      ok(response.status < 500);
      equal((await allPhotos(portrait, owner)).length, response.status === 201 ? 1 : 0);
    });
  }
});

const plainClimbs: readonly string[] = ['x'.repeat(5000), '%E6%BC%A2', '$(id)', "'%20OR%201=1--", '__proto__'];

// Path traversals, string terminators, and invalid encodings.
const climbs = [
  '..',
  '../..',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%252e%252e%252f',
  '..%5c..%5c',
  '%c0%ae%c0%ae%c0%af',
  '.%00',
  '%00',
  '%0d%0aSet-Cookie:%20a=b',
  '%',
  '%zz',
  '%ff',
  '%f0%9f%98',
  '{name}',
  ...plainClimbs,
];

describe('A path traversal is answered with 404 or refused', () => {
  for (const climb of climbs) {
    const shown = climb.slice(0, 40);
    // CloudFront and API Gateway may resolve, decode or refuse a path themselves.
    const isReadOnTheWay = !isLocal() && !plainClimbs.includes(climb);

    async function refused(request: AsIs, status: number, [word, value]: [string, unknown]): Promise<void> {
      const response = await requestAsIs(portrait.url, request);
      equal(response.headers.get('Set-Cookie'), null);
      if (isReadOnTheWay) return ok(response.status >= 400 && response.status < 500, String(response.status));
      const body = (await response.json()) as Record<string, unknown>;
      deepEqual([response.status, body[word]], [status, value]);
    }

    test(`as a storage name: ${shown}`, async () => {
      const { uuid } = await uploadAvatar(portrait, await newOwner(portrait));
      for (const path of [`/storage/${climb}`, `/storage/${uuid}.${climb}`, `/storage/${climb}/${uuid}`]) {
        await refused({ path }, 404, ['error', 'RET_ERR_NOTFOUND']);
      }
    });

    test(`as the bucket or the path of a signed link: ${shown}`, async () => {
      const { uploadUrl, fileKey } = await uploadPhoto(portrait, await newOwner(portrait));
      const { search } = new URL(uploadUrl);
      for (const rest of [
        `${climb}/${fileKey}`,
        `user-assets/${climb}`,
        `user-assets/${climb}/${fileKey}`,
        `user-assets/${fileKey}/${climb}`,
      ]) {
        await refused({ path: `/api/storage/signed/${rest}${search}` }, 403, ['success', false]);
      }
    });

    test(`as an asset id: ${shown}`, async () => {
      const owner = await newOwner(portrait);
      const { assetId } = await uploadPhoto(portrait, owner);
      for (const [method, path] of [
        ['DELETE', climb],
        ['DELETE', `${assetId}${climb}`],
        ['DELETE', `${climb}/${assetId}`],
        ['POST', `${climb}/restore`],
      ] as const) {
        await refused({ method, path: `${ownPhotos}/${path}`, headers: bearer(owner) }, 404, ['success', false]);
      }
      equal((await allPhotos(portrait, owner)).length, 1);
    });

    test(`as a user, an avatar or an account: ${shown}`, async () => {
      const owner = await newOwner(portrait, { session: 'SESSION_CUSTOMER' });
      for (const name of [climb, decoded(climb)]) {
        const response = await fetch(`${portrait.url}/graphql`, {
          method: 'POST',
          headers: { ...bearer(owner), 'Content-Type': 'application/json' },
          body: JSON.stringify({
            query: 'query($id: ID!) { user(id: $id) { profilePhotoUrl } }',
            variables: { id: `${owner.id}/${name}` },
          }),
        });
        const answer = (await response.json()) as { data?: { user?: { profilePhotoUrl: unknown } | null } };
        deepEqual([response.status, answer.data?.user?.profilePhotoUrl ?? null], [200, null]);

        const avatar = await refusal(await putAccount(portrait, owner.token, { avatar: name }));
        deepEqual(avatar, [400, name.length > 4096 ? 'INVALID_DATA' : 'INVALID_AVATAR']);

        const denied = [403, 'PERMISSION_DENIED'];
        deepEqual(await refusal(await putAccount(portrait, owner.token, { login: name, name: 'x' })), denied);
        const form = avatarForm({ login: name.replaceAll(/[\r\n]/g, ' ') });
        deepEqual(await refusal(await postForm(portrait, avatarUpload, form, bearer(owner))), denied);
      }
      deepEqual(await allPhotos(portrait, owner), []);
    });
  }
});

function decoded(climb: string): string {
  try {
    return decodeURIComponent(climb);
  } catch {
    return climb;
  }
}

test('A path traversal as context or purpose is refused like any other unknown value', async () => {
  const owner = await newOwner(portrait);
  for (const climb of climbs) {
    const context = curlForm([
      { name: 'assetContext', body: climb },
      { name: 'file', fileName: 'a.png', body: png() },
    ]);
    equal((await postForm(portrait, openliftUpload, context, bearer(owner))).status, 400);
    const purpose = curlForm([
      { name: 'purpose', body: climb },
      { name: 'file', fileName: 'a.png', body: png() },
    ]);
    equal((await postForm(portrait, avatarUpload, purpose, bearer(owner))).status, 400);
  }
  deepEqual(await allPhotos(portrait, owner), []);
});
