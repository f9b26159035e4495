import { disableTypes, imageSize, types } from 'image-size';
import type { PixelSize } from '../core/asset.ts';

const measured = new Set(['gif', 'heif', 'jpg', 'png', 'tiff', 'webp']);
disableTypes(types.filter((type) => !measured.has(type)));

// The library reads on behind the end of a view, where the rest of the request lies: what is short enough to be cut off within
// its header is handed to it alone.
const longestHeader = 65_536;

/** An image's size as it is displayed, by its header alone; undefined where the header does not tell. */
export function measureImage(bytes: Uint8Array): PixelSize | undefined {
  let size: ReturnType<typeof imageSize>;
  try {
    size = imageSize(bytes.length < longestHeader ? Uint8Array.from(bytes) : bytes);
  } catch {
    return undefined; // the library throws whatever a hostile header makes it run into
  }
  const { width, height, orientation = 1 } = size;
  const isTold = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (!isTold) return undefined;
  return orientation > 4 ? { width: height, height: width } : { width, height }; // turned by a quarter
}
