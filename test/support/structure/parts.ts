import type { ImageFormat } from '../../../shared/core/image-format.ts';
import { gifParts } from './gif.ts';
import { heifItems, heifParts, isImage } from './heif.ts';
import { jpegParts } from './jpeg.ts';
import { type Part, withChildren } from './part.ts';
import { pngParts } from './png.ts';
import { webpParts } from './riff.ts';

const walks: Partial<Record<ImageFormat, (bytes: Uint8Array) => readonly Part[]>> = {
  jpeg: jpegParts,
  png: pngParts,
  gif: gifParts,
  webp: webpParts,
  heif: heifParts,
  avif: heifParts,
};

/** The parts of a file, by walks that share no code with the readers under test. */
export function partsOf(bytes: Uint8Array, format: ImageFormat): readonly Part[] {
  return walks[format]?.(bytes) ?? [];
}

/** The ranges of coded pixels, which can be any bytes. */
export function pixelRanges(bytes: Uint8Array, format: ImageFormat): readonly { start: number; end: number }[] {
  const framed = withChildren(partsOf(bytes, format)).filter(({ pixels }) => pixels);
  const isHeif = format === 'heif' || format === 'avif';
  const items = isHeif ? heifItems(bytes).filter(isImage) : [];
  return [...framed, ...items.flatMap(({ extents }) => extents)];
}
