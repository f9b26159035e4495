// Serves no API: adds a new key to the master secret when Secrets Manager rotates it.
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { rotateMasterSecret } from '../shared/identity/rotate-master-secret.ts';
import { deployed } from '../shared/service/deployed.ts';
import { masterSecretRotation } from '../shared/service/link-keys.ts';

/** The parts that it works with; the stack gives it the variables that they read. */
export const parts = [masterSecretRotation] as const;

const service = deployed(parts);

export const handler = (event: SecretsManagerRotationEvent): Promise<void> =>
  rotateMasterSecret(service().rotation, event);
