import { readOwner } from '../../assets/find-owner.ts';
import { removePhoto } from '../../assets/remove-photo.ts';
import { restorePhoto } from '../../assets/restore-photo.ts';
import type { TablePart } from '../../assets/table.ts';
import { isAssetId } from '../../core/asset.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import type { ClockPart } from '../../core/time.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import type { LinksPart } from '../../photos/links.ts';
import { permitChange } from '../../photos/permissions.ts';
import { retain } from '../../photos/retain.ts';
import { toStorageEvent } from '../../photos/storage-event.ts';
import type { QueuePart } from '../../storage/queue.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { success } from './openlift.ts';
import { showPhotos } from './show-photos.ts';

type ChangeParts = CallersPart & TablePart & ClockPart & ActiveLimitPart;

/** `DELETE /api/storage/profile-photo/{assetId}`: deletes one of the caller's photos for good. */
export async function deletePhoto(parts: ChangeParts & StoragePart, request: HttpRequest): Promise<HttpResponse> {
  const photo = await ownPhoto(parts, request);
  // Archiving that is still due comes first, so that the deletion does not make an archived photo active again.
  await retain(parts, { ownerId: photo.ownerId, keep: parts.photosKeptActive });
  await removePhoto(parts, photo);
  return success(200, { assetId: photo.assetId, state: 'deleted' });
}

/** `POST /api/storage/profile-photo/{assetId}/restore`: makes one of the caller's photos active and current again. */
export async function restoreOwnPhoto(
  parts: ChangeParts & QueuePart & LinksPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const photo = await ownPhoto(parts, request);
  const { table, clock, queue } = parts;
  const restored = await restorePhoto(parts, photo);
  await queue.send(toStorageEvent(restored, clock()));
  const [shown = {}] = await showPhotos(parts, { owner: await readOwner(table, photo.ownerId), photos: [restored] });
  return success(200, shown);
}

async function ownPhoto(parts: CallersPart & TablePart, { headers, parameters }: HttpRequest) {
  const caller = await parts.verifyCaller(headers.authorization);
  const { ownerId } = caller;
  await permitChange(parts, { caller, ownerId, by: ['self'] });
  const assetId = parameters.assetId?.toLowerCase() ?? '';
  if (!isAssetId(assetId)) throw new PhotoFailure('not-found', { what: 'photo' });
  return { ownerId, assetId, by: ownerId };
}
