import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TokenSigner } from '../local/sign-token.ts';

/** What clients of a deployed stack need. */
export interface DeployedStack {
  readonly baseUrl: string | undefined;
  /** The API's own address, which no CDN stands before: in its logs are no paths, where access tokens stand. */
  readonly apiUrl: string | undefined;
  readonly tokenSigner: TokenSigner;
}

/**
 * Reads a stack's outputs and the secret that signs its tokens, by the credentials of whoever runs this. Refuses in one line
 * that says what to do.
 */
export async function readStack(stackName: string): Promise<DeployedStack> {
  const { BaseUrl, ApiUrl, JwtSecretArn, JwksUrl, TokenIssuer, TokenAudience } = await readOutputs(stackName);
  if (JwtSecretArn === undefined) {
    throw new Error(
      JwksUrl === undefined
        ? `The stack ${stackName} has no output JwtSecretArn: name one of Portrait's, deployed to its end`
        : `The stack ${stackName} trusts the keys behind ${JwksUrl}: ask the issuer who holds them for a token`,
    );
  }
  const secret = await readSecret(JwtSecretArn, stackName);
  return { baseUrl: BaseUrl, apiUrl: ApiUrl, tokenSigner: { secret, issuer: TokenIssuer, audience: TokenAudience } };
}

async function readOutputs(stackName: string): Promise<Readonly<Record<string, string | undefined>>> {
  const client = new CloudFormationClient();
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((cause) =>
      refuse(cause, {
        permission: 'cloudformation:DescribeStacks',
        absent: `There is no stack ${stackName} where these credentials look: check the name, AWS_REGION and AWS_PROFILE`,
      }),
    );
  return Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}

async function readSecret(arn: string, stackName: string): Promise<string> {
  const absent = `The secret of the stack ${stackName} is gone: restore ${arn} in Secrets Manager`;
  const client = new SecretsManagerClient();
  const { SecretString } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((cause) => refuse(cause, { permission: 'secretsmanager:GetSecretValue', absent }));
  if (!SecretString) throw new Error(`The secret of the stack ${stackName} holds no text: put one into ${arn}`);
  return SecretString;
}

interface Words {
  /** What the credentials must be allowed to do. */
  readonly permission: string;
  /** For what is not there. */
  readonly absent: string;
}

function refuse(cause: unknown, words: Words): never {
  throw new Error(explain(cause, words).replaceAll(/\s+/g, ' '), { cause });
}

function explain(cause: unknown, { permission, absent }: Words): string {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  if (/^Region (is missing|not accepted)/.test(message))
    return 'There is no AWS region: set AWS_REGION, or a region in your AWS profile';
  if (/^(Credentials|Token)ProviderError$/.test(name)) {
    return `There are no AWS credentials: log in (aws sso login), or name a profile in AWS_PROFILE (${message})`;
  }
  if (notTaken.has(name)) return `AWS does not take these credentials: log in again (${name})`;
  if (/^AccessDenied/.test(name)) return `These AWS credentials may not do this: ask for ${permission}`;
  if (/does not exist$|marked for deletion/.test(message) || name === 'ResourceNotFoundException') return absent;
  return `AWS could not be asked: ${message || codeOf(cause) || name}`;
}

/** An attempt to reach several addresses fails without a message. */
function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}

/** What CloudFormation and Secrets Manager call it, each in its own way. */
const notTaken: ReadonlySet<string> = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
  ...['InvalidClientTokenId', 'UnrecognizedClientException'],
  ...['SignatureDoesNotMatch', 'InvalidSignatureException'],
]);
