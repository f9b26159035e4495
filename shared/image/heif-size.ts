import type { PixelSize } from '../core/asset.ts';
import type { ByteReader } from './byte-reader.ts';
import type { Item } from './heif-items.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 23008-12, §6.5, and ISO/IEC 14496-12, §12.1.4: the properties that decide an image's size.
 *
 *   ispe  version, flags (4)  width (4)  height (4)                          as it is coded
 *   clap  width (4) by (4)  height (4) by (4)  …                             the part of it that is shown
 *   irot  quarter turns against the clock (1)
 */

/**
 * The size of the primary image after its properties are applied in their order: cropped, rotated. Throws if it has
 * none.
 */
export function displayedSize(reader: ByteReader, primary: Item): PixelSize {
  let size = codedSize(reader, primary);
  if (pixelsOf(size) === 0) throw new UnreadableImage('The primary image has no size');
  for (const { type, body, end } of primary.properties) {
    if (type === 'irot' && end > body && reader.uint(body, 1) % 2 === 1) {
      size = { width: size.height, height: size.width };
    } else if (type === 'clap' && end - body >= 16) {
      const side = (at: number) => Math.round(reader.uint(at, 4) / reader.uint(at + 4, 4));
      const cropped = { width: side(body), height: side(body + 8) };
      if (pixelsOf(cropped) > 0 && cropped.width <= size.width && cropped.height <= size.height) size = cropped;
    }
  }
  return size;
}

function codedSize(reader: ByteReader, { properties }: Item): PixelSize {
  const ispe = properties.find(({ type, body, end }) => type === 'ispe' && end - body >= 12);
  if (ispe === undefined) return { width: 0, height: 0 };
  return { width: reader.uint(ispe.body + 4, 4), height: reader.uint(ispe.body + 8, 4) };
}

/** How many pixels an image decodes to; 0 if it states no size. */
export function codedPixels(reader: ByteReader, item: Item): number {
  return pixelsOf(codedSize(reader, item));
}

function pixelsOf({ width, height }: PixelSize): number {
  return width * height;
}
