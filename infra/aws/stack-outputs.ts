import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TokenSigner } from '../local/sign-token.ts';

/** The addresses of a deployed stack, and how its tokens are signed. */
export interface DeployedStack {
  readonly baseUrl: string | undefined;
  /** The API's own address, without the CDN. Its logs contain no paths, and so no access tokens. */
  readonly apiUrl: string | undefined;
  readonly tokenSigner: TokenSigner;
}

/**
 * Reads a stack's outputs and the secret that signs its tokens, with the AWS credentials of this process. Every error
 * is one line that says what to do.
 */
export async function readStack(stackName: string): Promise<DeployedStack> {
  const { BaseUrl, ApiUrl, JwtSecretArn, JwksUrl, TokenIssuer, TokenAudience } = await readOutputs(stackName);
  if (JwtSecretArn === undefined) {
    throw new Error(
      JwksUrl === undefined
        ? `The stack ${stackName} has no output JwtSecretArn; it is not a Portrait stack, or its deployment failed`
        : `The stack ${stackName} trusts the JWKS at ${JwksUrl}; get a token from its issuer`,
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
        absent: `There is no stack ${stackName} in this account and region; check the name, AWS_REGION and AWS_PROFILE`,
      }),
    );
  return Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}

async function readSecret(arn: string, stackName: string): Promise<string> {
  const absent = `The secret of the stack ${stackName} was deleted; restore ${arn} in Secrets Manager`;
  const client = new SecretsManagerClient();
  const { SecretString } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((cause) => refuse(cause, { permission: 'secretsmanager:GetSecretValue', absent }));
  if (!SecretString) throw new Error(`The secret of the stack ${stackName} is empty; set the value of ${arn}`);
  return SecretString;
}

interface Words {
  /** The IAM action that the call needs. */
  readonly permission: string;
  /** The error if the stack or the secret does not exist. */
  readonly absent: string;
}

function refuse(cause: unknown, words: Words): never {
  throw new Error(explain(cause, words).replaceAll(/\s+/g, ' '), { cause });
}

function explain(cause: unknown, { permission, absent }: Words): string {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  if (/^Region (is missing|not accepted)/.test(message))
    return 'There is no AWS region; set AWS_REGION, or a region in your AWS profile';
  if (/^(Credentials|Token)ProviderError$/.test(name)) {
    return `There are no AWS credentials; log in (aws sso login), or set AWS_PROFILE (${message})`;
  }
  if (refusedCredentials.has(name)) return `AWS refused the credentials; log in again (${name})`;
  if (/^AccessDenied/.test(name)) return `The AWS credentials lack a permission; ask for ${permission}`;
  if (/does not exist$|marked for deletion/.test(message) || name === 'ResourceNotFoundException') return absent;
  return `The call to AWS failed: ${message || codeOf(cause) || name}`;
}

/** A failed connection to several addresses has a code and no message. */
function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}

/** The names of errors about invalid or expired credentials, in CloudFormation and in Secrets Manager. */
const refusedCredentials: ReadonlySet<string> = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
  ...['InvalidClientTokenId', 'UnrecognizedClientException'],
  ...['SignatureDoesNotMatch', 'InvalidSignatureException'],
]);
