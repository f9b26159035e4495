import type { ActivePhoto } from '../core/owner.ts';
import { photoKey } from '../core/photo-key.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { RendererPart } from '../renditions/renderer.ts';
import type { StoragePart } from '../storage/storage.ts';
import { serveObject } from './serve-object.ts';
import { serveRendition } from './serve-rendition.ts';

/** The photos that the clients of every API can show; all others are rendered for them. */
const widelySupported = { extensions: ['jpg', 'jpeg', 'png'], maxBytes: 1_048_576, maxSide: 1024 };

/** A GET or HEAD request for a user's current photo. */
interface AvatarRequest {
  readonly request: HttpRequest;
  readonly photo: ActivePhoto & { readonly ownerId: string };
  /** The side of the square, in pixels; absent for the photo itself. */
  readonly size?: number | undefined;
}

/**
 * Answers with a current photo for clients that negotiate no format: byte for byte if all of them can show it, else as
 * the largest square, in JPEG or PNG; with `size`, as a square of that side. The answer is for one caller, and another
 * photo may become the current one at any time, so it is not cacheable.
 */
export function serveAvatar(
  parts: StoragePart & RendererPart,
  { request, photo, size }: AvatarRequest,
): Promise<HttpResponse> {
  const source = { bucket: 'user-assets', key: photoKey({ ...photo, id: photo.assetId }) } as const;
  const cacheControl = 'private, no-store';
  if (size === undefined && isWidelySupported(photo)) {
    return serveObject(parts, { request, object: { ...source, cacheControl } });
  }
  const rendering = { size: size ?? widelySupported.maxSide, format: 'plain' } as const;
  return serveRendition(parts, { request, source, rendering, cacheControl });
}

function isWidelySupported({ extension, size, pixels }: ActivePhoto): boolean {
  const { extensions, maxBytes, maxSide } = widelySupported;
  const fits = pixels !== undefined && Math.max(pixels.width, pixels.height) <= maxSide;
  return fits && size <= maxBytes && extensions.includes(extension);
}
