import { findPhoto, newestPhotos, readOwner } from '../assets/find.ts';
import { restorePhoto } from '../assets/put-in-place.ts';
import { removePhoto } from '../assets/remove.ts';
import { isAssetId, type Photo, uploadedAt } from '../core/asset.ts';
import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import type { Owner } from '../core/owner.ts';
import { chooseActive, currentPhoto } from '../core/retention.ts';
import { success } from '../dialects/openlift.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { retain } from '../retention/retain.ts';
import { toStorageEvent } from '../retention/storage-event.ts';
import type { Service } from '../service.ts';

const pageLength = 100;

/**
 * One's own photos, the newest first: the active ones, or with `?archived=true` all of them, a page at a time, the next one
 * being `?archived=true&before={next}`.
 */
export async function listOwnPhotos(service: Service, request: HttpRequest): Promise<HttpResponse> {
  const { ownerId } = await service.verifyCaller(request.headers.authorization);
  const owner = await readOwner(service.table, ownerId);
  if (request.query.archived?.[0] !== 'true') {
    const { active } = chooseActive(owner, service.config.photosKeptActive);
    const photos = await Promise.all(active.map(({ assetId }) => findPhoto(service.table, ownerId, assetId)));
    return success(200, { photos: await show(service, owner, photos) });
  }
  const before = request.query.before?.[0];
  if (before !== undefined && !isAssetId(before))
    throw new PhotoFailure('bad-request', { reason: 'before is not an asset id' });
  const photos = await newestPhotos(service.table, ownerId, {
    limit: pageLength,
    ...(before === undefined ? {} : { before }),
  });
  const next = photos.length < pageLength ? {} : { next: photos.at(-1)?.id };
  return success(200, { photos: await show(service, owner, photos), ...next });
}

/** Restores one of one's own photos, or deletes it for good. */
export async function changeOwnPhoto(service: Service, request: HttpRequest): Promise<HttpResponse> {
  const { ownerId } = await service.verifyCaller(request.headers.authorization);
  const assetId = request.parameters.assetId?.toLowerCase() ?? '';
  if (!isAssetId(assetId)) throw new PhotoFailure('not-found', { what: 'photo' });
  if (request.method === 'DELETE') {
    // What answers show as archived is to stay so, also where the archiving is still on its way.
    await retain(service.table, ownerId, service.config.photosKeptActive, service.clock);
    await removePhoto(service, { ownerId, assetId, by: ownerId });
    return success(200, { assetId, state: 'deleted' });
  }
  const photo = await restorePhoto(service.table, { ownerId, assetId, by: ownerId }, service.clock);
  await service.queue.send(toStorageEvent(photo, service.clock()));
  const [shown] = await show(service, await readOwner(service.table, ownerId), [photo]);
  return success(200, shown ?? {});
}

async function show(service: Service, owner: Owner, photos: readonly (Photo | undefined)[]): Promise<object[]> {
  const keep = service.config.photosKeptActive;
  const active = new Set(chooseActive(owner, keep).active.map(({ assetId }) => assetId));
  const current = currentPhoto(owner, keep)?.assetId;
  const there = photos.flatMap((photo) => (photo === undefined || photo.deletedAt !== undefined ? [] : photo));
  return Promise.all(
    there.map(async (photo) => ({
      assetId: photo.id,
      state: active.has(photo.id) ? 'active' : 'archived',
      archived: !active.has(photo.id),
      current: photo.id === current,
      avatar: photo.id === owner.avatar,
      fileName: photo.fileName,
      contentType: typeOfExtension(photo.extension),
      size: photo.size,
      scope: photo.scope,
      uploadedAt: uploadedAt(photo.id).toISOString(),
      activeAt: photo.activeAt.toISOString(),
      url: await service.links.forDisplay(photo),
    })),
  );
}
