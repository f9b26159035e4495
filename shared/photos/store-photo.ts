import { recordPhoto } from '../assets/record-photo.ts';
import type { TablePart } from '../assets/table.ts';
import type { Asset } from '../core/asset.ts';
import { toMetadata } from '../core/asset-metadata.ts';
import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import { photoKey } from '../core/photo-key.ts';
import type { ClockPart } from '../core/time.ts';
import type { AnnouncementsPart } from '../storage/queue.ts';
import type { StoragePart } from '../storage/storage.ts';
import { toStorageEvent } from './storage-event.ts';

export type StoringParts = StoragePart & TablePart & AnnouncementsPart & ClockPart;

/** Longer than any upload runs, since its function times out earlier. */
export const adoptionDelaySeconds = 60;

/**
 * Stores a photo: the object first, then its record, so that every record has its object. If the store sends no events,
 * a message is queued before the object is written and is due after the longest upload, so that a crash leaves no
 * unrecorded object; once the record exists, the message is delivered at once. Idempotent. Refuses with `not-found` a
 * photo that was stored before and has been deleted since.
 */
export async function storePhoto(
  { storage, table, announcements, clock }: StoringParts,
  { asset, bytes }: { readonly asset: Asset; readonly bytes: Uint8Array },
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
  const isRecorded = await recordPhoto({ table, clock }, asset);
  await message?.hasten();
  if (!isRecorded) throw new PhotoFailure('not-found', { what: 'photo' });
}
