import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sessionSeconds } from '../apis/akana/session.ts';
import { part } from '../core/part.ts';
import type { RotationPart } from '../identity/rotate-master-secret.ts';
import { readLinkLifeSeconds } from '../photos/settings.ts';

/** The rotation of the master secret, whose signatures (links and sessions) are valid for at most `lifeMillis`. */
export const masterSecretRotation = part<RotationPart>(['SIGNED_URL_EXPIRATION_SECONDS'], (read, clock) => {
  const lifeSeconds = Math.max(readLinkLifeSeconds(read), sessionSeconds);
  return { rotation: { client: new SecretsManagerClient(), clock, lifeMillis: lifeSeconds * 1000 } };
});
