import type { ImageReading } from '../core/image-reading.ts';
import { type Metadata, metadataKinds } from '../core/metadata.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
import { displayed } from './orientation.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * TIFF 6.0, section 2. Offsets count from the header; the byte order is the header's own.
 *
 *   "II" 42 | "MM" 42   offset of the first directory (4)
 *   directory:          entries (2)   entry × n   offset of the next directory, or 0 (4)
 *   entry:              tag (2)   type (2)   count (4)   value, if it fits, else its offset (4)
 *
 * BigTIFF has 43 instead of 42, then 8 and 0 (2 each), and 8 bytes instead of 4 above and for the number of entries.
 */

/**
 * Reads a TIFF or BigTIFF: the size of its first page, the number of pages, and the kinds of metadata. A TIFF is not
 * cleaned, because it is never served as it is: it is rendered first.
 */
export function readTiff(reader: ByteReader): ImageReading {
  const tiff = openTiff(reader, { start: 0, end: reader.length });
  if (tiff === undefined) throw new UnreadableImage('The TIFF header is missing');
  const pages = [...directories(tiff)];
  const sizes = pages.map((page) => ({ width: sideOf(page, tag.width), height: sideOf(page, tag.height) }));
  const [first] = sizes;
  if (first === undefined) throw new UnreadableImage('The TIFF has no page');
  if (sizes.some(({ width, height }) => !(width > 0 && height > 0)))
    throw new UnreadableImage('A page has no width or no height');
  const [page] = pages;
  const found = metadataKinds.filter((kind) =>
    pages.some(({ entries }) => carries[kind]?.some((each) => entries.has(each))),
  );
  return {
    pixels: displayed(first, page && orientationOf(page)),
    frames: sizes.length,
    decoded: sizes.reduce((sum, { width, height }) => sum + width * height, 0),
    ...{ found, removed: [] },
  };
}

function sideOf({ entries }: Directory, which: number): number {
  return entries.get(which)?.value ?? 0;
}

/** The header of the TIFF in a range of the file; undefined if the range does not begin with one. */
export function openTiff(reader: ByteReader, { start, end }: Extent): Tiff | undefined {
  if (end - start < headerBytes) return undefined;
  const header = headers[reader.text(start, 4)];
  return header && { reader, start, end, ...header };
}

interface Tiff extends Extent {
  readonly reader: ByteReader;
  readonly littleEndian: boolean;
  readonly layout: Layout;
}

/** The sizes of an offset, of the number of entries, and of an entry, in bytes. */
interface Layout {
  readonly offset: number;
  readonly count: number;
  readonly entry: number;
}

const classic: Layout = { offset: 4, count: 2, entry: 12 };
const big: Layout = { offset: 8, count: 8, entry: 20 };
const headers: Readonly<Record<string, Pick<Tiff, 'littleEndian' | 'layout'>>> = {
  'II*\0': { littleEndian: true, layout: classic },
  'MM\0*': { littleEndian: false, layout: classic },
  'II+\0': { littleEndian: true, layout: big },
  'MM\0+': { littleEndian: false, layout: big },
};

interface Directory {
  /** By tag, the first of each. */
  readonly entries: ReadonlyMap<number, Entry>;
}

interface Entry {
  readonly type: number;
  /** Only if it is a single unsigned number in the entry itself. */
  readonly value: number | undefined;
}

/** The directories of a TIFF in their order, up to the last one within its range; a cycle ends them. */
export function* directories({ reader, start, end, littleEndian, layout }: Tiff): Generator<Directory> {
  const seen = new Set<number>();
  const uint = (at: number, size: number) => (littleEndian ? reader.uintLE(at, size) : reader.uint(at, size));
  for (let offset = uint(start + layout.offset, layout.offset); offset !== 0 && !seen.has(offset); ) {
    seen.add(offset);
    const at = start + offset + layout.count;
    if (at > end) return;
    const count = uint(at - layout.count, layout.count);
    const next = at + count * layout.entry;
    const fitting = Math.min(count, Math.floor((end - at) / layout.entry)); // decoders read those that fit, too
    yield { entries: firstOfEach(entriesFrom({ uint, layout, from: at, count: fitting })) };
    offset = next + layout.offset > end ? 0 : uint(next, layout.offset);
  }
}

function firstOfEach(entries: Iterable<readonly [number, Entry]>): Map<number, Entry> {
  const found = new Map<number, Entry>();
  for (const [which, entry] of entries) if (!found.has(which)) found.set(which, entry);
  return found;
}

interface Entries {
  uint(at: number, size: number): number;
  readonly layout: Layout;
  readonly from: number;
  readonly count: number;
}

function* entriesFrom({ uint, layout, from, count }: Entries): Generator<readonly [number, Entry]> {
  for (let at = from; at < from + count * layout.entry; at += layout.entry) {
    const type = uint(at + 2, 2);
    const size = bytesOf[type];
    const isOne = size !== undefined && uint(at + 4, layout.offset) === 1;
    yield [uint(at, 2), { type, value: isOne ? uint(at + 4 + layout.offset, size) : undefined }];
  }
}

/**
 * The orientation of a page, 1 to 8; undefined if it has none, or not as a SHORT, the only type that browsers respect.
 */
export function orientationOf({ entries }: Directory): number | undefined {
  const { type, value = 0 } = entries.get(tag.orientation) ?? {};
  return type === short && value >= 1 && value <= 8 ? value : undefined;
}

/** Tags of TIFF 6.0, of XMP, and of Exif and GPS, whose directories are referenced by a tag. */
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
const short = 3;
const bytesOf: Readonly<Record<number, number>> = { 1: 1, [short]: 2, 4: 4, 16: 8 }; // BYTE, SHORT, LONG, LONG8
