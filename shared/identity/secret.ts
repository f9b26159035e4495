import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretSource } from '../core/variables.ts';
import { logFailure } from '../telemetry/log.ts';

/** The text of a secret; `anew` asks for it again where it was not asked for within the last minute. */
export type Secret = (options?: { anew?: boolean }) => Promise<string>;

/** How long a text is used before it is asked for again: whatever changes in a secret is known everywhere by then. */
export const secretRefreshMillis = 5 * 60_000;

const leastMillis = 60_000;

/** The secret of a variable: its text, or the secret in Secrets Manager that it names. */
export function secretOf(source: SecretSource, clock: () => Date): Secret {
  return 'text' in source ? fixedSecret(source.text) : openSecret(new SecretsManagerClient(), source.arn, clock);
}

/** A secret that stands in the environment. */
export function fixedSecret(text: string): Secret {
  return async () => text;
}

/** A secret in Secrets Manager. Where it cannot be read again, the text that was read last goes on being used. */
export function openSecret(client: SecretsManagerClient, arn: string, clock: () => Date): Secret {
  let asked: { readonly text: Promise<string>; readonly at: number } | undefined;

  function ask(at: number): Promise<string> {
    const before = asked?.text;
    const text = readSecret(client, arn).catch((error: unknown) => {
      if (before === undefined) {
        asked = undefined; // the next request tries again
        throw error;
      }
      logFailure('A secret could not be read again', error);
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
    throw new TypeError('The secret has less than 32 characters');
  }
  return SecretString;
}
