import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type ActiveLimitPart, currentPhoto } from '../../core/retention.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { serveAvatar } from '../../photos/serve-avatar.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { findUser } from './find-user.ts';

/**
 * `GET /2.0/users/{user_id}/avatar`: a user's current photo, for any caller with a token. The bytes are in the answer,
 * since version 3 of Box's SDK does not follow redirects and takes any body as the picture. Refuses with `not-found` a
 * user without a photo.
 */
export async function readBoxAvatar(
  parts: CallersPart & TablePart & StoragePart & RendererPart & ActiveLimitPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { user } = await findUser(parts, request);
  const photo = currentPhoto(user, parts.photosKeptActive);
  if (photo === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  return serveAvatar(parts, { request, photo: { ...photo, ownerId: user.ownerId } });
}
