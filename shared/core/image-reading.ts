import type { PixelSize } from './asset.ts';
import type { Metadata } from './metadata.ts';

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
  /**
   * The cleaned file, in its order; where nothing is removed, the file as it is. Absent of a format that is not cleaned, because it
   * is never shown as it is.
   */
  readonly parts?: readonly Uint8Array[];
}
