import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DirectPuts } from './direct-puts.ts';
import type { BucketName } from './storage.ts';

type Buckets = Readonly<Record<BucketName, string>>;

/**
 * Offers presigned POST forms. S3 refuses another key, another type, and more than `maxBytes`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function openPresignedPosts(client: S3Client, buckets: Buckets): DirectPuts {
  return {
    async offer({ bucket, key, contentType, maxBytes }, lifeSeconds) {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: buckets[bucket],
        Key: key,
        Fields: { 'Content-Type': contentType },
        Conditions: [['content-length-range', 1, maxBytes]], // the SDK adds a condition for every field
        Expires: lifeSeconds,
      });
      return { method: 'POST', url, fields };
    },
  };
}

/**
 * Offers presigned PUT requests for an exact type and size, for stores without presigned POST (R2).
 * @see https://developers.cloudflare.com/r2/api/s3/presigned-urls/
 */
export function openPresignedPuts(client: S3Client, buckets: Buckets): DirectPuts {
  return {
    async offer({ bucket, key, contentType, size }, lifeSeconds) {
      const command = new PutObjectCommand({
        Bucket: buckets[bucket],
        Key: key,
        ContentType: contentType,
        ContentLength: size,
      });
      const signableHeaders = new Set(['host', 'content-type', 'content-length']);
      const url = await getSignedUrl(client, command, { expiresIn: lifeSeconds, signableHeaders });
      return { method: 'PUT', url, headers: { 'Content-Type': contentType } };
    },
  };
}
