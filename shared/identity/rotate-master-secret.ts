import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { addMasterSecret, parseMasterSecrets } from './key-ring.ts';

/** What a rotation works with. */
export interface Rotation {
  readonly client: SecretsManagerClient;
  readonly clock: () => Date;
  /** The longest validity of signed tokens with an expiry. */
  readonly lifeMillis: number;
}

/**
 * Runs one step of a rotation for Secrets Manager. A new master secret is added before the present ones. Every step is
 * idempotent; `setSecret` has nothing to do.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateMasterSecret(
  rotation: Rotation,
  { Step, SecretId, ClientRequestToken: VersionId }: SecretsManagerRotationEvent,
): Promise<void> {
  const version = { SecretId, VersionId };
  if (Step === 'createSecret') await createPending(rotation, version);
  if (Step === 'testSecret') await test(rotation, version);
  if (Step === 'finishSecret') await makeCurrent(rotation, version);
}

interface Version {
  readonly SecretId: string;
  readonly VersionId: string;
}

async function createPending(rotation: Rotation, { SecretId, VersionId }: Version): Promise<void> {
  if ((await readVersion(rotation, { SecretId, VersionId })) !== undefined) return;
  const SecretString = addMasterSecret(await readCurrent(rotation, SecretId), {
    secret: randomBytes(32).toString('base64url'),
    now: rotation.clock(),
    lifeMillis: rotation.lifeMillis,
  });
  const pending = { ClientRequestToken: VersionId, VersionStages: ['AWSPENDING'] };
  await rotation.client.send(new PutSecretValueCommand({ SecretId, SecretString, ...pending }));
}

async function makeCurrent({ client }: Rotation, { SecretId, VersionId }: Version): Promise<void> {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
  if (current === VersionId) return;
  // A late retry of this step, after a later rotation has finished, would bring back an older list of keys.
  if (!VersionIdsToStages[VersionId]?.includes('AWSPENDING'))
    throw new TypeError('The version has no stage AWSPENDING');
  const move = { MoveToVersionId: VersionId, ...(current === undefined ? {} : { RemoveFromVersionId: current }) };
  await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSCURRENT', ...move }));
}

/**
 * Secrets Manager runs only this step when a rotation is configured for later, possibly without a pending version: then
 * the current one is tested.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
async function test(rotation: Rotation, { SecretId, VersionId }: Version): Promise<void> {
  const text = (await readVersion(rotation, { SecretId, VersionId })) ?? (await readCurrent(rotation, SecretId));
  if (parseMasterSecrets(text).some(({ secret }) => secret.length < 32)) {
    throw new TypeError('A master secret has fewer than 32 characters');
  }
}

async function readCurrent(rotation: Rotation, SecretId: string): Promise<string> {
  const text = await readVersion(rotation, { SecretId });
  if (text === undefined) throw new TypeError('The secret has no text');
  return text;
}

/** The text of a version, or of the current one if `VersionId` is absent; undefined if there is none. */
async function readVersion(
  { client }: Rotation,
  which: { readonly SecretId: string; readonly VersionId?: string },
): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand(which))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** What a rotation of the master secret needs. */
export interface RotationPart {
  readonly rotation: Rotation;
}
