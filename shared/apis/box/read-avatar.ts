import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import { currentPhoto } from '../../core/retention.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { serveAvatar } from '../../photos/serve-avatar.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { findUser } from './find-user.ts';

type ReadService = CallersPart & TablePart & StoragePart & RendererPart & ActiveLimitPart;

/**
 * The current photo of the user that the path names, for whoever is known; with the bytes in the answer itself, since Box's
 * clients take any other for the picture. Refuses with `not-found` a user who has none.
 */
export async function readBoxAvatar(service: ReadService, request: HttpRequest): Promise<HttpResponse> {
  const { user } = await findUser(service, request);
  const photo = currentPhoto(user, service.photosKeptActive);
  if (photo === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  return serveAvatar(service, request, { ...photo, ownerId: user.ownerId });
}
