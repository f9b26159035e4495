import { findOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import { currentPhoto } from '../../core/retention.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { serveAvatar } from '../../photos/serve-avatar.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { askedSize } from './asked-size.ts';
import { verifyAkanaCaller } from './caller.ts';
import type { AkanaSessionsPart } from './session.ts';
import { parseUserId } from './user-id.ts';

type ReadService = CallersPart & AkanaSessionsPart & TablePart & StoragePart & RendererPart & ActiveLimitPart;

/**
 * A user's current photo, by whatever API it came in, as a square of the side `size`, else in its own size; for any user.
 * Refuses with `not-found` where there is none.
 */
export async function readAkanaAvatar(service: ReadService, request: HttpRequest): Promise<HttpResponse> {
  await verifyAkanaCaller(service, request);
  const ownerId = parseUserId(request.parameters.userId ?? '', service.akanaSessions.settings.tenant);
  const owner = ownerId === undefined ? undefined : await findOwner(service.table, ownerId);
  const photo = owner && currentPhoto(owner, service.photosKeptActive);
  if (ownerId === undefined || photo === undefined) throw new PhotoFailure('not-found', { what: 'photo' });
  return serveAvatar(service, request, { ...photo, ownerId }, askedSize(request.query.size?.[0]));
}
