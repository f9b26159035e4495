import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand } from '../run-command.ts';
import { readStack } from './stack-outputs.ts';

const usage = 'npm run smoke -- --stack NAME [--test-name-pattern=TEXT, or any other option of node --test]';

interface SmokeRequest {
  readonly stack: string;
  /** All other options, for Node's test runner. */
  readonly options: readonly string[];
}

function readRequest(words: readonly string[]): SmokeRequest {
  const { values, tokens } = parseArgs({
    args: [...words],
    options: { stack: { type: 'string' } },
    strict: false,
    tokens: true,
  });
  const { stack } = values;
  if (typeof stack !== 'string' || !/^[a-z]/i.test(stack)) throw new TypeError('--stack is missing');
  const own = tokens.flatMap((token) => {
    if (token.kind !== 'option' || token.name !== 'stack') return [];
    return token.inlineValue ? [token.index] : [token.index, token.index + 1];
  });
  return { stack, options: words.filter((_, index) => !own.includes(index)) };
}

/** Runs the end-to-end tests against a deployed stack, and exits with their code. */
async function smoke({ stack, options }: SmokeRequest): Promise<void> {
  const { baseUrl, tokenSigner } = await readStack(stack);
  if (baseUrl === undefined) throw new Error(`The stack ${stack} has no output BaseUrl; it is not a Portrait stack`);
  const suite = spawn(process.execPath, ['--test', '--test-timeout=600000', ...options, 'test/e2e/**/*.test.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      ...process.env,
      PORTRAIT_URL: baseUrl,
      AUTH_JWT_SECRET: tokenSigner.secret,
      AUTH_ISSUER: tokenSigner.issuer, // if undefined, it removes the shell's value, which is for another service
      AUTH_AUDIENCE: tokenSigner.audience,
    },
    stdio: 'inherit',
  });
  const [code] = (await once(suite, 'close')) as [number | null];
  process.exitCode = code ?? 1;
}

if (import.meta.main) await runCommand({ usage, read: readRequest, run: smoke });
