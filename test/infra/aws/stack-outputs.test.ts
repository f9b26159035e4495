import { deepEqual, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readStack } from '../../../infra/aws/stack-outputs.ts';
import { deployedStack, secret, secretArn } from './deployed-stack.ts';

/** Reads the stack with these variables as the only ones of AWS. */
function readAs(variables: Readonly<Record<string, string>>, name = 'Photos') {
  for (const variable of Object.keys(process.env)) if (variable.startsWith('AWS_')) delete process.env[variable];
  Object.assign(process.env, variables);
  return readStack(name);
}

describe('Reading a stack', () => {
  test('returns its addresses, and how its tokens are signed', async (t) => {
    const { variables } = await deployedStack(t, {
      BaseUrl: 'https://photos.example',
      ApiUrl: 'https://api.example/v1',
      JwtSecretArn: secretArn,
      TokenIssuer: 'https://i.example?a&b',
      TokenAudience: 'photos',
      AssetTable: 'table',
    });
    deepEqual(await readAs(variables), {
      baseUrl: 'https://photos.example',
      apiUrl: 'https://api.example/v1',
      tokenSigner: { secret, issuer: 'https://i.example?a&b', audience: 'photos' },
    });
  });

  test('returns no issuer and audience if it has none', async (t) => {
    const { variables } = await deployedStack(t, { JwtSecretArn: secretArn });
    deepEqual((await readAs(variables)).tokenSigner, { secret, issuer: undefined, audience: undefined });
  });
});

describe('Reading fails with one line that says what to do for a stack', () => {
  for (const [what, stack, message] of [
    [
      'that trusts a JWKS',
      { JwksUrl: 'https://i.example/keys' },
      'The stack Photos trusts the JWKS at https://i.example/keys; get a token from its issuer',
    ],
    [
      "that is not Portrait's",
      { Bucket: 'photos' },
      'The stack Photos has no output JwtSecretArn; it is not a Portrait stack, or its deployment failed',
    ],
    [
      'whose secret was deleted',
      { JwtSecretArn: 'arn:gone' },
      'The secret of the stack Photos was deleted; restore arn:gone in Secrets Manager',
    ],
    [
      'that the credentials may not describe',
      { code: 'AccessDenied', message: 'User: arn:x is not authorized to perform: x' },
      'The AWS credentials lack a permission; ask for cloudformation:DescribeStacks',
    ],
    [
      'with expired credentials',
      { code: 'ExpiredToken', message: 'The security token included in the request is expired' },
      'AWS refused the credentials; log in again (ExpiredToken)',
    ],
    [
      'with an invalid name',
      { code: 'ValidationError', message: "Value 'a b' at 'stackName'\nis not valid" },
      "The call to AWS failed: Value 'a b' at 'stackName' is not valid",
    ],
  ] as const) {
    test(what, async (t) => {
      const { variables } = await deployedStack(t, stack);
      await rejects(readAs(variables), { message });
    });
  }

  test('whose secret is empty', async (t) => {
    const { variables } = await deployedStack(t, { JwtSecretArn: secretArn }, '');
    await rejects(readAs(variables), {
      message: `The secret of the stack Photos is empty; set the value of ${secretArn}`,
    });
  });

  test('without a region', async (t) => {
    const { AWS_REGION: _, ...variables } = (await deployedStack(t, {})).variables;
    await rejects(readAs(variables), {
      message: 'There is no AWS region; set AWS_REGION, or a region in your AWS profile',
    });
  });

  test('if the endpoint cannot be reached', async (t) => {
    const { variables } = await deployedStack(t, {});
    const nowhere = { AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://localhost:1', AWS_MAX_ATTEMPTS: '1' };
    await rejects(readAs({ ...variables, ...nowhere }), { message: /^The call to AWS failed: .*ECONNREFUSED/ });
  });
});
