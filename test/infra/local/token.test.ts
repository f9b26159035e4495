import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { account } from '../../e2e/account-api.ts';
import { dataFolderFor } from './start-for.ts';

/** `npm run token -- …`, as the README has it. */
async function npmRunToken(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const { PATH = '', HOME = '' } = process.env;
  const child = execFile('npm', ['run', '--silent', 'token', '--', ...args], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    env: { PATH, HOME, ...variables },
  });
  const closed = once(child, 'close') as Promise<[number]>;
  const [stdout, stderr] = await Promise.all(
    [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')),
  );
  const [code] = await closed;
  return { code, stdout: stdout ?? '', stderr: stderr ?? '' };
}

test('npm run token prints a token that the local service of the same data folder takes', async (t) => {
  const { path, start } = await dataFolderFor(t);
  const args = ['--sub', 'ada', '--session', 'SESSION_USER', '--username', 'Ada'];
  const { code, stdout } = await npmRunToken(args, { PORTRAIT_DATA_DIR: path });
  equal(code, 0);
  match(stdout, /^eyJ[\w.-]+\n$/);

  const { url } = await start();
  const { id, name } = await account({ url, secret: '' }, stdout.trim());
  deepEqual([id, name], ['ada', 'Ada']);
});

test('npm run token puts what it is told into the claims, and a day of life', async () => {
  const { stdout } = await npmRunToken(
    ['--sub', 'auth0|x', '--session', 'SESSION_CUSTOMER', '--accounts', '1,2', '--scope', 'admin'],
    {
      AUTH_JWT_SECRET: 'a secret that is long enough to sign',
      AUTH_ISSUER: 'https://i.example',
      AUTH_AUDIENCE: 'photos',
    },
  );
  deepEqual(decodeProtectedHeader(stdout.trim()), { alg: 'HS256', typ: 'JWT' });
  const { iat = 0, exp, ...claims } = decodeJwt(stdout.trim());
  deepEqual(claims, {
    sub: 'auth0|x',
    session: 'SESSION_CUSTOMER',
    accounts: ['1', '2'],
    scope: 'admin',
    iss: 'https://i.example',
    aud: 'photos',
  });
  equal(exp, iat + 24 * 3600);
});

for (const [what, args, complaint] of [
  ['without a subject', [], /^--sub is missing/],
  ['with an empty subject', ['--sub', ''], /^--sub is missing/],
  ['with an option that it does not know', ['--sub', 'x', '--role', 'x'], /--role/],
] as const) {
  test(`npm run token ${what} ends with code 2 and says how it is used`, async () => {
    const { code, stdout, stderr } = await npmRunToken(args, {});
    deepEqual([code, stdout], [2, '']);
    match(stderr, complaint);
    match(stderr, /npm run token -- --sub ID/);
  });
}
