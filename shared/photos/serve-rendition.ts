import type { Rendering } from '../core/rendition.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { renditionOf } from '../renditions/render-order.ts';
import type { RendererPart } from '../renditions/renderer.ts';
import type { ObjectRef, StoragePart, StoredObject } from '../storage/storage.ts';
import { answerObject, serveObject } from './serve-object.ts';

/** What is to be shown: an object, how it is to be rendered, and how long the answer is good for. */
export interface Shown extends ObjectRef {
  readonly rendering: Rendering;
  readonly cacheControl: string;
}

/**
 * A rendition as the answer to GET or HEAD; made at the first request, from the store at every other. Refuses with `not-found`
 * where the object is gone, and with `not-renderable` where its bytes are no picture.
 */
export async function serveRendition(
  { storage, renderer }: StoragePart & RendererPart,
  request: HttpRequest,
  { rendering, cacheControl, ...source }: Shown,
): Promise<HttpResponse> {
  // What lies there we have made: its type depends on the pixels.
  const typeOf = ({ contentType }: StoredObject) => contentType;
  const rendition = { ...renditionOf(source, rendering), cacheControl, typeOf };
  const there = await answerObject(storage, request, rendition);
  if (there !== undefined) return there;
  await renderer.render(source, rendering);
  return serveObject(storage, request, rendition);
}
