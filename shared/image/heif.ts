import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import { bareExif, readExif } from './exif.ts';
import { type Extent, type Item, type Name, readMeta } from './heif-items.ts';
import { readTracks } from './heif-tracks.ts';
import { type Box, boxAt } from './isobmff.ts';
import { Overlay } from './overlay.ts';
import { isProfile } from './profile.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * HEIF (ISO/IEC 23008-12), which HEIC and AVIF (AV1 Image File Format, §2 and §4) are: boxes.
 *
 *   ftyp  brand (4) version (4) further brands
 *   meta  which items there are, and where in the file their bytes lie: see heif-items.ts
 *   mdat  bytes of items, at places that `meta` counts from the beginning of the file
 *   moov  of a sequence: see heif-tracks.ts
 *   …     moov of others, mpvd, uuid, udta, free: videos, and what vendors add
 *
 * Since places are counted from the beginning, nothing may move: what goes becomes zeros, an Exif without entries, an XMP of
 * spaces, a `free` box. Only what follows the last of the first four is cut off.
 */

/** A HEIC, HEIF or AVIF; of what is no picture it stays what it takes to show its images. */
export function readHeif(reader: ByteReader): ImageReading {
  const { meta: metaBox, moov, data, others, tail } = readFile(reader);
  const meta = readMeta(reader, metaBox);
  const pixels = displayedSize(reader, meta.primary);
  const images = meta.items.filter(({ type }) => imageTypes.has(type));
  const documents = meta.items.filter(({ type }) => !imageTypes.has(type));
  if (!images.includes(meta.primary)) throw new UnreadableImage('its primary item is no image');
  const containers = [...data, ...meta.data].map(({ body, end }) => ({ start: body, end }));
  const tracks = moov === undefined ? undefined : readTracks(reader, moov);
  const coded = [...images.flatMap(({ extents }) => extents), ...(tracks?.samples ?? [])];
  const described = documents.flatMap(({ extents }) => extents);
  const gaps = [...unreferenced(containers, coded, described)];

  const selection = new Selection(reader);
  const overlay = new Overlay(reader, selection);
  const odd = meta.properties.filter((box) => !isHarmless(reader, box));
  for (const box of [...others, ...meta.others, ...odd, ...(tracks?.others ?? [])]) {
    if (box.end <= tail) freeBox(reader, box, overlay);
    else if (!isFree(reader, box)) selection.remove(kindOf(reader, box));
  }
  if (others.every(({ end }) => end < reader.length) && tail < reader.length) selection.remove('trailer');
  for (const { name } of meta.items) blankName(name, overlay, 'comment');
  for (const name of [meta.handler, ...(tracks?.handlers ?? [])]) blankName(name, overlay, 'application-data');
  for (const item of documents) emptyItem(reader, item, overlay);
  for (const { start, end } of tracks?.times ?? []) overlay.write(start, new Uint8Array(end - start), ['time']);
  for (const { start, end } of gaps) overlay.write(start, new Uint8Array(end - start), ['application-data']);
  overlay.keep(tail);

  if (meta.properties.some((box) => isColourProfile(reader, box) && isHarmless(reader, box)))
    selection.find('colour-profile');
  if (meta.primary.properties.some(({ type }) => type === 'irot' || type === 'imir')) selection.find('orientation');
  const largest = images.reduce((most, item) => Math.max(most, areaOf(codedSize(reader, item))), 0);
  const decoded = Math.max(largest, tracks?.decoded ?? 0);
  return selection.reading({ pixels, frames: Math.max(tracks?.frames ?? 1, 1), decoded });
}

interface File {
  readonly meta: Box;
  /** Of a sequence of images; elsewhere it holds a video beside the image. */
  readonly moov: Box | undefined;
  readonly data: readonly Box[];
  /** In their order. */
  readonly others: readonly Box[];
  /** Where nothing follows that is needed. */
  readonly tail: number;
}

function readFile(reader: ByteReader): File {
  const boxes: Box[] = [];
  let at = 0;
  for (;;) {
    const box = boxAt(reader, at, reader.length);
    if (box === undefined) break;
    boxes.push(box);
    at = box.end;
  }
  // What does not fit is the last part of a file that was cut off, or something else that was put behind it.
  if (at + 8 <= reader.length && ownTypes.has(reader.text(at + 4, 4))) throw new UnreadableImage('it is cut off');
  const [ftyp, ...further] = boxes;
  const meta = further.find(({ type }) => type === 'meta');
  if (ftyp?.type !== 'ftyp') throw new UnreadableImage('it does not begin as a HEIF');
  if (meta === undefined) throw new UnreadableImage('it ends before its image');
  const isSequence = sequences.has(reader.text(ftyp.body, 4));
  const moov = isSequence ? further.find(({ type }) => type === 'moov') : undefined;
  if (isSequence && moov === undefined) throw new UnreadableImage('it ends before its images');
  const data = further.filter(({ type }) => type === 'mdat');
  return {
    ...{ meta, moov, data },
    others: further.filter((box) => box !== meta && box !== moov && box.type !== 'mdat'),
    tail: Math.max(meta.end, moov?.end ?? 0, data.at(-1)?.end ?? 0),
  };
}

/** By its properties in their order: the coded size, then cut, then turned. */
function displayedSize(reader: ByteReader, primary: Item): PixelSize {
  let size = codedSize(reader, primary);
  if (areaOf(size) === 0) throw new UnreadableImage('it has no size');
  for (const { type, body, end } of primary.properties) {
    if (type === 'irot' && end > body && reader.uint(body, 1) % 2 === 1) {
      size = { width: size.height, height: size.width };
    } else if (type === 'clap' && end - body >= 16) {
      const [width, by, height, high] = [0, 4, 8, 12].map((at) => reader.uint(body + at, 4)) as [
        number,
        number,
        number,
        number,
      ];
      const cut = { width: Math.round(width / by), height: Math.round(height / high) };
      if (areaOf(cut) > 0 && cut.width <= size.width && cut.height <= size.height) size = cut;
    }
  }
  return size;
}

function codedSize(reader: ByteReader, { properties }: Item): PixelSize {
  const ispe = properties.find(({ type, body, end }) => type === 'ispe' && end - body >= 12);
  if (ispe === undefined) return { width: 0, height: 0 };
  return { width: reader.uint(ispe.body + 4, 4), height: reader.uint(ispe.body + 8, 4) };
}

function areaOf({ width, height }: PixelSize): number {
  return width * height;
}

/** The parts of the containers where nothing lies. Throws where something lies outside, or where what describes shares its bytes. */
function* unreferenced(
  containers: readonly Extent[],
  coded: readonly Extent[],
  described: readonly Extent[],
): Generator<Extent> {
  const byStart = (one: Extent, other: Extent) => one.start - other.start;
  const extents = [
    ...coded.map(({ start, end }) => ({ start, end, isCoded: true })),
    ...described.map(({ start, end }) => ({ start, end, isCoded: false })),
  ]
    .filter(({ start, end }) => end !== start)
    .sort(byStart);
  let index = 0;
  for (const { start, end } of [...containers].sort(byStart)) {
    let at = start;
    let describedEnd = start;
    for (let extent = extents[index]; extent !== undefined && extent.start < end; extent = extents[++index]) {
      if (!(extent.start >= start && extent.end <= end)) throw new UnreadableImage('an item lies outside its data');
      if (extent.start < (extent.isCoded ? describedEnd : at)) throw new UnreadableImage('its items overlap');
      if (extent.start > at) yield { start: at, end: extent.start };
      at = Math.max(at, extent.end);
      if (!extent.isCoded) describedEnd = at;
    }
    if (at < end) yield { start: at, end };
  }
  if (index < extents.length) throw new UnreadableImage('an item lies outside its data');
}

/** Empties what describes the images, within its place. */
function emptyItem(reader: ByteReader, { type, contentType, extents }: Item, overlay: Overlay): void {
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

function blankName({ start, text }: Name, overlay: Overlay, kind: Metadata): void {
  if (!usualNames.has(text)) overlay.write(start, Buffer.alloc(text.length, ' '), [kind]);
}

function freeBox(reader: ByteReader, box: Box, overlay: Overlay): void {
  const { type, start, body, end } = box;
  const kinds = [kindOf(reader, box)];
  if (!freeTypes.has(type)) overlay.write(start + 4, Buffer.from('free'), kinds);
  overlay.write(body, new Uint8Array(end - body), kinds);
}

function isFree(reader: ByteReader, { type, body, end }: Box): boolean {
  return freeTypes.has(type) && reader.view(body, end).every((byte) => byte === 0);
}

function isHarmless(reader: ByteReader, property: Box): boolean {
  const { type, body, end } = property;
  if (isColourProfile(reader, property)) return isProfile(reader, body + 4);
  const most = longest[type];
  if (most !== undefined && end - body > most) throw new UnreadableImage('it has a property that is too long');
  return most !== undefined;
}

function isColourProfile(reader: ByteReader, { type, body, end }: Box): boolean {
  return type === 'colr' && end - body > 4 && /^(prof|rICC)$/.test(reader.text(body, 4));
}

function kindOf(reader: ByteReader, { type, body }: Box): Metadata {
  if (type === 'uuid' && reader.has(body, xmpId)) return 'xmp';
  return kinds[type] ?? 'application-data';
}

const kinds: Readonly<Record<string, Metadata>> = {
  ...{ moov: 'video', trak: 'video', mpvd: 'video' },
  ...{ udes: 'comment', crtt: 'time', mdft: 'time' },
};
const sequences: ReadonlySet<string> = new Set(['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs']);
const ownTypes: ReadonlySet<string> = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'uuid']);
const freeTypes: ReadonlySet<string> = new Set(['free', 'skip']);
const imageTypes: ReadonlySet<string> = new Set([
  ...['hvc1', 'hev1', 'lhv1', 'hvt1', 'av01', 'avc1', 'vvc1', 'jpeg', 'j2k1', 'unci'],
  ...['grid', 'iovl', 'iden', 'tmap'], // made of others
]);
/** The properties that say how images are shown, and how many bytes it takes at most to say so. */
const longest: Readonly<Record<string, number>> = {
  ...{ ispe: 12, pixi: 16, pasp: 8, irot: 1, imir: 1, clap: 32, auxC: 256 },
  ...{ rloc: 12, lsel: 2, a1op: 1, a1lx: 13, colr: 11 },
  ...{ hvcC: 4096, lhvC: 4096, avcC: 4096, vvcC: 4096, av1C: 4096, jpgC: 4096, j2kH: 4096, tols: 6, oinf: 4096 },
  ...{ clli: 4, mdcv: 24, cclv: 40, amve: 8, ndwt: 8, reve: 16 }, // how bright
};
const usualNames: ReadonlySet<string> = new Set(['', 'Color', 'Alpha', 'Exif', 'XMP', 'GMap', 'libavif']);
const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const emptyExif = Buffer.concat([Buffer.alloc(4), bareExif()]);
