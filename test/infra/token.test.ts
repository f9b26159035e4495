import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { account } from '../e2e/account-api.ts';
import { deployedStack, secret, secretArn } from './aws/deployed-stack.ts';
import { dataFolderFor, startFor } from './local/start-for.ts';
import { npmRun } from './npm-run.ts';

const adas = ['--sub', 'ada', '--session', 'SESSION_USER', '--username', 'Ada'];

test('npm run token prints a token that the local service with the same data folder accepts', async (t) => {
  const { path, start } = await dataFolderFor(t);
  const { code, stdout } = await npmRun('token', adas, { PORTRAIT_DATA_DIR: path });
  equal(code, 0);
  match(stdout, /^eyJ[\w.-]+\n$/);

  const { url } = await start();
  const { id, name } = await account({ url, secret: '' }, stdout.trim());
  deepEqual([id, name], ['ada', 'Ada']);
});

test('npm run token puts its options into the claims, and sets a lifetime of a day', async () => {
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
    'a stack with an issuer and an audience',
    { TokenIssuer: 'https://i.example', TokenAudience: 'photos' },
    { AUTH_ISSUER: 'https://i.example', AUTH_AUDIENCE: 'photos' },
  ],
] as const) {
  test(`npm run token --stack prints a token for ${what}, ignoring the settings of the local service`, async (t) => {
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
  ['with an unknown option', ['--sub', 'x', '--role', 'x'], /--role/],
  ['with an empty stack name', ['--sub', 'x', '--stack', ''], /^--stack is empty/],
] as const) {
  test(`npm run token ${what} prints its usage and exits with code 2`, async () => {
    const { code, stdout, stderr } = await npmRun('token', words, {});
    deepEqual([code, stdout], [2, '']);
    match(stderr, complaint);
    match(stderr, /npm run token -- --sub ID/);
  });
}

for (const [what, words, change, complaint] of [
  [
    'for a stack that does not exist',
    ['--stack', 'Fotos'],
    {},
    'There is no stack Fotos in this account and region; check the name, AWS_REGION and AWS_PROFILE',
  ],
  [
    'for a stack that trusts a JWKS',
    ['--stack', 'Photos'],
    {},
    'The stack Photos trusts the JWKS at https://i.example/keys; get a token from its issuer',
  ],
  [
    'without credentials',
    ['--stack', 'Photos'],
    { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    'There are no AWS credentials; log in (aws sso login), or set AWS_PROFILE (Could not load credentials from any providers)',
  ],
  [
    'with an empty region',
    ['--stack', 'Photos'],
    { AWS_REGION: '' },
    'There is no AWS region; set AWS_REGION, or a region in your AWS profile',
  ],
] as const) {
  test(`npm run token --stack ${what} prints one line with the cause and the remedy, and exits with code 2`, async (t) => {
    const { variables } = await deployedStack(t, { JwksUrl: 'https://i.example/keys' });
    const { code, stdout, stderr } = await npmRun('token', [...adas, ...words], { ...variables, ...change });
    deepEqual([code, stdout, stderr], [2, '', `${complaint}\n`]);
  });
}
