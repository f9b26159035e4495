import { recordPhoto } from '../assets/record-photo.ts';
import type { TablePart } from '../assets/table.ts';
import { fromMetadata } from '../core/asset-metadata.ts';
import { type PhotoKey, parsePhotoKey, photoKey } from '../core/photo-key.ts';
import type { ActiveLimitPart } from '../core/retention.ts';
import type { ClockPart } from '../core/time.ts';
import type { ObjectRef, StoragePart } from '../storage/storage.ts';
import { retain } from './retain.ts';

/** The parts of an S3 event notification that are read. S3 sends it; Portrait sends it if the store sends no events. */
interface StorageEvent {
  readonly Records?: readonly { readonly s3?: { readonly object?: { readonly key?: string } } }[];
}

/** The message that a store sends when a photo has been stored. */
export function toStorageEvent(photo: PhotoKey, at: Date): string {
  return toObjectEvent({ bucket: 'user-assets', key: photoKey(photo) }, at);
}

/**
 * The message that a store sends when an object has been stored.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function toObjectEvent({ bucket, key: stored }: ObjectRef, at: Date): string {
  const key = stored.split('/').map(encodeURIComponent).join('/').replaceAll('%20', '+');
  const record = {
    eventVersion: '2.1',
    eventSource: 'portrait',
    eventName: 'ObjectCreated:Put',
    eventTime: at.toISOString(),
    s3: { s3SchemaVersion: '1.0', bucket: { name: bucket }, object: { key } },
  };
  return JSON.stringify({ Records: [record] });
}

/** The keys that a message announces; empty for other messages, such as S3's test event. */
export function keysOf(message: string): readonly string[] {
  const event = JSON.parse(message) as StorageEvent;
  return (event.Records ?? []).flatMap((record) => {
    const key = record.s3?.object?.key;
    return key === undefined ? [] : [decodeURIComponent(key.replaceAll('+', ' '))];
  });
}

/** The photos that a message announces. */
export function photosOf(message: string): readonly PhotoKey[] {
  return keysOf(message).flatMap((key) => parsePhotoKey(key) ?? []);
}

export type SettlingParts = TablePart & StoragePart & ClockPart & ActiveLimitPart;

/**
 * Adopts the photos that a message announces: creates the record if the upload crashed between object and record,
 * archives the owner's surplus, and removes the object of a deleted photo. Idempotent: repeated and late messages
 * change nothing.
 */
export async function settlePhotos(parts: SettlingParts, message: string): Promise<void> {
  for (const photo of photosOf(message)) await settlePhoto(parts, photo);
}

export async function settlePhoto(
  { table, storage, clock, photosKeptActive }: SettlingParts,
  photo: PhotoKey,
): Promise<void> {
  const key = photoKey(photo);
  const object = await storage.head({ bucket: 'user-assets', key });
  const asset = object && fromMetadata({ key, size: object.size, metadata: object.metadata });
  const isDeleted = asset !== undefined && !(await recordPhoto({ table, clock }, asset));
  // A repeated upload stored it again.
  if (isDeleted) await storage.remove({ bucket: 'user-assets', key });
  await retain({ table, clock }, { ownerId: photo.ownerId, keep: photosKeptActive });
}
