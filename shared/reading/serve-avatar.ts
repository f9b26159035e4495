import type { ActivePhoto } from '../core/owner.ts';
import { photoKey } from '../core/photo-key.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { serveRendition } from '../renditions/serve-rendition.ts';
import type { Service } from '../service/service.ts';
import { serveObject } from './serve-object.ts';

/** What an API's clients show as it is; whatever else there is becomes a rendition for them. */
export interface Carried {
  readonly extensions: readonly string[];
  readonly maxBytes: number;
  readonly maxSide: number;
}

/**
 * A current photo as it is where the API's clients can show it, else as large a square as there is, as JPEG or PNG. It is
 * made for one caller, and another photo may take its place at any time: it lies in no cache.
 */
export function serveAvatar(
  service: Pick<Service, 'storage' | 'renderer'>,
  request: HttpRequest,
  photo: ActivePhoto & { readonly ownerId: string },
  carried: Carried,
): Promise<HttpResponse> {
  const object = {
    bucket: 'user-assets' as const,
    key: photoKey({ ...photo, id: photo.assetId }),
    cacheControl: 'private, no-store',
  };
  if (isCarried(photo, carried)) return serveObject(service.storage, request, object);
  return serveRendition(service, request, { ...object, rendering: { size: carried.maxSide, format: 'plain' } });
}

function isCarried({ extension, size, pixels }: ActivePhoto, { extensions, maxBytes, maxSide }: Carried): boolean {
  const fits = pixels !== undefined && Math.max(pixels.width, pixels.height) <= maxSide;
  return fits && size <= maxBytes && extensions.includes(extension);
}
