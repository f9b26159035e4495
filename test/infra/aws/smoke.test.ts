import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { startFor } from '../local/start-for.ts';
import { npmRun } from '../npm-run.ts';
import { deployedStack, secret, secretArn } from './deployed-stack.ts';

const settings = { AUTH_JWT_SECRET: secret, AUTH_ISSUER: 'https://i.example', AUTH_AUDIENCE: 'photos' };
const trust = { JwtSecretArn: secretArn, TokenIssuer: 'https://i.example', TokenAudience: 'photos' };
const oneTest = 'is empty before the first upload';
const named = (pattern: string) => ['--test-reporter=tap', '--test-name-pattern', pattern];

/** The results of the end-to-end tests in TAP. Files without a matching test print other lines. */
function results(stdout: string): string[] {
  return [...stdout.matchAll(/^ +((?:not )?ok) \d+ - (.*)$/gm)].map(([, result, name]) => `${result} ${name}`);
}

test('npm run smoke runs the end-to-end tests against the stack, and exits with 0 if they pass', async (t) => {
  const { url } = await startFor(t, settings);
  const { variables } = await deployedStack(t, { BaseUrl: `${url}/`, ...trust });
  const pattern = 'answers the documented';
  const { code, stdout } = await npmRun('smoke', ['--stack', 'Photos', ...named(pattern)], variables);
  equal(code, 0);
  deepEqual(
    results(stdout).filter((result) => result.includes(pattern)),
    [
      'ok answers the documented request with the documented response',
      'ok answers the documented request with the picture’s number as plain text',
      'ok answers the documented query with the documented response',
      'ok answers the documented request with the documented response',
    ],
  );
});

test('npm run smoke exits with 1 if a test fails, such as if the service trusts another secret', async (t) => {
  const { url } = await startFor(t, { ...settings, AUTH_JWT_SECRET: 'a secret that no stack was created with' });
  const { variables } = await deployedStack(t, { BaseUrl: url, ...trust });
  const { code, stdout } = await npmRun('smoke', ['--stack', 'Photos', ...named(oneTest)], variables);
  equal(code, 1);
  deepEqual(results(stdout), [`not ok ${oneTest}, and separate for each owner`]);
});

test('npm run smoke uses the stack’s values instead of the shell’s, also if the stack is the last option', async (t) => {
  const { url } = await startFor(t, { AUTH_JWT_SECRET: secret });
  const { variables } = await deployedStack(t, { BaseUrl: url, JwtSecretArn: secretArn });
  const shell = { PORTRAIT_URL: 'http://nowhere.invalid', AUTH_JWT_SECRET: 'local', AUTH_ISSUER: 'local' };
  const { code, stdout } = await npmRun('smoke', [...named(oneTest), '--stack=Photos'], { ...variables, ...shell });
  equal(code, 0);
  deepEqual(results(stdout), [`ok ${oneTest}, and separate for each owner`]);
});

test('the end-to-end tests skip tests of the local service with a reason', async (t) => {
  const { url } = await startFor(t, settings);
  const elsewhere = url.replace('localhost', '0.0.0.0'); // the same service by a host that does not count as local
  const { variables } = await deployedStack(t, { BaseUrl: elsewhere, ...trust });
  const { code, stdout } = await npmRun(
    'smoke',
    ['--stack', 'Photos', ...named('state the length of the bytes')],
    variables,
  );
  equal(code, 0);
  const [result = '', ...others] = results(stdout);
  match(result, /^ok state the length of the bytes # SKIP API Gateway and CloudFront /);
  deepEqual(others, []);
});

for (const [what, words] of [
  ['without a stack', []],
  ['with --stack and no name', ['--stack']],
  ['with an option in place of the name', ['--stack', '--test-only']],
] as const) {
  test(`npm run smoke ${what} exits with 2 and prints its usage`, async () => {
    const { code, stdout, stderr } = await npmRun('smoke', words, {});
    deepEqual([code, stdout], [2, '']);
    match(stderr, /^--stack is missing\n\nnpm run smoke -- --stack NAME/);
  });
}

for (const [what, outputs, complaint] of [
  ['without the output BaseUrl', trust, 'The stack Photos has no output BaseUrl; it is not a Portrait stack'],
  [
    'that trusts a JWKS',
    { BaseUrl: 'https://photos.example', JwksUrl: 'https://i.example/keys' },
    'The stack Photos trusts the JWKS at https://i.example/keys; get a token from its issuer',
  ],
] as const) {
  test(`npm run smoke on a stack ${what} exits with 2 and one line that says what to do`, async (t) => {
    const { variables } = await deployedStack(t, outputs);
    const { code, stdout, stderr } = await npmRun('smoke', ['--stack', 'Photos'], variables);
    deepEqual([code, stdout, stderr], [2, '', `${complaint}\n`]);
  });
}
