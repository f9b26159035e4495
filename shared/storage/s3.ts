import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { HttpRequest } from '@smithy/types';
import { rangeText } from '../core/byte-range.ts';
import type { BucketName, NewObject, Storage, StoredObject } from './storage.ts';

/** Opens the storage in S3, or in any store with an S3-compatible API. */
export function openS3(client: S3Client, buckets: Readonly<Record<BucketName, string>>): Storage {
  async function put(object: NewObject, condition: { IfNoneMatch?: '*' } = {}): Promise<void> {
    const { bucket, key, bytes, contentType, sha256, metadata } = object;
    const command = new PutObjectCommand({
      Bucket: buckets[bucket],
      Key: key,
      Body: bytes,
      ContentType: contentType,
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      Metadata: { ...metadata },
      ...condition,
    });
    // The SHA-256 is already known. It is the checksum above and the signature's payload hash here; the SDK would hash
    // the bytes again for each of them.
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as HttpRequest).headers['x-amz-content-sha256'] = sha256;
        return next(args);
      },
      { step: 'build', name: 'knownPayloadHash' },
    );
    await client.send(command);
  }

  return {
    put: (object) => put(object),

    async create(object) {
      for (;;) {
        const refused = await put(object, { IfNoneMatch: '*' }).then(() => undefined, conditionOf);
        if (refused === undefined) return true;
        if (refused === 'exists') return false;
      }
    },

    async head({ bucket, key }) {
      const found = await client.send(new HeadObjectCommand({ Bucket: buckets[bucket], Key: key })).catch(absent);
      return found && toStoredObject(found);
    },

    async open({ bucket, key }) {
      const found = await client.send(new GetObjectCommand({ Bucket: buckets[bucket], Key: key })).catch(absent);
      return found && { ...toStoredObject(found), body: found.Body as Readable };
    },

    async openPart({ bucket, key }, range) {
      const command = new GetObjectCommand({ Bucket: buckets[bucket], Key: key, Range: rangeText(range) });
      const found = await client.send(command).catch(absentOrUnsatisfiable);
      if (found === undefined || found === 'unsatisfiable') return found;
      const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(found.ContentRange ?? '') ?? [];
      if (size === undefined) throw new TypeError('The store ignored the Range header');
      const part = { first: Number(first), last: Number(last) };
      return { ...toStoredObject(found), size: Number(size), part, body: found.Body as Readable };
    },

    async remove({ bucket, key }) {
      const Bucket = buckets[bucket];
      const versions = await versionsOf(client, { Bucket, key }).catch(unversioned);
      // In an unversioned bucket, the only version of an object has the id `null`.
      for (const VersionId of versions) await client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId }));
    },

    async removeUnder(bucket, prefix) {
      const Bucket = buckets[bucket];
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
        for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
      }
    },
  };
}

/**
 * Why a conditional put failed: the key exists (412), or there was a concurrent put of it (409).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function conditionOf(error: unknown): 'exists' | 'conflict' {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (status === 412) return 'exists';
  if (status === 409) return 'conflict';
  throw error;
}

/** S3-compatible stores without versioning do not support listing versions. */
function unversioned(error: unknown): readonly undefined[] {
  if (error instanceof S3ServiceException && [405, 501].includes(error.$metadata.httpStatusCode ?? 0))
    return [undefined];
  throw error;
}

/** The ids of all versions of a key, delete markers included. A versioned bucket deletes bytes only by version id. */
async function versionsOf(
  client: S3Client,
  { Bucket, key }: { Bucket: string; key: string },
): Promise<readonly string[]> {
  const ids: string[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (from !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: key, ...from }),
    );
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (Key === key) ids.push(VersionId ?? 'null');
    }
    from = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return ids;
}

function toStoredObject(found: GetObjectCommandOutput | HeadObjectCommandOutput): StoredObject {
  return {
    size: found.ContentLength ?? 0,
    contentType: found.ContentType ?? 'application/octet-stream',
    etag: found.ETag ?? '',
    modifiedAt: found.LastModified ?? new Date(0),
    metadata: found.Metadata ?? {},
  };
}

function absentOrUnsatisfiable(error: unknown): 'unsatisfiable' | undefined {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 416 ? 'unsatisfiable' : absent(error);
}

function absent(error: unknown): undefined {
  if (error instanceof NoSuchKey || error instanceof NotFound) return undefined;
  throw error;
}
