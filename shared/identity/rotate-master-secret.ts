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

export interface Rotation {
  readonly client: SecretsManagerClient;
  readonly clock: () => Date;
  /** How long what was signed last stays valid. */
  readonly lifeMillis: number;
}

/**
 * One step of a rotation, as Secrets Manager asks for it; each may be asked for again. A new master secret is put before
 * the present ones, which go once nothing that they signed is valid any more.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateMasterSecret(
  rotation: Rotation,
  { Step, SecretId, ClientRequestToken: VersionId }: SecretsManagerRotationEvent,
): Promise<void> {
  if (Step === 'createSecret') await createPending(rotation, SecretId, VersionId);
  if (Step === 'testSecret') await test(rotation, SecretId, VersionId);
  if (Step === 'finishSecret') await makeCurrent(rotation, SecretId, VersionId);
}

async function createPending(rotation: Rotation, SecretId: string, VersionId: string): Promise<void> {
  if ((await readVersion(rotation, { SecretId, VersionId })) !== undefined) return;
  const SecretString = addMasterSecret(await readCurrent(rotation, SecretId), {
    secret: randomBytes(32).toString('base64url'),
    now: rotation.clock(),
    lifeMillis: rotation.lifeMillis,
  });
  const pending = { ClientRequestToken: VersionId, VersionStages: ['AWSPENDING'] };
  await rotation.client.send(new PutSecretValueCommand({ SecretId, SecretString, ...pending }));
}

async function makeCurrent({ client }: Rotation, SecretId: string, VersionId: string): Promise<void> {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
  if (current === VersionId) return;
  // A step that is asked for once more, when a later rotation is through, would bring back keys that are gone.
  if (!VersionIdsToStages[VersionId]?.includes('AWSPENDING')) throw new TypeError('The version is not pending');
  const move = { MoveToVersionId: VersionId, ...(current === undefined ? {} : { RemoveFromVersionId: current }) };
  await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSCURRENT', ...move }));
}

/**
 * Secrets Manager asks for this step alone where a rotation is set up for later, and does not say whether there is a pending
 * text by then: the current one must do as well.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
async function test(rotation: Rotation, SecretId: string, VersionId: string): Promise<void> {
  const text = (await readVersion(rotation, { SecretId, VersionId })) ?? (await readCurrent(rotation, SecretId));
  if (parseMasterSecrets(text).some(({ secret }) => secret.length < 32)) {
    throw new TypeError('A master secret has less than 32 characters');
  }
}

async function readCurrent(rotation: Rotation, SecretId: string): Promise<string> {
  const text = await readVersion(rotation, { SecretId });
  if (text === undefined) throw new TypeError('The secret has no text');
  return text;
}

/** A version's text, if it has one; the current one's where none is named. */
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
