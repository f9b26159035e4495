import { type Rendering, renditionKey } from '../core/rendition.ts';
import type { ObjectRef } from '../storage/storage.ts';

/** A rendition to make: the stored object, and how to render it. */
export interface RenderOrder {
  readonly source: ObjectRef;
  readonly rendering: Rendering;
}

/** The result of a render order. */
export type RenderOutcome = 'stored' | 'not-found' | 'not-renderable';

/** The address of a rendition, whether or not it exists. */
export function renditionOf({ key }: ObjectRef, rendering: Rendering): ObjectRef {
  return { bucket: 'transient', key: renditionKey(key, rendering) };
}
