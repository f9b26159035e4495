import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3 } from '../../shared/storage/s3.ts';
import { startS3Server } from './s3-server.ts';
import { newObject, storageContract } from './storage-contract.ts';

const buckets = { 'user-assets': 'portrait-users', 'app-assets': 'portrait-app', transient: 'portrait-transient' };
const settings = {
  region: 'us-east-1',
  forcePathStyle: true,
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

storageContract('S3, as an emulator speaks it', async () => {
  const server = await startS3Server(Object.values(buckets));
  const client = new S3Client({ ...settings, endpoint: server.endpoint, credentials: server.credentials });
  return {
    storage: openS3(client, buckets),
    async close() {
      client.destroy();
      await server.stop();
    },
  };
});

const { S3_TEST_ENDPOINT: endpoint, S3_TEST_BUCKET: bucket } = process.env;
if (endpoint && bucket) {
  storageContract(`S3, as ${endpoint} speaks it`, async () => {
    const client = new S3Client({ ...settings, endpoint });
    const real = { 'user-assets': bucket, 'app-assets': `${bucket}-app`, transient: `${bucket}-transient` };
    for (const Bucket of Object.values(real)) {
      await client.send(new CreateBucketCommand({ Bucket })).catch(() => {}); // it is there already
    }
    return { storage: openS3(client, real), close: async () => client.destroy() };
  });
}

interface Sent {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client that sends nothing: it takes down what it would send, and answers what the test says. */
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

describe('S3, as it is asked,', () => {
  it('is sent an object in one request, with the hash that is known already', async () => {
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

  it('is told to remove every version of a key, delete markers too, page by page, and nothing of its neighbours', async () => {
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

  it('is not taken for empty where it refuses to answer', async () => {
    const { client } = recordingClient(() => {
      throw new Error('AccessDenied');
    });
    const storage = openS3(client, buckets);
    for (const call of [storage.head, storage.open, storage.remove]) {
      await assert.rejects(call({ bucket: 'user-assets', key: 'x' }), /AccessDenied/);
    }
  });
});
