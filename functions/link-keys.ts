import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { rotateMasterSecret } from '../shared/identity/rotate-master-secret.ts';
import { deployed } from '../shared/service/deployed.ts';
import { masterSecretRotation } from '../shared/service/secrets.ts';

const service = deployed(masterSecretRotation);

/** Puts a new key before those that sign links, whenever Secrets Manager asks for it. */
export const handler = (event: SecretsManagerRotationEvent): Promise<void> =>
  rotateMasterSecret(service().rotation, event);
