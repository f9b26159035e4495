import type { PixelSize } from '../core/asset.ts';

/** The orientation that displays an image as it is stored. */
export const upright = 1;

/**
 * The displayed size of an image that is stored with `width` and `height`. Orientations (Exif 2.32 §4.6.4): 1 is
 * upright, 2 to 4 are mirrored or upside down, 5 to 8 are rotated by a quarter turn, which swaps width and height.
 */
export function displayed({ width, height }: PixelSize, orientation = upright): PixelSize {
  return orientation > 4 ? { width: height, height: width } : { width, height };
}
