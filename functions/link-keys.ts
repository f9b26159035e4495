// Serves no API: adds a new key to the master secret when Secrets Manager rotates it.

import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { rotateMasterSecret } from '../shared/identity/rotate-master-secret.ts';
import { deployed } from '../shared/service/deployed.ts';
import { masterSecretRotation } from '../shared/service/link-keys.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [masterSecretRotation] as const;

const open = deployed(parts);

export const handler = (event: SecretsManagerRotationEvent): Promise<void> =>
  rotateMasterSecret(open().rotation, event);
