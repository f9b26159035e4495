import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { startSecretsManagerWire } from '../../support/secrets-manager-wire.ts';

export const secretArn = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:JwtSecret';
export const secret = 'what signs the tokens of a deployed stack';

type Outputs = Readonly<Record<string, string>>;

/** An error of CloudFormation. */
interface CloudFormationError {
  readonly code: string;
  readonly message: string;
}

export interface DeployedStack {
  /** The AWS variables of a client that may read the stack. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The stack `Photos` with these outputs and a secret, for one test, as servers with the wire protocols of
 * CloudFormation and Secrets Manager. With an error instead of a stack, CloudFormation answers it.
 */
export async function deployedStack(
  t: TestContext,
  stack: Outputs | CloudFormationError,
  secretText = secret,
): Promise<DeployedStack> {
  const secrets = await startSecretsManagerWire();
  secrets.write(secretArn, secretText);
  const server = createServer(async (request, response) => {
    const asked = new URLSearchParams(await text(request));
    const { status, body } = describeStacks(asked, stack);
    response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(async () => {
    await secrets.stop();
    server.close();
    server.closeAllConnections();
  });
  return {
    variables: {
      ...noCredentials,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    },
  };
}

/** Disables every source of credentials but the environment. */
const noCredentials = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
} as const;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
function describeStacks(asked: URLSearchParams, stack: Outputs | CloudFormationError) {
  const name = asked.get('StackName');
  if (asked.get('Action') !== 'DescribeStacks') return refusal({ code: 'InvalidAction', message: 'Unknown action' });
  if (isError(stack)) return refusal(stack);
  if (name !== 'Photos') return refusal({ code: 'ValidationError', message: `Stack with id ${name} does not exist` });
  const outputs = Object.entries(stack).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  const body = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <DescribeStacksResult><Stacks><member>
    <StackName>${name}</StackName>
    <CreationTime>2026-01-01T00:00:00.000Z</CreationTime>
    <StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${outputs.join('')}</Outputs>
  </member></Stacks></DescribeStacksResult>
</DescribeStacksResponse>`;
  return { status: 200, body };
}

function isError(stack: Outputs | CloudFormationError): stack is CloudFormationError {
  return 'code' in stack;
}

function refusal({ code, message }: CloudFormationError) {
  const body = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>
</ErrorResponse>`;
  return { status: 400, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
