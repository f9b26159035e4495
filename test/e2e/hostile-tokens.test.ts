import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allPhotos, avatarForm, avatarUpload, openliftUpload, ownPhotos, postForm } from '../support/e2e-photos.ts';
import { curlForm } from '../support/form-body.ts';
import { type Claims, freshId, newOwner, signToken, usePortrait } from '../support/portrait.ts';
import { account, accountPaths } from './account-api.ts';

const portrait = usePortrait();
const now = Math.floor(Date.now() / 1000);

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function swapped(claims: Claims): Promise<string> {
  const [header, , signature] = (await newOwner(portrait)).token.split('.');
  return [header, encoded(claims), signature].join('.');
}

/** Routes that need a token, with the code of their 401. */
const doors: readonly (readonly [string, (headers: Record<string, string>) => Promise<Response>, string])[] = [
  ['POST /upload', (headers) => postForm(portrait, avatarUpload, avatarForm(), headers), 'PERMISSION_DENIED'],
  ...accountPaths.map(
    (path) =>
      [
        `GET ${path}`,
        (headers: Record<string, string>) => fetch(portrait.url + path, { headers }),
        'PERMISSION_DENIED',
      ] as const,
  ),
  ['POST the OpenLift upload', (headers) => postForm(portrait, openliftUpload, avatarForm(), headers), 'UNAUTHORIZED'],
  ['GET the list', (headers) => fetch(portrait.url + ownPhotos, { headers }), 'UNAUTHORIZED'],
  [
    'DELETE a photo',
    (headers) =>
      fetch(`${portrait.url}${ownPhotos}/01890000-0000-7000-8000-000000000000`, { method: 'DELETE', headers }),
    'UNAUTHORIZED',
  ],
  [
    'PUT an account',
    (headers) => fetch(`${portrait.url}/admin/accounts/${freshId()}`, { method: 'PUT', headers, body: '{}' }),
    'UNAUTHENTICATED',
  ],
];

type MakeToken = (claims: { sub: string; session: string }) => string | Promise<string>;

function signedWith(change: Claims): MakeToken {
  return (claims) => signToken(portrait.secret, { ...claims, ...change });
}

const badTokens: readonly (readonly [string, MakeToken])[] = [
  ['no signature under the algorithm none', (claims) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
  ['a capital algorithm None', (claims) => `${encoded({ alg: 'None', typ: 'JWT' })}.${encoded(claims)}.x`],
  ['another algorithm under the right secret', (claims) => signToken(portrait.secret, claims, 'HS512')],
  ['a forged signature', (claims) => signToken('another secret that is also long enough', claims)],
  ["another user's signature", swapped],
  ['an empty signature', async (claims) => (await signToken(portrait.secret, claims)).replace(/[^.]*$/, '')],
  ['an expiry in the past', signedWith({ exp: now - 60 })],
  ['a not-before in the future', signedWith({ nbf: now + 3600 })],
  ['an invalid expiry', signedWith({ exp: 'tomorrow' })],
  ['an invalid not-before', signedWith({ nbf: [] })],
  ['no subject', signedWith({ sub: undefined })],
  ['a subject that is null', signedWith({ sub: null })],
  ['a subject that is a number', signedWith({ sub: 7 })],
  ['a subject that is a list', signedWith({ sub: ['x'] })],
  ['a subject that is an object', signedWith({ sub: { toString: 'x' } })],
  ['an empty subject', signedWith({ sub: '' })],
  ['a subject of 129 characters', signedWith({ sub: 'x'.repeat(129) })],
  ['a subject with a line break', signedWith({ sub: 'a\r\nb' })],
  ['a subject with a zero byte', signedWith({ sub: 'a\0b' })],
  ['a subject with a tabulator', signedWith({ sub: 'a\tb' })],
  ['a subject with a right-to-left override', signedWith({ sub: 'a\u202eb' })],
  ['a subject with a lone surrogate', signedWith({ sub: 'a\ud800b' })],
  ['claims that are a list', () => `${encoded({ alg: 'HS256' })}.${encoded([])}.x`],
  ['a header that is not JSON', (claims) => `x.${encoded(claims)}.x`],
  ['nothing but dots', () => '..'],
  ['five parts', () => 'a.b.c.d.e'],
  ['a word', () => 'token'],
  ['9,000 characters', () => 'x'.repeat(9000)],
];

describe('Every route refuses a token with', () => {
  for (const [what, makeToken] of badTokens) {
    test(`with ${what}`, async () => {
      const claims = { sub: freshId(), session: 'SESSION_USER' };
      const token = await makeToken(claims);
      for (const [door, ask, expected] of doors) {
        for (const Authorization of [`Bearer ${token}`, token]) {
          const response = await ask({ Authorization });
          const { error } = (await response.json()) as { error: string | { code: string } };
          const code = typeof error === 'string' ? error : error.code;
          deepEqual([door, response.status, code], [door, 401, expected]);
        }
      }
      deepEqual(await allPhotos(portrait, await newOwner(portrait, claims)), []);
    });
  }

  test('another scheme, or as one of several', async () => {
    const { token } = await newOwner(portrait);
    for (const Authorization of [
      `Basic ${Buffer.from(`x:${token}`).toString('base64')}`,
      `Digest ${token}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token}, Bearer ${token}`,
      `${token},${token}`,
      'Bearer',
      'Bearer Bearer',
    ]) {
      for (const [, ask] of doors) equal((await ask({ Authorization })).status, 401);
    }
  });
});

describe('A claim of a wrong type is ignored', () => {
  const oddities: readonly unknown[] = [
    null,
    true,
    7,
    'x',
    [],
    [null],
    {},
    [{}],
    [[]],
    [{ toString: 7 }],
    { toString: 7 },
    ['a\0b'],
  ];

  for (const accounts of oddities) {
    test(`as accounts: ${JSON.stringify(accounts)}`, async () => {
      const { id, token } = await newOwner(portrait, { session: 'SESSION_CUSTOMER', accounts });
      equal((await account(portrait, token)).id, id);
    });
  }

  for (const claim of ['username', 'scope', 'jti']) {
    test(`as ${claim}`, async () => {
      for (const value of oddities.filter((odd) => odd !== 'x')) {
        const { id, token } = await newOwner(portrait, { [claim]: value });
        const { id: shown, name } = await account(portrait, token);
        deepEqual([shown, name], [id, '']);
      }
    });
  }

  test('a user name of 2,000 characters is truncated when it is stored', async () => {
    const owner = await newOwner(portrait, { username: '漢'.repeat(2000) });
    equal((await postForm(portrait, avatarUpload, avatarForm(), { Authorization: owner.token })).status, 200);
    equal((await allPhotos(portrait, owner)).length, 1);
  });
});

test('A token of 9,000 bytes is accepted if it is signed', async () => {
  const { token } = await newOwner(portrait, { note: 'x'.repeat(6600) });
  const form = curlForm([{ name: 'note', body: 'x' }]);
  equal((await postForm(portrait, openliftUpload, form, { Authorization: token })).status, 400);
});
