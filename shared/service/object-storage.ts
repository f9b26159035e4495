import { S3Client } from '@aws-sdk/client-s3';
import { part } from '../core/part.ts';
import { type Secret, secretOf } from '../identity/secret.ts';
import { openLocalFolder } from '../storage/local-folder.ts';
import { openS3 } from '../storage/s3.ts';
import {
  type AccessKey,
  readInbox,
  readStorage,
  type StorageConfig,
  storageVariableNames,
} from '../storage/settings.ts';
import type { Storage, StoragePart } from '../storage/storage.ts';
import type { InboxPart } from '../uploads/inbox.ts';

/** The configured storage. */
export const objectStorage = part<StoragePart>(storageVariableNames, (read, clock) => ({
  storage: openStorage(readStorage(read), clock),
}));

/** The inbox of the wide door. */
export const inbox = part<InboxPart>(['INBOX_BUCKET', ...storageVariableNames], (read, clock) => ({
  inbox: openStorage(readInbox(read), clock),
}));

/** Opens the storage of the configured provider. */
export function openStorage(storage: StorageConfig, clock: () => Date): Storage {
  if (storage.provider === 'LOCAL') return openLocalFolder(storage.basePath);
  return openS3(openS3Client(storage, clock), storage.buckets);
}

/** A client of S3, or of a store with the same protocol. */
export function openS3Client(storage: Exclude<StorageConfig, { provider: 'LOCAL' }>, clock: () => Date): S3Client {
  return storage.provider === 'R2' ? toR2(storage, clock) : toS3(storage);
}

// Bytes that are read are not hashed again: TLS protects them, and the client has the ETag.
const responseChecksumValidation = 'WHEN_REQUIRED';

function toS3({ endpoint, forcePathStyle }: StorageConfig & { provider: 'S3' }): S3Client {
  return new S3Client({ forcePathStyle, responseChecksumValidation, ...(endpoint === undefined ? {} : { endpoint }) });
}

/** @see https://developers.cloudflare.com/r2/examples/aws/aws-sdk-js-v3/ */
function toR2({ endpoint, accessKey }: StorageConfig & { provider: 'R2' }, clock: () => Date): S3Client {
  return new S3Client({
    region: 'auto',
    endpoint,
    responseChecksumValidation,
    requestChecksumCalculation: 'WHEN_REQUIRED', // R2 does not support the client's default checksum
    credentials: 'arn' in accessKey ? storedAccessKey(secretOf(accessKey, clock), clock) : accessKey,
  });
}

const accessKeyMillis = 5 * 60_000;

/** An access key that is stored as JSON, `{"accessKeyId", "secretAccessKey"}`. */
function storedAccessKey(secret: Secret, clock: () => Date): () => Promise<AccessKey & { expiration: Date }> {
  return async () => {
    const { accessKeyId, secretAccessKey } = JSON.parse(await secret()) as AccessKey;
    return { accessKeyId, secretAccessKey, expiration: new Date(clock().getTime() + accessKeyMillis) };
  };
}
