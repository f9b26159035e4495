import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { account } from '../e2e/account-api.ts';
import { deployedStack, secret, secretArn } from './aws/deployed-stack.ts';
import { dataFolderFor, startFor } from './local/start-for.ts';
import { npmRun } from './npm-run.ts';

const adas = ['--sub', 'ada', '--session', 'SESSION_USER', '--username', 'Ada'];

test('npm run token prints a token that the local service of the same data folder takes', async (t) => {
  const { path, start } = await dataFolderFor(t);
  const { code, stdout } = await npmRun('token', adas, { PORTRAIT_DATA_DIR: path });
  equal(code, 0);
  match(stdout, /^eyJ[\w.-]+\n$/);

  const { url } = await start();
  const { id, name } = await account({ url, secret: '' }, stdout.trim());
  deepEqual([id, name], ['ada', 'Ada']);
});

test('npm run token puts what it is told into the claims, and a day of life', async () => {
  const { stdout } = await npmRun(
    'token',
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

for (const [what, outputs, settings] of [
  ['a stack', {}, {}],
  [
    'a stack that asks for an issuer and an audience',
    { TokenIssuer: 'https://i.example', TokenAudience: 'photos' },
    { AUTH_ISSUER: 'https://i.example', AUTH_AUDIENCE: 'photos' },
  ],
] as const) {
  test(`npm run token --stack prints a token for ${what}, whatever the local service trusts`, async (t) => {
    const { variables } = await deployedStack(t, { JwtSecretArn: secretArn, ...outputs });
    const local = { AUTH_JWT_SECRET: 'what signs for the local service', AUTH_ISSUER: 'local', AUTH_AUDIENCE: 'local' };
    const { code, stdout } = await npmRun('token', [...adas, '--stack', 'Photos'], { ...variables, ...local });
    equal(code, 0);

    const deployed = await startFor(t, { AUTH_JWT_SECRET: secret, ...settings });
    const { id, name } = await account(deployed, stdout.trim());
    deepEqual([id, name], ['ada', 'Ada']);
  });
}

for (const [what, words, complaint] of [
  ['without a subject', [], /^--sub is missing/],
  ['with an empty subject', ['--sub', ''], /^--sub is missing/],
  ['with an option that it does not know', ['--sub', 'x', '--role', 'x'], /--role/],
  ['with a stack that has no name', ['--sub', 'x', '--stack', ''], /^--stack names no stack/],
] as const) {
  test(`npm run token ${what} ends with code 2 and says how it is used`, async () => {
    const { code, stdout, stderr } = await npmRun('token', words, {});
    deepEqual([code, stdout], [2, '']);
    match(stderr, complaint);
    match(stderr, /npm run token -- --sub ID/);
  });
}

for (const [what, words, change, complaint] of [
  [
    'for a stack that is not there',
    ['--stack', 'Fotos'],
    {},
    'There is no stack Fotos where these credentials look: check the name, AWS_REGION and AWS_PROFILE',
  ],
  [
    'for a stack that trusts a JWKS',
    ['--stack', 'Photos'],
    {},
    'The stack Photos trusts the keys behind https://i.example/keys: ask the issuer who holds them for a token',
  ],
  [
    'without credentials',
    ['--stack', 'Photos'],
    { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    'There are no AWS credentials: log in (aws sso login), or name a profile in AWS_PROFILE (Could not load credentials from any providers)',
  ],
  [
    'with a region that is empty',
    ['--stack', 'Photos'],
    { AWS_REGION: '' },
    'There is no AWS region: set AWS_REGION, or a region in your AWS profile',
  ],
] as const) {
  test(`npm run token --stack ${what} ends with code 2 and a line of what to do`, async (t) => {
    const { variables } = await deployedStack(t, { JwksUrl: 'https://i.example/keys' });
    const { code, stdout, stderr } = await npmRun('token', [...adas, ...words], { ...variables, ...change });
    deepEqual([code, stdout, stderr], [2, '', `${complaint}\n`]);
  });
}
