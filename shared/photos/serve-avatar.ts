import type { ActivePhoto } from '../core/owner.ts';
import { photoKey } from '../core/photo-key.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { RendererPart } from '../renditions/renderer.ts';
import type { StoragePart } from '../storage/storage.ts';
import { serveObject } from './serve-object.ts';
import { serveRendition } from './serve-rendition.ts';

/** What the clients of every API show as it is; whatever else there is becomes a rendition for them. */
const shownAsItIs = { extensions: ['jpg', 'jpeg', 'png'], maxBytes: 1_048_576, maxSide: 1024 };

/**
 * A current photo as it is where clients of APIs that name no format can show it, else as large a square as there is, as JPEG
 * or PNG; with `size`, as a square of that side. It is made for one caller, and another photo may take its place at any time: it lies in no cache.
 */
export function serveAvatar(
  service: StoragePart & RendererPart,
  request: HttpRequest,
  photo: ActivePhoto & { readonly ownerId: string },
  size?: number,
): Promise<HttpResponse> {
  const object = {
    bucket: 'user-assets' as const,
    key: photoKey({ ...photo, id: photo.assetId }),
    cacheControl: 'private, no-store',
  };
  if (size === undefined && isShownAsItIs(photo)) return serveObject(service.storage, request, object);
  const rendering = { size: size ?? shownAsItIs.maxSide, format: 'plain' } as const;
  return serveRendition(service, request, { ...object, rendering });
}

function isShownAsItIs({ extension, size, pixels }: ActivePhoto): boolean {
  const { extensions, maxBytes, maxSide } = shownAsItIs;
  const fits = pixels !== undefined && Math.max(pixels.width, pixels.height) <= maxSide;
  return fits && size <= maxBytes && extensions.includes(extension);
}
