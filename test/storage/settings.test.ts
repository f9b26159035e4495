import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Environment } from '../../shared/core/variables.ts';
import { readAnnouncementQueue, readInbox, readRetentionQueue, readStorage } from '../../shared/storage/settings.ts';
import { readWith, refusalOf, refusesEach, refusesWithout } from '../support/settings.ts';

const local: Environment = { OBJECT_STORAGE_PROVIDER: 'LOCAL' };

const r2: Environment = {
  OBJECT_STORAGE_PROVIDER: 'R2',
  R2_ACCOUNT_ID: '0123abc',
  R2_USER_ASSETS_BUCKET: 'r2-users',
  R2_APP_ASSETS_BUCKET: 'r2-app',
};
const r2WithKey: Environment = { ...r2, R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'key' };
const r2WithArn: Environment = { ...r2, R2_ACCESS_KEY_SECRET_ARN: 'arn:of:r2' };

const s3Buckets = { 'user-assets': 'users', 'app-assets': 'app', transient: 'transient' };
const r2Storage = (accessKey: object) => ({
  provider: 'R2',
  buckets: { 'user-assets': 'r2-users', 'app-assets': 'r2-app', transient: 'r2-users' },
  endpoint: 'https://0123abc.r2.cloudflarestorage.com',
  accessKey,
});

describe('the storage settings', () => {
  it('are S3 with its three buckets by default', () => {
    assert.deepEqual(readWith(readStorage), { provider: 'S3', buckets: s3Buckets, forcePathStyle: false });
  });

  it('treat a blank provider as not set', () => {
    assert.deepEqual(readWith(readStorage, { OBJECT_STORAGE_PROVIDER: ' ' }), readWith(readStorage));
  });

  for (const [what, given, expected] of [
    ['a folder', local, { provider: 'LOCAL', basePath: './data/object-storage' }],
    [
      'a named folder',
      { ...local, LOCAL_STORAGE_BASE_PATH: '/srv/photos' },
      { provider: 'LOCAL', basePath: '/srv/photos' },
    ],
    [
      'another store that speaks the protocol of S3',
      { S3_ENDPOINT: 'http://minio:9000/', S3_FORCE_PATH_STYLE: 'true' },
      { provider: 'S3', buckets: s3Buckets, endpoint: 'http://minio:9000', forcePathStyle: true },
    ],
    ['R2 with an access key', r2WithKey, r2Storage({ accessKeyId: 'id', secretAccessKey: 'key' })],
    ['R2 with an access key in Secrets Manager', r2WithArn, r2Storage({ arn: 'arn:of:r2' })],
  ] as const) {
    it(`can be ${what}`, () => {
      assert.deepEqual(readWith(readStorage, given), expected);
    });
  }

  it('can give R2 a transient bucket of its own', () => {
    const storage = readWith(readStorage, { ...r2WithArn, R2_TRANSIENT_BUCKET: 'r2-transient' });
    assert.equal('buckets' in storage && storage.buckets.transient, 'r2-transient');
  });

  it('need no bucket with the provider LOCAL', () => {
    const bucketless = { USER_ASSETS_BUCKET: '', APP_ASSETS_BUCKET: '', TRANSIENT_BUCKET: '' };
    assert.equal(readWith(readStorage, { ...local, ...bucketless }).provider, 'LOCAL');
  });

  refusesWithout(readStorage, ['USER_ASSETS_BUCKET', 'APP_ASSETS_BUCKET', 'TRANSIENT_BUCKET']);
  refusesEach(readStorage, 'OBJECT_STORAGE_PROVIDER', ['FLOPPY', 'local']);
  refusesEach(readStorage, 'S3_ENDPOINT', ['minio:9000']);
  refusesEach(readStorage, 'S3_FORCE_PATH_STYLE', ['yes', 'TRUE']);

  describe('with R2', () => {
    const own = ['R2_ACCOUNT_ID', 'R2_USER_ASSETS_BUCKET', 'R2_APP_ASSETS_BUCKET', 'R2_ACCESS_KEY_ID'];
    refusesWithout(readStorage, [...own, 'R2_SECRET_ACCESS_KEY'], r2WithKey);

    it('refuse an account that would name another host', () => {
      assert.match(refusalOf(readStorage, { ...r2WithKey, R2_ACCOUNT_ID: 'evil.example/' }), /R2_ACCOUNT_ID/);
    });
  });
});

describe('the inbox', () => {
  it('is the storage of photos by default', () => {
    for (const given of [{}, local]) assert.deepEqual(readWith(readInbox, given), readWith(readStorage, given));
  });

  it('is a bucket of S3 if INBOX_BUCKET is set', () => {
    const inbox = readWith(readInbox, { ...r2, INBOX_BUCKET: 'inbox' });
    assert.equal(inbox.provider, 'S3');
    assert.equal('buckets' in inbox && inbox.buckets.transient, 'inbox');
  });
});

describe('the retention queue', () => {
  it('is in SQS, or a folder', () => {
    assert.deepEqual(readWith(readRetentionQueue), { url: 'https://sqs.example/queue' });
    assert.deepEqual(readWith(readRetentionQueue, { RETENTION_QUEUE_URL: 'file:///srv/queue' }), {
      folder: '/srv/queue',
    });
  });

  refusesWithout(readRetentionQueue, ['RETENTION_QUEUE_URL']);
  refusesEach(readRetentionQueue, 'RETENTION_QUEUE_URL', ['sqs', 'file://elsewhere/queue', 'file:///a%2Fb']);
});

describe('the announcement queue', () => {
  const queueOf = (given: Environment) => readWith(readAnnouncementQueue, given);

  it('is undefined if S3 announces photos in SQS itself', () => {
    assert.equal(queueOf({}), undefined);
    assert.equal(queueOf({ RETENTION_QUEUE_URL: '' }), undefined);
  });

  it('is the retention queue if the store sends no events', () => {
    assert.deepEqual(queueOf(r2WithArn), { url: 'https://sqs.example/queue' });
    assert.deepEqual(queueOf(local), { url: 'https://sqs.example/queue' });
    assert.deepEqual(queueOf({ RETENTION_QUEUE_URL: 'file:///srv/queue' }), { folder: '/srv/queue' });
  });

  it('refuses if the store sends no events and there is no queue', () => {
    assert.equal(
      refusalOf(readAnnouncementQueue, { ...r2WithArn, RETENTION_QUEUE_URL: '' }),
      'RETENTION_QUEUE_URL is required but not set',
    );
  });
});
