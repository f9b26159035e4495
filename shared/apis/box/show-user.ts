import type { TablePart } from '../../assets/table.ts';
import { type ActiveLimitPart, currentPhoto } from '../../core/retention.ts';
import { type HttpRequest, type HttpResponse, json } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import type { LinksPart } from '../../photos/links.ts';
import { picSizes } from './avatar-policy.ts';
import { findUser } from './find-user.ts';
import { userObject } from './user-object.ts';

/** `GET /2.0/users/{user_id}` and `GET /2.0/users/me`. One GetItem. */
export async function showUser(
  parts: CallersPart & TablePart & LinksPart & ActiveLimitPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const found = await findUser(parts, request);
  const { ownerId } = found.user;
  const photo = currentPhoto(found.user, parts.photosKeptActive);
  const avatarUrl = photo && (await parts.links.forEver({ ...photo, ownerId, id: photo.assetId }, picSizes.large));
  return json(200, userObject(found, avatarUrl));
}
