import type { TablePart } from '../../assets/table.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import { currentPhoto } from '../../core/retention.ts';
import { type HttpRequest, type HttpResponse, json } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import type { LinksPart } from '../../photos/links.ts';
import { picSizes } from './avatar-policy.ts';
import { findUser } from './find-user.ts';
import { userObject } from './user-object.ts';

type ShowService = CallersPart & TablePart & LinksPart & ActiveLimitPart;

/** The user that the path names, or the caller's own. One GetItem. */
export async function showUser(service: ShowService, request: HttpRequest): Promise<HttpResponse> {
  const found = await findUser(service, request);
  const { ownerId } = found.user;
  const photo = currentPhoto(found.user, service.photosKeptActive);
  const avatarUrl = photo && (await service.links.forEver({ ...photo, ownerId, id: photo.assetId }, picSizes.large));
  return json(200, userObject(found, avatarUrl));
}
