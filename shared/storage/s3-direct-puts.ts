import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DirectPuts } from './direct-puts.ts';
import type { BucketName } from './storage.ts';

type Buckets = Readonly<Record<BucketName, string>>;

/**
 * By presigned POST: S3 itself refuses another key, another type and another size.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function openPresignedPosts(client: S3Client, buckets: Buckets): DirectPuts {
  return {
    async offer({ bucket, key, contentType, maxBytes }, lifeSeconds) {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: buckets[bucket],
        Key: key,
        Fields: { 'Content-Type': contentType },
        Conditions: [['content-length-range', 1, maxBytes]], // beside those that all fields are as they are
        Expires: lifeSeconds,
      });
      return { method: 'POST', url, fields };
    },
  };
}

/**
 * By presigned PUT, of that type and of exactly that many bytes, for stores without presigned POST.
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
