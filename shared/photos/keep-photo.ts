import { recordPhoto } from '../assets/record-photo.ts';
import type { Asset } from '../core/asset.ts';
import { toMetadata } from '../core/asset-metadata.ts';
import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import { photoKey } from '../core/photo-key.ts';
import type { Service } from '../service/service.ts';
import { toStorageEvent } from './storage-event.ts';

export type KeepingService = Pick<Service, 'storage' | 'table' | 'announcements' | 'clock'>;

/** Later than any upload that is still at work: a function is ended long before. */
export const adoptionDelaySeconds = 60;

/**
 * Keeps a photo: the object first, then its record, so that no record is ever without its object. Where the store sends no
 * event of its own, a message goes out before the object is written, due late enough to find it, so that a crash leaves nothing
 * unrecorded; when everything is done it is delivered at once. Refuses with `not-found` what was kept before and is deleted since.
 */
export async function keepPhoto(
  { storage, table, announcements, clock }: KeepingService,
  asset: Asset,
  bytes: Uint8Array,
): Promise<void> {
  const event = toStorageEvent(asset, clock());
  const message = await announcements?.send(event, { delaySeconds: adoptionDelaySeconds });
  await storage.put({
    bucket: 'user-assets',
    key: photoKey(asset),
    bytes,
    contentType: typeOfExtension(asset.extension) ?? 'application/octet-stream',
    sha256: asset.sha256,
    metadata: toMetadata(asset),
  });
  const isKept = await recordPhoto({ table, clock }, asset);
  await message?.hasten();
  if (!isKept) throw new PhotoFailure('not-found', { what: 'photo' });
}
