import type { Metadata } from '../core/metadata.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
import { directories, openTiff, orientationOf, tag } from './tiff.ts';

/** The content of an Exif (CIPA DC-008, a TIFF without pixels): the orientation, and the kinds of private metadata. */
export interface Exif {
  /** 1 to 8; undefined if it has none that browsers respect. */
  readonly orientation: number | undefined;
  /** Empty if the Exif is exactly a bare one, with at most the orientation. */
  readonly holds: readonly Metadata[];
}

/** Reads an Exif's directories: the first describes the image, the second its thumbnail. */
export function readExif(reader: ByteReader, { start, end }: Extent): Exif {
  const tiff = openTiff(reader, { start, end });
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

/** A big-endian Exif with the orientation as its only tag; without an orientation, an Exif without tags. */
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
