import type { PixelSize } from './asset.ts';
import type { Metadata } from './metadata.ts';

/** The result of reading an image's structure: its size, its metadata, and the cleaned file. */
export interface ImageReading {
  /** As displayed: turned by its orientation, cropped to its clean aperture. */
  readonly pixels: PixelSize;
  /** 1 for a still. */
  readonly frames: number;
  /** The number of pixels to decode, in all frames or pages together. */
  readonly decoded: number;
  /** In the order of `metadataKinds`. */
  readonly found: readonly Metadata[];
  readonly removed: readonly Metadata[];
  /**
   * The cleaned file in consecutive parts, equal to the file if there is nothing to remove. Absent for formats that are
   * not cleaned, because they are never served as they are (TIFF).
   */
  readonly parts?: readonly Uint8Array[];
}
