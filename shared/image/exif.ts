import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import { directories, openTiff, orientationOf, tag } from './tiff.ts';

/** What an Exif (CIPA DC-008, a TIFF without pixels) holds: how the image is turned, and what is nobody's business. */
export interface Exif {
  readonly orientation: number | undefined;
  /** Empty where there is nothing but the orientation. */
  readonly holds: readonly Metadata[];
}

/** An Exif by its directories alone: the first is the image's, the second its thumbnail's. */
export function readExif(reader: ByteReader, start: number, end: number): Exif {
  const tiff = openTiff(reader, start, end);
  const [image, thumbnail] = tiff === undefined ? [] : directories(tiff);
  const orientation = image && orientationOf(image);
  if (reader.has(start, bareExif(orientation)) && end - start === bareExif(orientation).length) {
    return { orientation, holds: [] };
  }
  const holds: Metadata[] = ['exif'];
  for (const [which, kind] of kinds) if (image?.entries.has(which)) holds.push(kind);
  if (thumbnail !== undefined) holds.push('thumbnail');
  return { orientation, holds };
}

/** An Exif of nothing but the orientation, big-endian; without any, an empty one. */
export function bareExif(orientation?: number): Uint8Array {
  const entries = orientation === undefined ? [] : [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]; // one SHORT
  return Uint8Array.of(...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8], ...[0, entries.length / 12], ...entries, ...[0, 0, 0, 0]);
}

const kinds: readonly (readonly [number, Metadata])[] = [
  [tag.gps, 'gps'],
  [tag.xmp, 'xmp'],
  [tag.iptc, 'iptc'],
  [tag.photoshop, 'iptc'],
];
