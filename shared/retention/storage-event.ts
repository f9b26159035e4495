import { recordPhoto } from '../assets/record.ts';
import { fromMetadata } from '../core/asset-metadata.ts';
import { type PhotoKey, parsePhotoKey, photoKey } from '../core/photo-key.ts';
import type { Service } from '../service/service.ts';
import { retain } from './retain.ts';

/** The parts of an S3 event notification that retention reads; S3 sends it, and so does Portrait where a store has none. */
interface StorageEvent {
  readonly Records?: readonly { readonly s3?: { readonly object?: { readonly key?: string } } }[];
}

/**
 * The message that a store sends when a photo lies there.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function toStorageEvent(photo: PhotoKey, at: Date): string {
  const key = photoKey(photo).split('/').map(encodeURIComponent).join('/').replaceAll('%20', '+');
  const record = {
    eventVersion: '2.1',
    eventSource: 'portrait',
    eventName: 'ObjectCreated:Put',
    eventTime: at.toISOString(),
    s3: { s3SchemaVersion: '1.0', bucket: { name: 'user-assets' }, object: { key } },
  };
  return JSON.stringify({ Records: [record] });
}

/** The photos that a message speaks of; none where it is about something else, such as S3's test event. */
export function photosOf(message: string): readonly PhotoKey[] {
  const event = JSON.parse(message) as StorageEvent;
  return (event.Records ?? []).flatMap((record) => {
    const key = record.s3?.object?.key;
    const photo = key === undefined ? undefined : parsePhotoKey(decodeURIComponent(key.replaceAll('+', ' ')));
    return photo ?? [];
  });
}

export type SettlingService = Pick<Service, 'table' | 'storage' | 'clock' | 'photosKeptActive'>;

/**
 * What happens when a photo's object has come to lie in the store: its record is made if the upload could not (a crash
 * between object and record), and the owner's surplus is archived. Doubled and late events change nothing.
 */
export async function settlePhoto(
  { table, storage, clock, photosKeptActive }: SettlingService,
  photo: PhotoKey,
): Promise<void> {
  const key = photoKey(photo);
  const object = await storage.head({ bucket: 'user-assets', key });
  const asset = object && fromMetadata(key, object.size, object.metadata);
  if (asset !== undefined) await recordPhoto(table, asset, clock);
  await retain(table, photo.ownerId, photosKeptActive, clock);
}
