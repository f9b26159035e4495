import type { PixelSize } from '../core/asset.ts';

/** As it is stored. */
export const upright = 1;

/**
 * A stored size as it is displayed under an orientation of Exif 2.32 §4.6.4: 1 upright, 2 to 4 mirrored or upside down, 5 to 8 turned
 * by a quarter.
 */
export function displayed({ width, height }: PixelSize, orientation = upright): PixelSize {
  return orientation > 4 ? { width: height, height: width } : { width, height };
}
