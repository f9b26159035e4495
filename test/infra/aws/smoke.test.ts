import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { startFor } from '../local/start-for.ts';
import { npmRun } from '../npm-run.ts';
import { deployedStack, secret, secretArn } from './deployed-stack.ts';

const settings = { AUTH_JWT_SECRET: secret, AUTH_ISSUER: 'https://i.example', AUTH_AUDIENCE: 'photos' };
const trust = { JwtSecretArn: secretArn, TokenIssuer: 'https://i.example', TokenAudience: 'photos' };
const oneTest = 'is empty before the first upload';
const named = (pattern: string) => ['--test-reporter=tap', '--test-name-pattern', pattern];

/** The end-to-end tests that were run, each as TAP has it; files in which no test has such a name say so in other lines. */
function results(stdout: string): string[] {
  return [...stdout.matchAll(/^ +((?:not )?ok) \d+ - (.*)$/gm)].map(([, result, name]) => `${result} ${name}`);
}

test('npm run smoke runs the end-to-end tests against the stack, and ends as they do', async (t) => {
  const { url } = await startFor(t, settings);
  const { variables } = await deployedStack(t, { BaseUrl: `${url}/`, ...trust });
  const pattern = 'answers the documented';
  const { code, stdout } = await npmRun('smoke', ['--stack', 'Photos', ...named(pattern)], variables);
  equal(code, 0);
  deepEqual(
    results(stdout).filter((result) => result.includes(pattern)),
    [
      'ok answers the documented request with the documented answer',
      'ok answers the documented fields',
      'ok answers the documented request with the number as plain text',
      'ok answers the documented query with the documented answer',
      'ok answers the documented request with the documented answer',
    ],
  );
});

test('npm run smoke fails where a test fails, such as where the service trusts another secret', async (t) => {
  const { url } = await startFor(t, { ...settings, AUTH_JWT_SECRET: 'what no stack at all was made with' });
  const { variables } = await deployedStack(t, { BaseUrl: url, ...trust });
  const { code, stdout } = await npmRun('smoke', ['--stack', 'Photos', ...named(oneTest)], variables);
  equal(code, 1);
  deepEqual(results(stdout), [`not ok ${oneTest}, and everyone has their own`]);
});

test('npm run smoke goes by the stack whatever the shell says, and wherever the stack is named', async (t) => {
  const { url } = await startFor(t, { AUTH_JWT_SECRET: secret });
  const { variables } = await deployedStack(t, { BaseUrl: url, JwtSecretArn: secretArn });
  const shell = { PORTRAIT_URL: 'http://nowhere.invalid', AUTH_JWT_SECRET: 'local', AUTH_ISSUER: 'local' };
  const { code, stdout } = await npmRun('smoke', [...named(oneTest), '--stack=Photos'], { ...variables, ...shell });
  equal(code, 0);
  deepEqual(results(stdout), [`ok ${oneTest}, and everyone has their own`]);
});

test('the end-to-end tests pass over what no deployed service can pass, and say why', async (t) => {
  const { url } = await startFor(t, settings);
  const elsewhere = url.replace('localhost', '0.0.0.0'); // the same service, by a name that is not known as local
  const { variables } = await deployedStack(t, { BaseUrl: elsewhere, ...trust });
  const { code, stdout } = await npmRun(
    'smoke',
    ['--stack', 'Photos', ...named('states the length of the bytes')],
    variables,
  );
  equal(code, 0);
  const [result = '', ...others] = results(stdout);
  match(result, /^ok states the length of the bytes to GET and to HEAD # SKIP API Gateway and CloudFront /);
  deepEqual(others, []);
});

for (const [what, words] of [
  ['without a stack', []],
  ['with a stack that has no name', ['--stack']],
  ['with an option in place of the name', ['--stack', '--test-only']],
] as const) {
  test(`npm run smoke ${what} ends with code 2 and says how it is used`, async () => {
    const { code, stdout, stderr } = await npmRun('smoke', words, {});
    deepEqual([code, stdout], [2, '']);
    match(stderr, /^--stack is missing\n\nnpm run smoke -- --stack NAME/);
  });
}

for (const [what, outputs, complaint] of [
  ['that has no address', trust, 'The stack Photos has no output BaseUrl; it is not a Portrait stack'],
  [
    'whose tokens others make',
    { BaseUrl: 'https://photos.example', JwksUrl: 'https://i.example/keys' },
    'The stack Photos trusts the JWKS at https://i.example/keys; get a token from its issuer',
  ],
] as const) {
  test(`npm run smoke on a stack ${what} ends with code 2 and a line of what to do`, async (t) => {
    const { variables } = await deployedStack(t, outputs);
    const { code, stdout, stderr } = await npmRun('smoke', ['--stack', 'Photos'], variables);
    deepEqual([code, stdout, stderr], [2, '', `${complaint}\n`]);
  });
}
