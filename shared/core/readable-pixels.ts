import type { PixelSize } from './asset.ts';

/** Formats an image's size for messages: `640 × 480 pixels`, `300 frames of 640 × 480 pixels`. */
export function readablePixels({ width, height, frames }: PixelSize & { readonly frames: number }): string {
  return `${frames === 1 ? '' : `${frames} frames of `}${width} × ${height} pixels`;
}
