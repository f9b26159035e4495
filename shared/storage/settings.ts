import { fileURLToPath } from 'node:url';
import { ConfigError, type Variables, type VariableTable } from '../core/variables.ts';
import type { BucketName } from './storage.ts';

/** Where objects are kept. */
export type StorageConfig =
  | { readonly provider: 'LOCAL'; readonly basePath: string }
  | {
      readonly provider: 'S3';
      readonly buckets: Readonly<Record<BucketName, string>>;
      readonly endpoint?: string;
      readonly forcePathStyle: boolean;
    }
  | {
      readonly provider: 'R2';
      readonly buckets: Readonly<Record<BucketName, string>>;
      readonly endpoint: string;
      readonly accessKey: AccessKey | { readonly arn: string };
    };

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A queue in SQS, or a folder. */
export type QueueConfig = { readonly url: string } | { readonly folder: string };

/** The variables that `readStorage` reads. */
export const storageVariableNames = [
  ...['OBJECT_STORAGE_PROVIDER', 'LOCAL_STORAGE_BASE_PATH'],
  ...['USER_ASSETS_BUCKET', 'APP_ASSETS_BUCKET', 'TRANSIENT_BUCKET', 'S3_ENDPOINT', 'S3_FORCE_PATH_STYLE'],
  ...['R2_ACCOUNT_ID', 'R2_USER_ASSETS_BUCKET', 'R2_APP_ASSETS_BUCKET', 'R2_TRANSIENT_BUCKET'],
  ...['R2_ACCESS_KEY_ID', 'R2_SECRET_ACCESS_KEY', 'R2_ACCESS_KEY_SECRET_ARN'],
];

/** Reads the provider and its buckets. Refuses with `ConfigError`. */
export function readStorage(read: Variables): StorageConfig {
  const provider = read.choice('OBJECT_STORAGE_PROVIDER', ['S3', 'R2', 'LOCAL'], 'S3');
  if (provider === 'LOCAL') {
    return { provider, basePath: read.text('LOCAL_STORAGE_BASE_PATH', './data/object-storage') };
  }
  if (provider === 'R2') {
    const account = read.text('R2_ACCOUNT_ID');
    if (!/^[0-9a-z]+$/i.test(account)) throw new ConfigError('R2_ACCOUNT_ID must be letters and digits');
    return {
      provider,
      buckets: {
        'user-assets': read.text('R2_USER_ASSETS_BUCKET'),
        'app-assets': read.text('R2_APP_ASSETS_BUCKET'),
        transient: read.text('R2_TRANSIENT_BUCKET', read.text('R2_USER_ASSETS_BUCKET')),
      },
      endpoint: `https://${account}.r2.cloudflarestorage.com`,
      accessKey: readAccessKey(read),
    };
  }
  const endpoint = read.optional('S3_ENDPOINT');
  return {
    provider,
    buckets: {
      'user-assets': read.text('USER_ASSETS_BUCKET'),
      'app-assets': read.text('APP_ASSETS_BUCKET'),
      transient: read.text('TRANSIENT_BUCKET'),
    },
    ...(endpoint === undefined ? {} : { endpoint: read.url('S3_ENDPOINT') }),
    forcePathStyle: read.flag('S3_FORCE_PATH_STYLE', false),
  };
}

/** The store of the inbox. The gateway can write to S3 alone, so it has a bucket of its own if photos are kept elsewhere. */
export function readInbox(read: Variables): StorageConfig {
  const bucket = read.optional('INBOX_BUCKET');
  if (bucket === undefined) return readStorage(read);
  const buckets = { 'user-assets': bucket, 'app-assets': bucket, transient: bucket };
  return { provider: 'S3', buckets, forcePathStyle: false };
}

function readAccessKey(read: Variables): AccessKey | { readonly arn: string } {
  const arn = read.optional('R2_ACCESS_KEY_SECRET_ARN');
  if (arn !== undefined) return { arn };
  return { accessKeyId: read.text('R2_ACCESS_KEY_ID'), secretAccessKey: read.text('R2_SECRET_ACCESS_KEY') };
}

export function readRetentionQueue(read: Variables): QueueConfig {
  const url = read.text('RETENTION_QUEUE_URL');
  if (!url.startsWith('file:')) return { url: read.url('RETENTION_QUEUE_URL') };
  try {
    return { folder: fileURLToPath(url) };
  } catch (cause) {
    throw new ConfigError('RETENTION_QUEUE_URL must be an SQS URL or a file: URL of a folder on this machine', {
      cause,
    });
  }
}

/** The queue in which uploads announce photos; undefined if the store sends the event itself, as S3 does to SQS. */
export function readAnnouncementQueue(read: Variables): QueueConfig | undefined {
  const announced = readStorage(read).provider === 'S3' && !read.optional('RETENTION_QUEUE_URL')?.startsWith('file:');
  return announced ? undefined : readRetentionQueue(read);
}

export const storageVariables = {
  OBJECT_STORAGE_PROVIDER: {
    default: '`LOCAL` on one machine, else `S3`',
    meaning: 'Where objects are kept: `S3`, `R2` or `LOCAL`.',
    deploys: true,
  },
  LOCAL_STORAGE_BASE_PATH: {
    default: '`{PORTRAIT_DATA_DIR}/object-storage`',
    meaning: 'The folder of the provider `LOCAL`.',
  },
  USER_ASSETS_BUCKET: { default: '–', meaning: '`S3`: the bucket of photos and attachments.' },
  APP_ASSETS_BUCKET: { default: '–', meaning: '`S3`: the bucket of the application’s own files.' },
  TRANSIENT_BUCKET: { default: '–', meaning: '`S3`: the bucket of renditions, pictures, tickets and the inbox.' },
  S3_ENDPOINT: {
    default: '–',
    meaning: '`S3`: the URL of another store that speaks the protocol. The usual `AWS_…` credentials and region apply.',
  },
  S3_FORCE_PATH_STYLE: { default: '`false`', meaning: '`S3`: whether the bucket stands in the path, not in the host.' },
  INBOX_BUCKET: {
    default: 'the transient bucket',
    meaning: 'The bucket of S3 in which the wide door stores uploads, if `R2` keeps the photos.',
  },
  R2_ACCOUNT_ID: { default: '–', meaning: '`R2`: the account.', deploys: true },
  R2_USER_ASSETS_BUCKET: { default: '–', meaning: '`R2`: the bucket of photos and attachments.', deploys: true },
  R2_APP_ASSETS_BUCKET: { default: '–', meaning: '`R2`: the bucket of the application’s own files.', deploys: true },
  R2_TRANSIENT_BUCKET: {
    default: '`R2_USER_ASSETS_BUCKET`',
    meaning:
      '`R2`: the bucket of what can be made again. Give it lifecycle rules that delete `tickets/`, `pictures/` and `renditions/pictures/` after a day, and `renditions/` after thirty days.',
    deploys: true,
  },
  R2_ACCESS_KEY_ID: { default: '–', meaning: '`R2`: the id of the access key.' },
  R2_SECRET_ACCESS_KEY: { default: '–', meaning: '`R2`: the access key’s secret.' },
  R2_ACCESS_KEY_SECRET_ARN: {
    default: '–',
    meaning: '`R2`: a secret in Secrets Manager that holds `{"accessKeyId", "secretAccessKey"}`, instead of the two.',
    deploys: true,
  },
  RETENTION_QUEUE_URL: {
    default: 'set by the local service and by the stack',
    meaning: 'The SQS queue of the retention function, or a folder as a `file:` URL.',
  },
} satisfies VariableTable;
