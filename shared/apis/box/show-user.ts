import { currentPhoto } from '../../core/retention.ts';
import { type HttpRequest, type HttpResponse, json } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { findUser, picSizes, userObject } from './box.ts';

type ShowService = Pick<Service, 'verifyCaller' | 'table' | 'links' | 'photosKeptActive'>;

/** The user that the path names, or the caller's own. One GetItem. */
export async function showUser(service: ShowService, request: HttpRequest): Promise<HttpResponse> {
  const found = await findUser(service, request);
  const { ownerId } = found.user;
  const photo = currentPhoto(found.user, service.photosKeptActive);
  const avatarUrl = photo && (await service.links.forEver({ ...photo, ownerId, id: photo.assetId }, picSizes.large));
  return json(200, userObject(found, avatarUrl));
}
