import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { Variables } from '../../shared/core/variables.ts';
import { objectStorage } from '../../shared/service/object-storage.ts';
import { openS3 } from '../../shared/storage/s3.ts';
import type { BucketName, ObjectRef, Storage } from '../../shared/storage/storage.ts';
import { startS3Server } from '../support/s3-server.ts';
import { breakOffPut } from './break-off.ts';
import { newObject, storageContract } from './storage-contract.ts';

const buckets = { 'user-assets': 'portrait-users', 'app-assets': 'portrait-app', transient: 'portrait-transient' };
const settings = {
  region: 'us-east-1',
  forcePathStyle: true,
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

/** The variables with which the service opens these buckets. */
function variablesOf(endpoint: string, names: Readonly<Record<BucketName, string>>) {
  return {
    OBJECT_STORAGE_PROVIDER: 'S3',
    S3_ENDPOINT: endpoint,
    S3_FORCE_PATH_STYLE: 'true',
    USER_ASSETS_BUCKET: names['user-assets'],
    APP_ASSETS_BUCKET: names['app-assets'],
    TRANSIENT_BUCKET: names.transient,
  };
}

storageContract('S3, as an emulator speaks it', async () => {
  const { endpoint, credentials, stop } = await startS3Server(Object.values(buckets));
  const client = new S3Client({ ...settings, endpoint, credentials });
  const own = {
    AWS_REGION: settings.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  return {
    storage: openS3(client, buckets),
    breakOff: (ref) => breakOffPut({ ...variablesOf(endpoint, buckets), ...own }, ref),
    async close() {
      client.destroy();
      await stop();
    },
  };
});

const { S3_TEST_ENDPOINT: endpoint, S3_TEST_BUCKET: bucket, AWS_REGION = 'us-east-1' } = process.env;
if (endpoint && bucket) {
  storageContract(`S3, as ${endpoint} speaks it`, async () => {
    process.env.AWS_REGION = AWS_REGION;
    const variables = variablesOf(endpoint, { 'user-assets': bucket, 'app-assets': bucket, transient: bucket });
    const { storage } = objectStorage.open(new Variables(variables), () => new Date());
    const run = `portrait-test-${randomUUID()}`;
    return {
      storage: under(run, storage),
      breakOff: (ref) => breakOffPut(variables, keyUnder(run, ref)),
      close: () => storage.removeUnder('user-assets', `${run}/`),
    };
  });
}

/** A storage below a key prefix of another, with one bucket for all logical buckets. */
function under(folder: string, storage: Storage): Storage {
  return {
    put: (object) => storage.put(keyUnder(folder, object)),
    create: (object) => storage.create(keyUnder(folder, object)),
    head: (ref) => storage.head(keyUnder(folder, ref)),
    open: (ref) => storage.open(keyUnder(folder, ref)),
    openPart: (ref, range) => storage.openPart(keyUnder(folder, ref), range),
    remove: (ref) => storage.remove(keyUnder(folder, ref)),
    removeUnder: (name, prefix) => storage.removeUnder(name, `${folder}/${name}/${prefix}`),
  };
}

function keyUnder<Ref extends ObjectRef>(folder: string, ref: Ref): Ref {
  return { ...ref, key: `${folder}/${ref.bucket}/${ref.key}` };
}

interface Sent {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client that records commands instead of sending them, and returns the test's answers. */
function recordingClient(answer: (sent: Sent) => object = () => ({})): { client: S3Client; sent: Sent[] } {
  const client = new S3Client({ ...settings, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const sent: Sent[] = [];
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const request = { command: commandName.replace(/Command$/, ''), input: { ...input } };
        sent.push(request);
        return { response: {}, output: { $metadata: {}, ...answer(request) } };
      },
    { step: 'initialize' },
  );
  return { client, sent };
}

describe('the commands for S3', () => {
  it('put an object in one request, with the known hash', async () => {
    const { client, sent } = recordingClient();
    const object = newObject(randomBytes(100));
    await openS3(client, buckets).put(object);
    assert.deepEqual(
      sent.map(({ command }) => command),
      ['PutObject'],
    );
    const { Body: _, ...input } = sent[0]?.input ?? {};
    assert.deepEqual(input, {
      Bucket: 'portrait-users',
      Key: object.key,
      ContentType: 'image/png',
      ChecksumSHA256: Buffer.from(object.sha256, 'hex').toString('base64'),
      Metadata: object.metadata,
    });
  });

  it('remove every version and delete marker of a key, page by page, but not those of its neighbours', async () => {
    const key = 'users/alice/profile-picture/a.png';
    const { client, sent } = recordingClient(({ command, input: { KeyMarker } }) => {
      if (command !== 'ListObjectVersions') return {};
      return KeyMarker === undefined
        ? {
            Versions: [
              { Key: key, VersionId: '3' },
              { Key: `${key}x`, VersionId: '9' },
            ],
            DeleteMarkers: [{ Key: key, VersionId: '2' }],
            IsTruncated: true,
            NextKeyMarker: key,
            NextVersionIdMarker: '2',
          }
        : { Versions: [{ Key: key, VersionId: '1' }, { Key: `${key}y` }], IsTruncated: false };
    });
    await openS3(client, buckets).remove({ bucket: 'user-assets', key });
    const Bucket = 'portrait-users';
    assert.deepEqual(
      sent.map(({ command, input }) => [command, input]),
      [
        ['ListObjectVersions', { Bucket, Prefix: key }],
        ['ListObjectVersions', { Bucket, Prefix: key, KeyMarker: key, VersionIdMarker: '2' }],
        ...['3', '2', '1'].map((VersionId) => ['DeleteObject', { Bucket, Key: key, VersionId }]),
      ],
    );
  });

  it('report an error instead of an empty list if S3 refuses to list versions', async () => {
    const { client } = recordingClient(() => {
      throw new Error('AccessDenied');
    });
    const storage = openS3(client, buckets);
    for (const call of [storage.head, storage.open, storage.remove]) {
      await assert.rejects(call({ bucket: 'user-assets', key: 'x' }), /AccessDenied/);
    }
  });
});
