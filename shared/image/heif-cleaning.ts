import type { Metadata } from '../core/metadata.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
import { bareExif, readExif } from './exif.ts';
import type { Item, Name } from './heif-items.ts';
import type { IsoBox } from './iso-box.ts';
import type { Overlay } from './overlay.ts';
import { isProfile } from './profile.ts';
import { UnreadableImage } from './unreadable-image.ts';

// Which parts of a HEIF are private metadata, and the neutral bytes of the same length that replace them.

/** Empties a metadata item in place: an Exif without entries, an XMP of spaces, or zeros. */
export function emptyItem(overlay: Overlay, { type, contentType, extents }: Item): void {
  const length = extents.reduce((sum, { start, end }) => sum + end - start, 0);
  const isXmp = contentType === 'application/rdf+xml';
  const bytes = Buffer.alloc(length, isXmp ? ' ' : 0);
  if (type === 'Exif' && length >= emptyExif.length) emptyExif.copy(bytes);
  const kinds =
    type === 'Exif' ? kindsOfExif(overlay.reader, extents) : [isXmp ? ('xmp' as const) : ('application-data' as const)];
  let written = 0;
  for (const { start, end } of extents) {
    overlay.write(start, { bytes: bytes.subarray(written, written + end - start), kinds });
    written += end - start;
  }
}

/** The first four bytes of an Exif item are the offset of its TIFF after them (ISO/IEC 23008-12, §A.2.1). */
function kindsOfExif(reader: ByteReader, [first]: readonly Extent[]): readonly Metadata[] {
  if (first === undefined || first.end - first.start < 4) return ['exif'];
  const { start, end } = first;
  const { holds } = readExif(reader, { start: Math.min(start + 4 + reader.uint(start, 4), end), end });
  return holds.length === 0 ? ['exif'] : holds;
}

interface FoundName {
  readonly name: Pick<Name, 'start' | 'text'>;
  readonly kind: Metadata;
}

/** Replaces a name with spaces, unless it is one that programs give to every image. */
export function blankName(overlay: Overlay, { name: { start, text }, kind }: FoundName): void {
  if (!usualNames.has(text)) overlay.write(start, { bytes: Buffer.alloc(text.length, ' '), kinds: [kind] });
}

/** Turns an ISO box into a `free` box of zeros. */
export function freeIsoBox(overlay: Overlay, box: IsoBox): void {
  const { type, start, body, end } = box;
  const kinds = [kindOf(overlay.reader, box)];
  if (!freeTypes.has(type)) overlay.write(start + 4, { bytes: Buffer.from('free'), kinds });
  overlay.write(body, { bytes: new Uint8Array(end - body), kinds });
}

/** Whether an ISO box is a `free` or `skip` box of zeros. */
export function isFree(reader: ByteReader, { type, body, end }: IsoBox): boolean {
  return freeTypes.has(type) && reader.view(body, end).every((byte) => byte === 0);
}

/** Whether a property describes how an image is displayed. Throws if such a property is longer than that takes. */
export function isHarmless(reader: ByteReader, property: IsoBox): boolean {
  const { type, body, end } = property;
  if (isColourProfile(reader, property)) return isProfile(reader, body + 4);
  const most = longest[type];
  if (most !== undefined && end - body > most) throw new UnreadableImage(`The property ${type} is too long`);
  return most !== undefined;
}

/** Whether a property is a colour profile, rather than colours by number. */
export function isColourProfile(reader: ByteReader, { type, body, end }: IsoBox): boolean {
  return type === 'colr' && end - body > 4 && /^(prof|rICC)$/.test(reader.text(body, 4));
}

/** The kind of metadata of an ISO box that is removed. */
export function kindOf(reader: ByteReader, { type, body }: IsoBox): Metadata {
  if (type === 'uuid' && reader.has(body, xmpId)) return 'xmp';
  return kinds[type] ?? 'application-data';
}

const kinds: Readonly<Record<string, Metadata>> = {
  ...{ moov: 'video', trak: 'video', mpvd: 'video' },
  ...{ udes: 'comment', crtt: 'time', mdft: 'time' },
};
const freeTypes: ReadonlySet<string> = new Set(['free', 'skip']);
/** The properties that describe how an image is displayed, and the most bytes that each can have. */
const longest: Readonly<Record<string, number>> = {
  ...{ ispe: 12, pixi: 16, pasp: 8, irot: 1, imir: 1, clap: 32, auxC: 256 },
  ...{ rloc: 12, lsel: 2, a1op: 1, a1lx: 13, colr: 11 },
  ...{ hvcC: 4096, lhvC: 4096, avcC: 4096, vvcC: 4096, av1C: 4096, tols: 6, oinf: 4096 },
  ...{ clli: 4, mdcv: 24, cclv: 40, amve: 8, ndwt: 8, reve: 16 }, // brightness
};
const usualNames: ReadonlySet<string> = new Set(['', 'Color', 'Alpha', 'Exif', 'XMP', 'GMap', 'libavif']);
const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const emptyExif = Buffer.concat([Buffer.alloc(4), bareExif()]);
