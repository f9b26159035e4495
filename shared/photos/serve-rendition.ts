import type { Rendering } from '../core/rendition.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { renditionOf } from '../renditions/render-order.ts';
import type { RendererPart } from '../renditions/renderer.ts';
import type { ObjectRef, StoragePart, StoredObject } from '../storage/storage.ts';
import { answerObject, serveObject } from './serve-object.ts';

/** A GET or HEAD request for a rendition of an object. */
interface RenditionRequest {
  readonly request: HttpRequest;
  readonly source: ObjectRef;
  readonly rendering: Rendering;
  readonly cacheControl: string;
}

/**
 * Answers GET or HEAD with a rendition, which is made at the first request and stored. Refuses with `not-found` if the
 * source is gone, and with `not-renderable` if its bytes do not decode.
 */
export async function serveRendition(
  parts: StoragePart & RendererPart,
  { request, source, rendering, cacheControl }: RenditionRequest,
): Promise<HttpResponse> {
  // Renditions have the type that the renderer chose by the pixels, not that of their key.
  const typeOf = ({ contentType }: StoredObject) => contentType;
  const asked = { request, object: { ...renditionOf(source, rendering), cacheControl, typeOf } };
  const stored = await answerObject(parts, asked);
  if (stored !== undefined) return stored;
  await parts.renderer.render(source, rendering);
  return serveObject(parts, asked);
}
