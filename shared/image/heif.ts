import type { ImageReading } from '../core/image-reading.ts';
import type { ByteReader } from './byte-reader.ts';
import { blankName, emptyItem, freeBox, isColourProfile, isFree, isHarmless, kindOf } from './heif-cleaning.ts';
import { unreferenced } from './heif-gaps.ts';
import { readMeta } from './heif-items.ts';
import { codedArea, displayedSize } from './heif-size.ts';
import { readTracks } from './heif-tracks.ts';
import { type Box, boxAt } from './isobmff.ts';
import { Overlay } from './overlay.ts';
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
  if (!images.includes(meta.primary)) throw new UnreadableImage('its image is coded in another way than HEIC and AVIF');
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
  const rests = [...meta.rests, ...(tracks?.handlers.map(({ rest }) => rest) ?? [])];
  for (const { start, end } of [...gaps, ...rests])
    overlay.write(start, new Uint8Array(end - start), ['application-data']);
  overlay.keep(tail);

  if (meta.properties.some((box) => isColourProfile(reader, box) && isHarmless(reader, box)))
    selection.find('colour-profile');
  if (meta.primary.properties.some(({ type }) => type === 'irot' || type === 'imir')) selection.find('orientation');
  const largest = images.reduce((most, item) => Math.max(most, codedArea(reader, item)), 0);
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

const sequences: ReadonlySet<string> = new Set(['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs']);
const ownTypes: ReadonlySet<string> = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'uuid']);
/** Not those that are files of their own, JPEG and JPEG 2000: they carry what such files carry. */
const imageTypes: ReadonlySet<string> = new Set([
  ...['hvc1', 'hev1', 'lhv1', 'hvt1', 'av01', 'avc1', 'vvc1', 'unci'],
  ...['grid', 'iovl', 'iden', 'tmap'], // made of others
]);
