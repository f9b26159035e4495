import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretSource } from '../core/variables.ts';
import { logFailure } from '../telemetry/log.ts';

/** Returns a secret's text, which is cached. `anew` reads it again, unless it was read within the last minute. */
export type Secret = (options?: { anew?: boolean }) => Promise<string>;

/** How long a secret's text is cached: every function knows a change of the secret after this time. */
export const secretRefreshMillis = 5 * 60_000;

const leastMillis = 60_000;

/** The secret of a variable: its text, or the secret in Secrets Manager that it names. */
export function secretOf(source: SecretSource, clock: () => Date): Secret {
  return 'text' in source
    ? fixedSecret(source.text)
    : openSecret(new SecretsManagerClient(), { arn: source.arn, clock });
}

/** A secret whose text is already known, e.g. from the environment. */
export function fixedSecret(text: string): Secret {
  return async () => text;
}

/** A secret in Secrets Manager. If a later read fails, the last text is used and the failure logged. */
export function openSecret(
  client: SecretsManagerClient,
  { arn, clock }: { readonly arn: string; readonly clock: () => Date },
): Secret {
  let asked: { readonly text: Promise<string>; readonly at: number } | undefined;

  function ask(at: number): Promise<string> {
    const before = asked?.text;
    const text = readSecret(client, arn).catch((error: unknown) => {
      if (before === undefined) {
        asked = undefined; // the next request retries
        throw error;
      }
      logFailure('A secret could not be read again', { error });
      return before;
    });
    asked = { text, at };
    return text;
  }

  return ({ anew = false } = {}) => {
    const now = clock().getTime();
    const lifeMillis = anew ? leastMillis : secretRefreshMillis;
    return asked !== undefined && now - asked.at < lifeMillis ? asked.text : ask(now);
  };
}

async function readSecret(client: SecretsManagerClient, arn: string): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined || SecretString.length < 32) {
    throw new TypeError('The secret has fewer than 32 characters');
  }
  return SecretString;
}
