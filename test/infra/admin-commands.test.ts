import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deployedStack, secret, secretArn } from './aws/deployed-stack.ts';
import { dataFolderFor, startFor } from './local/start-for.ts';
import { npmRun } from './npm-run.ts';

const application = ['--application', 'demo', '--tenant', 'default', '--actions', 'MANAGE_PROFILES,READ_TENANT'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/;

describe('npm run account', () => {
  test('creates and changes an account of the local service with the same data folder, and prints it', async (t) => {
    const { path, start } = await dataFolderFor(t);
    const { url } = await start();
    const variables = { PORTRAIT_DATA_DIR: path, PORT: new URL(url).port };
    const run = async (...words: string[]) => {
      const { code, stdout, stderr } = await npmRun('account', ['--id', 'auth0|ada', ...words], variables);
      deepEqual([code, stderr], [0, '']);
      const { createdAt: _, ...account } = JSON.parse(stdout);
      return account;
    };
    const account = { id: 'auth0|ada', username: 'Ada', email: null, status: 'inactive', tenant: 't', customer: null };
    deepEqual(await run('--username', 'Ada', '--status', 'inactive', '--tenant', 't'), account);
    deepEqual(await run('--email', 'a@a.example', '--tenant', ''), { ...account, email: 'a@a.example', tenant: null });
  });

  test('--stack changes an account of that stack by its ApiUrl, not through the CDN', async (t) => {
    const { url } = await startFor(t, { AUTH_JWT_SECRET: secret, AUTH_ISSUER: 'i' });
    const outputs = { BaseUrl: 'http://the-cdn.invalid', ApiUrl: url, JwtSecretArn: secretArn, TokenIssuer: 'i' };
    const { variables } = await deployedStack(t, outputs);
    const words = ['--id', 'ada', '--email', 'a@a.example', '--stack', 'Photos'];
    const { code, stdout } = await npmRun('account', words, { ...variables, PORTRAIT_URL: 'http://nowhere.invalid' });
    deepEqual([code, JSON.parse(stdout).email], [0, 'a@a.example']);
  });
});

describe('npm run access-token', () => {
  test('creates a token with a new id, prints the id, replaces the token and deletes it', async (t) => {
    const { url } = await startFor(t, { AUTH_JWT_SECRET: secret });
    const variables = { PORTRAIT_URL: `${url}/`, AUTH_JWT_SECRET: secret };
    const made = await npmRun('access-token', application, variables);
    deepEqual([made.code, made.stderr], [0, '']);
    match(made.stdout, uuid);
    const id = made.stdout.trim();
    const again = await npmRun('access-token', [...application, '--id', id, '--expires', '2030-01-01'], variables);
    deepEqual([again.code, again.stdout], [0, `${id}\n`]);
    deepEqual(await npmRun('access-token', ['--id', id, '--delete'], variables), { code: 0, stdout: '', stderr: '' });
  });
});

for (const [what, name, words, complaint] of [
  ['an account without an id', 'account', [], /^--id is missing/],
  ['an account with an unknown option', 'account', ['--id', 'x', '--role', 'x'], /--role/],
  ['an account with an empty stack name', 'account', ['--id', 'x', '--stack', ''], /^--stack is empty/],
  ['a token without an application', 'access-token', application.slice(2), /^--application is missing/],
  ['a token without a tenant', 'access-token', [...application.slice(0, 2), '--actions', 'x'], /^--tenant is missing/],
  ['a token without actions', 'access-token', application.slice(0, 4), /^--actions is missing/],
  ['a token with an empty id', 'access-token', [...application, '--id', ''], /^--id is empty/],
  ['the deletion of a token without an id', 'access-token', ['--delete'], /^--id is missing/],
] as const) {
  test(`npm run ${name} given ${what} prints its usage and exits with code 2`, async () => {
    const { code, stdout, stderr } = await npmRun(name, words, {});
    deepEqual([code, stdout], [2, '']);
    match(stderr, complaint);
    match(stderr, new RegExp(`npm run ${name} -- `));
  });
}

describe('A failed admin call prints one line with the cause and the remedy:', () => {
  const run = async (variables: Readonly<Record<string, string>>, words: readonly string[] = []) => {
    const { code, stdout, stderr } = await npmRun('account', ['--id', 'ada', ...words], variables);
    deepEqual([code, stdout], [2, '']);
    equal(stderr.trim().split('\n').length, 1, stderr);
    return stderr;
  };
  const signed = { AUTH_JWT_SECRET: secret };

  test('the service is not started', async () => {
    const stderr = await run({ PORT: '1', ...signed });
    match(stderr, /^No service answers at http:\/\/localhost:1: start it \(npm start\), or set PORTRAIT_URL$/m);
  });

  test('the service has another secret', async (t) => {
    const { url } = await startFor(t, { AUTH_JWT_SECRET: 'quite another secret, which is as long' });
    match(
      await run({ PORTRAIT_URL: url, ...signed }),
      /rejected the token .*set PORTRAIT_DATA_DIR, or AUTH_JWT_SECRET/,
    );
  });

  test('the service refuses the request', async (t) => {
    const { url } = await startFor(t, signed);
    const stderr = await run({ PORTRAIT_URL: url, ...signed }, ['--status', 'asleep']);
    match(stderr, /answered 400: status must be active or inactive/);
  });

  test('the service trusts a JWKS', async () => {
    match(
      await run({ AUTH_JWKS_URL: 'https://i.example/keys' }),
      /trusts the keys at .*: call \/admin with a token of that issuer/,
    );
  });

  test('the stack has no output ApiUrl', async (t) => {
    const { variables } = await deployedStack(t, { JwtSecretArn: secretArn });
    match(await run(variables, ['--stack', 'Photos']), /^The stack Photos has no output ApiUrl/);
  });
});
