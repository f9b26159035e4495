import { findOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type ActiveLimitPart, currentPhoto } from '../../core/retention.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { serveAvatar } from '../../photos/serve-avatar.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { askedSize } from './asked-size.ts';
import type { AkanaSessionsPart } from './session.ts';
import { parseUserId } from './user-id.ts';
import { verifyAkanaCaller } from './verify-caller.ts';

type ReadingParts = CallersPart & AkanaSessionsPart & TablePart & StoragePart & RendererPart & ActiveLimitPart;

/**
 * `GET /api/users/{UserID}/avatar`: a user's current photo, which any API may have stored; with `?size=`, as a square
 * of that side. For any user. Refuses with `not-found` if the user has no photo.
 */
export async function readAkanaAvatar(parts: ReadingParts, request: HttpRequest): Promise<HttpResponse> {
  await verifyAkanaCaller(parts, request);
  const ownerId = parseUserId(request.parameters.userId ?? '', parts.akanaSessions.settings.tenant);
  const owner = ownerId === undefined ? undefined : await findOwner(parts.table, ownerId);
  const photo = owner && currentPhoto(owner, parts.photosKeptActive);
  if (ownerId === undefined || photo === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  return serveAvatar(parts, { request, photo: { ...photo, ownerId }, size: askedSize(request.query.size?.[0]) });
}
