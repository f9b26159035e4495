import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { PhotoFailure } from '../core/failure.ts';
import type { Rendering } from '../core/rendition.ts';
import type { StoragePart } from '../storage/storage.ts';
import { renderImage } from './render-image.ts';
import { type RenderOrder, type RenderOutcome, renditionOf } from './render-order.ts';

/**
 * Renders a stored object and stores the rendition. Idempotent: concurrent calls store one rendition. If the object was
 * deleted meanwhile, the new rendition is removed again; a deletion removes the object first and then its renditions.
 */
export async function renderStored(
  { storage }: StoragePart,
  { source, rendering }: RenderOrder,
): Promise<RenderOutcome> {
  const rendition = renditionOf(source, rendering);
  if ((await storage.head(rendition)) !== undefined) return 'stored';
  const opened = await storage.open(source);
  if (opened === undefined) return 'not-found';
  const made = await tryRender(await buffer(opened.body), rendering);
  if (made === undefined) return 'not-renderable';

  const sha256 = createHash('sha256').update(made.bytes).digest('hex');
  await storage.create({ ...rendition, ...made, sha256, metadata: {} });
  if ((await storage.head(source)) !== undefined) return 'stored';
  await storage.remove(rendition);
  return 'not-found';
}

async function tryRender(bytes: Uint8Array, rendering: Rendering) {
  try {
    return await renderImage(bytes, rendering);
  } catch (error) {
    if (error instanceof PhotoFailure && error.code === 'not-renderable') return undefined;
    throw error;
  }
}
