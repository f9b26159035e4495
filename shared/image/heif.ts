import type { ImageReading } from '../core/image-reading.ts';
import type { Metadata } from '../core/metadata.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
import { blankName, emptyItem, freeIsoBox, isColourProfile, isFree, isHarmless, kindOf } from './heif-cleaning.ts';
import { unreferenced } from './heif-gaps.ts';
import { readMeta } from './heif-items.ts';
import { codedPixels, displayedSize } from './heif-size.ts';
import { readTracks } from './heif-tracks.ts';
import { type IsoBox, isoBoxAt } from './iso-box.ts';
import { Overlay } from './overlay.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * HEIF (ISO/IEC 23008-12), the container of HEIC and AVIF (AV1 Image File Format, §2 and §4): ISO boxes.
 *
 *   ftyp  brand (4) version (4) further brands
 *   meta  the items, and the positions of their bytes in the file: see heif-items.ts
 *   mdat  bytes of items, at positions that `meta` counts from the beginning of the file
 *   moov  of a sequence: see heif-tracks.ts
 *   …     moov of others, mpvd, uuid, udta, free: videos, and what vendors add
 *
 * Since positions are counted from the beginning of the file, no byte may move. Metadata is overwritten in place: by
 * zeros, an Exif without entries, an XMP of spaces, a `free` box. Only the bytes after the last of the first four boxes
 * are cut off.
 */

/** Reads a HEIC, HEIF or AVIF. Cleaning keeps the images, and the properties and tracks that display them. */
export function readHeif(reader: ByteReader): ImageReading {
  const file = readFile(reader);
  const { moov, data, others, tail } = file;
  const meta = readMeta(reader, file.meta);
  const pixels = displayedSize(reader, meta.primary);
  const images = meta.items.filter(({ type }) => imageTypes.has(type));
  const documents = meta.items.filter(({ type }) => !imageTypes.has(type));
  if (!images.includes(meta.primary)) throw new UnreadableImage('The primary image has an unsupported coding');
  const containers = [...data, ...meta.data].map(({ body, end }) => ({ start: body, end }));
  const tracks = moov === undefined ? undefined : readTracks(reader, moov);
  const coded = [...images.flatMap(({ extents }) => extents), ...(tracks?.samples ?? [])];
  const described = documents.flatMap(({ extents }) => extents);
  const gaps = [...unreferenced({ containers, coded, described })];

  const selection = new Selection(reader);
  const overlay = new Overlay(selection);
  const unwanted = meta.properties.filter((box) => !isHarmless(reader, box));
  for (const box of [...others, ...meta.others, ...unwanted, ...(tracks?.others ?? [])]) {
    if (box.end <= tail) freeIsoBox(overlay, box);
    else if (!isFree(reader, box)) selection.remove(kindOf(reader, box));
  }
  if (others.every(({ end }) => end < reader.length) && tail < reader.length) selection.remove('trailer');
  for (const { name } of meta.items) blankName(overlay, { name, kind: 'comment' });
  for (const name of [meta.handler, ...(tracks?.handlers ?? [])])
    blankName(overlay, { name, kind: 'application-data' });
  for (const item of documents) emptyItem(overlay, item);
  for (const times of tracks?.times ?? []) clear(overlay, { extent: times, kind: 'time' });
  const rests = [...meta.rests, ...(tracks?.handlers.map(({ rest }) => rest) ?? [])];
  for (const extent of [...gaps, ...rests]) clear(overlay, { extent, kind: 'application-data' });
  overlay.keep(tail);

  if (meta.properties.some((box) => isColourProfile(reader, box) && isHarmless(reader, box)))
    selection.find('colour-profile');
  if (meta.primary.properties.some(({ type }) => type === 'irot' || type === 'imir')) selection.find('orientation');
  const largest = images.reduce((most, item) => Math.max(most, codedPixels(reader, item)), 0);
  const decoded = Math.max(largest, tracks?.decoded ?? 0);
  return selection.reading({ pixels, frames: Math.max(tracks?.frames ?? 1, 1), decoded });
}

/** Overwrites an extent with zeros. */
function clear(
  overlay: Overlay,
  { extent: { start, end }, kind }: { readonly extent: Extent; readonly kind: Metadata },
): void {
  overlay.write(start, { bytes: new Uint8Array(end - start), kinds: [kind] });
}

interface HeifFile {
  readonly meta: IsoBox;
  /** Only of an image sequence; in other files `moov` is a video beside the image. */
  readonly moov: IsoBox | undefined;
  readonly data: readonly IsoBox[];
  /** In their order. */
  readonly others: readonly IsoBox[];
  /** The end of the last ISO box that displaying the images needs. */
  readonly tail: number;
}

function readFile(reader: ByteReader): HeifFile {
  const boxes: IsoBox[] = [];
  let at = 0;
  for (;;) {
    const box = isoBoxAt(reader, { start: at, end: reader.length });
    if (box === undefined) break;
    boxes.push(box);
    at = box.end;
  }
  // The rest is an ISO box of a truncated file, or a trailer.
  if (at + 8 <= reader.length && ownTypes.has(reader.text(at + 4, 4)))
    throw new UnreadableImage('The file is truncated');
  const [ftyp, ...further] = boxes;
  const meta = further.find(({ type }) => type === 'meta');
  if (ftyp?.type !== 'ftyp') throw new UnreadableImage('The first ISO box is not ftyp');
  if (meta === undefined) throw new UnreadableImage('The ISO box meta is missing');
  const isSequence = sequences.has(reader.text(ftyp.body, 4));
  const moov = isSequence ? further.find(({ type }) => type === 'moov') : undefined;
  if (isSequence && moov === undefined) throw new UnreadableImage('The ISO box moov of the image sequence is missing');
  const data = further.filter(({ type }) => type === 'mdat');
  return {
    ...{ meta, moov, data },
    others: further.filter((box) => box !== meta && box !== moov && box.type !== 'mdat'),
    tail: Math.max(meta.end, moov?.end ?? 0, data.at(-1)?.end ?? 0),
  };
}

const sequences: ReadonlySet<string> = new Set(['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs']);
const ownTypes: ReadonlySet<string> = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'uuid']);
/** Without JPEG and JPEG 2000, whose items are whole files and can carry the metadata of such files. */
const imageTypes: ReadonlySet<string> = new Set([
  ...['hvc1', 'hev1', 'lhv1', 'hvt1', 'av01', 'avc1', 'vvc1', 'unci'],
  ...['grid', 'iovl', 'iden', 'tmap'], // derived from other items
]);
