import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sessionSeconds } from '../apis/akana/session.ts';
import type { SecretSource } from '../core/variables.ts';
import { fixedSecret, openSecret, type Secret } from '../identity/secret.ts';
import { readLinkLifeSeconds } from './config.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export function toSecret(source: SecretSource): Secret {
  return 'text' in source
    ? fixedSecret(source.text)
    : openSecret(new SecretsManagerClient(), { arn: source.arn, clock });
}

/** What the secret signs: links, and sessions. */
export const masterSecretRotation: Part<'rotation'> = (read) => {
  const lifeSeconds = Math.max(readLinkLifeSeconds(read), sessionSeconds);
  return { rotation: { client: new SecretsManagerClient(), clock, lifeMillis: lifeSeconds * 1000 } };
};
