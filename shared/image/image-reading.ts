import type { PixelSize } from '../core/asset.ts';
import type { Metadata } from '../core/metadata.ts';

/** What an image's headers say, and what of its bytes stays when it is cleaned. */
export interface ImageReading {
  /** As it is displayed: turned, and cut to its clean aperture. */
  readonly pixels: PixelSize;
  /** 1 for a still. */
  readonly frames: number;
  /** How many pixels are decoded, in all frames or pages together. */
  readonly decoded: number;
  /** In the order of `metadataKinds`. */
  readonly found: readonly Metadata[];
  readonly removed: readonly Metadata[];
  /** The cleaned file, in its order. Where nothing is removed, the file as it is. */
  readonly parts: readonly Uint8Array[];
}

/** Thrown at bytes that are not the image that they begin as; the message ends a sentence about it. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}
