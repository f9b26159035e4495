import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import { bareExif, readExif } from './exif.ts';
import type { Extent, Item, Name } from './heif-items.ts';
import type { Box } from './isobmff.ts';
import type { Overlay } from './overlay.ts';
import { isProfile } from './profile.ts';
import { UnreadableImage } from './unreadable-image.ts';

// What of a HEIF says more than it takes to show it, and what stands in its place then: as many bytes that say nothing.

/** Empties what describes the images, within its place. */
export function emptyItem(reader: ByteReader, { type, contentType, extents }: Item, overlay: Overlay): void {
  const length = extents.reduce((sum, { start, end }) => sum + end - start, 0);
  const isXmp = contentType === 'application/rdf+xml';
  const bytes = Buffer.alloc(length, isXmp ? ' ' : 0);
  if (type === 'Exif' && length >= emptyExif.length) emptyExif.copy(bytes);
  const kinds =
    type === 'Exif' ? kindsOfExif(reader, extents) : [isXmp ? ('xmp' as const) : ('application-data' as const)];
  let written = 0;
  for (const { start, end } of extents) {
    overlay.write(start, bytes.subarray(written, written + end - start), kinds);
    written += end - start;
  }
}

/** An Exif item: how far behind its first four bytes the TIFF begins (ISO/IEC 23008-12, §A.2.1). */
function kindsOfExif(reader: ByteReader, [first]: readonly Extent[]): readonly Metadata[] {
  if (first === undefined || first.end - first.start < 4) return ['exif'];
  const { start, end } = first;
  const { holds } = readExif(reader, Math.min(start + 4 + reader.uint(start, 4), end), end);
  return holds.length === 0 ? ['exif'] : holds;
}

/** Blanks a name, unless it is one that programs give to every image. */
export function blankName({ start, text }: Pick<Name, 'start' | 'text'>, overlay: Overlay, kind: Metadata): void {
  if (!usualNames.has(text)) overlay.write(start, Buffer.alloc(text.length, ' '), [kind]);
}

/** Makes a box one that nobody reads, of zeros. */
export function freeBox(reader: ByteReader, box: Box, overlay: Overlay): void {
  const { type, start, body, end } = box;
  const kinds = [kindOf(reader, box)];
  if (!freeTypes.has(type)) overlay.write(start + 4, Buffer.from('free'), kinds);
  overlay.write(body, new Uint8Array(end - body), kinds);
}

export function isFree(reader: ByteReader, { type, body, end }: Box): boolean {
  return freeTypes.has(type) && reader.view(body, end).every((byte) => byte === 0);
}

/** Whether a property says how images are shown, and no more. */
export function isHarmless(reader: ByteReader, property: Box): boolean {
  const { type, body, end } = property;
  if (isColourProfile(reader, property)) return isProfile(reader, body + 4);
  const most = longest[type];
  if (most !== undefined && end - body > most) throw new UnreadableImage('it has a property that is too long');
  return most !== undefined;
}

export function isColourProfile(reader: ByteReader, { type, body, end }: Box): boolean {
  return type === 'colr' && end - body > 4 && /^(prof|rICC)$/.test(reader.text(body, 4));
}

export function kindOf(reader: ByteReader, { type, body }: Box): Metadata {
  if (type === 'uuid' && reader.has(body, xmpId)) return 'xmp';
  return kinds[type] ?? 'application-data';
}

const kinds: Readonly<Record<string, Metadata>> = {
  ...{ moov: 'video', trak: 'video', mpvd: 'video' },
  ...{ udes: 'comment', crtt: 'time', mdft: 'time' },
};
const freeTypes: ReadonlySet<string> = new Set(['free', 'skip']);
/** The properties that say how images are shown, and how many bytes it takes at most to say so. */
const longest: Readonly<Record<string, number>> = {
  ...{ ispe: 12, pixi: 16, pasp: 8, irot: 1, imir: 1, clap: 32, auxC: 256 },
  ...{ rloc: 12, lsel: 2, a1op: 1, a1lx: 13, colr: 11 },
  ...{ hvcC: 4096, lhvC: 4096, avcC: 4096, vvcC: 4096, av1C: 4096, tols: 6, oinf: 4096 },
  ...{ clli: 4, mdcv: 24, cclv: 40, amve: 8, ndwt: 8, reve: 16 }, // how bright
};
const usualNames: ReadonlySet<string> = new Set(['', 'Color', 'Alpha', 'Exif', 'XMP', 'GMap', 'libavif']);
const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const emptyExif = Buffer.concat([Buffer.alloc(4), bareExif()]);
