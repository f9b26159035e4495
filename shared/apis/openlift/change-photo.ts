import { readOwner } from '../../assets/find-owner.ts';
import { removePhoto } from '../../assets/remove-photo.ts';
import { restorePhoto } from '../../assets/restore-photo.ts';
import { isAssetId } from '../../core/asset.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { retain } from '../../photos/retain.ts';
import { toStorageEvent } from '../../photos/storage-event.ts';
import type { Service } from '../../service/service.ts';
import { success } from './openlift.ts';
import { type ShowService, showPhotos } from './show-photos.ts';

type ChangeService = ShowService & Pick<Service, 'verifyCaller' | 'table' | 'storage' | 'queue' | 'clock'>;

/** Restores one of one's own photos (`POST`), or deletes it for good (`DELETE`). */
export async function changePhoto(service: ChangeService, request: HttpRequest): Promise<HttpResponse> {
  const { ownerId } = await service.verifyCaller(request.headers.authorization);
  const assetId = request.parameters.assetId?.toLowerCase() ?? '';
  if (!isAssetId(assetId)) throw new PhotoFailure('not-found', { what: 'photo' });
  const photo = { ownerId, assetId, by: ownerId };
  return request.method === 'DELETE' ? deletePhoto(service, photo) : bringBack(service, photo);
}

interface OwnPhoto {
  readonly ownerId: string;
  readonly assetId: string;
  readonly by: string;
}

async function deletePhoto(service: ChangeService, photo: OwnPhoto): Promise<HttpResponse> {
  const { table, clock, photosKeptActive } = service;
  // What answers show as archived is to stay so, also where the archiving is still on its way.
  await retain(table, photo.ownerId, photosKeptActive, clock);
  await removePhoto(service, photo);
  return success(200, { assetId: photo.assetId, state: 'deleted' });
}

async function bringBack(service: ChangeService, photo: OwnPhoto): Promise<HttpResponse> {
  const { table, clock, queue } = service;
  const restored = await restorePhoto({ table, clock }, photo);
  await queue.send(toStorageEvent(restored, clock()));
  const [shown = {}] = await showPhotos(service, await readOwner(table, photo.ownerId), [restored]);
  return success(200, shown);
}
