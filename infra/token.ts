import { parseArgs } from 'node:util';
import { signToken, type TokenClaims } from './local/sign-token.ts';
import { localToken } from './local/token.ts';
import { runCommand } from './run-command.ts';

const usage =
  'npm run token -- --sub ID [--session SESSION_USER|SESSION_CUSTOMER] [--accounts ID,ID] [--username NAME] [--scope admin] [--stack NAME]';

interface TokenRequest {
  readonly claims: TokenClaims;
  /** The deployed stack that the token is for; undefined for the local service. */
  readonly stack: string | undefined;
}

function readRequest(words: readonly string[]): TokenRequest {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: { sub: text, session: text, accounts: text, username: text, scope: text, stack: text },
  });
  const { sub, stack, ...claims } = values;
  if (!sub) throw new TypeError('--sub is missing');
  if (stack === '') throw new TypeError('--stack is empty');
  return { claims: { sub, ...claims }, stack };
}

async function printToken({ claims, stack }: TokenRequest): Promise<void> {
  console.log(await (stack === undefined ? localToken(claims) : stackToken(stack, claims)));
}

async function stackToken(stack: string, claims: TokenClaims): Promise<string> {
  // Imported on demand: the CloudFormation client is a development dependency, which the local service runs without.
  const { readStack } = await import('./aws/stack-outputs.ts');
  return signToken(claims, (await readStack(stack)).tokenSigner);
}

if (import.meta.main) await runCommand({ usage, read: readRequest, run: printToken });
