import type { ImageReading } from '../core/image-reading.ts';
import { type Metadata, metadataKinds } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import { displayed } from './orientation.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * TIFF 6.0, section 2. Offsets count from the header; the byte order is the header's own.
 *
 *   "II" 42 | "MM" 42   offset of the first directory (4)
 *   directory:          entries (2)   entry × n   offset of the next directory, or 0 (4)
 *   entry:              tag (2)   type (2)   count (4)   value, where it fits, else its offset (4)
 */

/** A TIFF: the size of its first page, and how many there are. It stays as it is: whoever shows it, renders it. */
export function readTiff(reader: ByteReader): ImageReading {
  const tiff = openTiff(reader, 0, reader.length);
  if (tiff === undefined) throw new UnreadableImage('it has no TIFF header');
  const pages = [...directories(tiff)];
  const sizes = pages.map(({ values }) => ({ width: values.get(tag.width) ?? 0, height: values.get(tag.height) ?? 0 }));
  const [first] = sizes;
  if (first === undefined) throw new UnreadableImage('it has no page');
  if (sizes.some(({ width, height }) => !(width > 0 && height > 0))) throw new UnreadableImage('a page has no size');
  const [page] = pages;
  const found = metadataKinds.filter((kind) =>
    pages.some(({ values }) => carries[kind]?.some((each) => values.has(each))),
  );
  return {
    pixels: displayed(first, page && orientationOf(page)),
    frames: sizes.length,
    decoded: sizes.reduce((sum, { width, height }) => sum + width * height, 0),
    ...{ found, removed: [] },
  };
}

/** A TIFF header, and where what it describes lies; undefined where there is none. */
export function openTiff(reader: ByteReader, start: number, end: number): Tiff | undefined {
  if (end - start < headerBytes) return undefined;
  const littleEndian = { 'II*\0': true, 'MM\0*': false }[reader.text(start, 4)];
  return littleEndian === undefined ? undefined : { reader, start, end, littleEndian };
}

export interface Tiff {
  readonly reader: ByteReader;
  readonly start: number;
  readonly end: number;
  readonly littleEndian: boolean;
}

export interface Directory {
  /** Numbers that stand in their entries, by their tag; undefined where a tag is there and its value is elsewhere. */
  readonly values: ReadonlyMap<number, number | undefined>;
}

/** The directories of a TIFF, one behind another, to the last that lies within it. */
export function* directories({ reader, start, end, littleEndian }: Tiff): Generator<Directory> {
  const seen = new Set<number>();
  const uint = (at: number, size: number) => reader.uint(at, size, littleEndian);
  for (let offset = uint(start + 4, 4); offset !== 0 && !seen.has(offset); ) {
    seen.add(offset);
    const at = start + offset;
    if (at + 2 > end) return;
    const entries = uint(at, 2);
    const next = at + 2 + entries * entryBytes;
    if (next > end) return;
    yield { values: new Map(entriesFrom(uint, at + 2, entries)) };
    offset = next + 4 > end ? 0 : uint(next, 4);
  }
}

function* entriesFrom(
  uint: (at: number, size: number) => number,
  from: number,
  entries: number,
): Generator<[number, number | undefined]> {
  for (let at = from; at < from + entries * entryBytes; at += entryBytes) {
    const size = sizes[uint(at + 2, 2)];
    yield [uint(at, 2), size === undefined || uint(at + 4, 4) !== 1 ? undefined : uint(at + 8, size)];
  }
}

/** How a page is turned, 1 to 8; undefined where it does not say. */
export function orientationOf({ values }: Directory): number | undefined {
  const orientation = values.get(tag.orientation);
  return orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : undefined;
}

/** Tags of TIFF 6.0, of XMP and of Exif, whose directories hang on tags. */
export const tag = {
  ...{ width: 256, height: 257, make: 271, model: 272, orientation: 274, software: 305, time: 306, artist: 315 },
  ...{ xmp: 700, copyright: 33_432, iptc: 33_723, photoshop: 34_377, exif: 34_665, profile: 34_675, gps: 34_853 },
};

const carries: Readonly<Partial<Record<Metadata, readonly number[]>>> = {
  orientation: [tag.orientation],
  'colour-profile': [tag.profile],
  exif: [tag.exif, tag.make, tag.model, tag.software, tag.time, tag.artist, tag.copyright],
  gps: [tag.gps],
  xmp: [tag.xmp],
  iptc: [tag.iptc, tag.photoshop],
};

const headerBytes = 8;
const entryBytes = 12;
const sizes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 }; // BYTE, SHORT, LONG
