import { findOwner } from '../assets/find.ts';
import { askedSize } from '../core/asked-size.ts';
import { PhotoFailure } from '../core/failure.ts';
import { photoKey } from '../core/photo-key.ts';
import { currentPhoto } from '../core/retention.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { verifyAkanaCaller } from '../identity/akana-caller.ts';
import { serveAvatar } from '../reading/serve-avatar.ts';
import { serveRendition } from '../renditions/serve-rendition.ts';
import type { Service } from '../service/service.ts';
import { parseUserId } from './user-id.ts';

type ReadService = Pick<
  Service,
  'verifyCaller' | 'akanaSessions' | 'table' | 'storage' | 'renderer' | 'photosKeptActive'
>;

/** What the portal shows as it is. */
const carried = { extensions: ['jpg', 'jpeg', 'png'], maxBytes: 1_048_576, maxSide: 1024 };

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
  const size = askedSize(request.query.size?.[0]);
  if (size === undefined) return serveAvatar(service, request, { ...photo, ownerId }, carried);
  return serveRendition(service, request, {
    bucket: 'user-assets',
    key: photoKey({ ...photo, ownerId, id: photo.assetId }),
    cacheControl: 'private, no-store',
    rendering: { size, format: 'plain' },
  });
}
