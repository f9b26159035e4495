import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { ByteReader } from './byte-reader.ts';
import { selectApplication } from './jpeg-application.ts';
import { displayed } from './orientation.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ITU-T T.81, annex B. Numbers are big-endian.
 *
 *   FF D8                                                                              SOI
 *   FF xx  length, itself included (2)  …                                              tables, APPn, COM
 *   FF Cx  length (2)  precision (1)  height (2)  width (2)  components (1) of 3 each  SOF, once
 *   FF DA  length (2)  …  coded data, where FF is followed by 00 or a restart marker   SOS, once a scan
 *   FF D9                                                                              EOI
 *   whatever follows is no part of the image: gain maps, depth maps, videos, vendors' data
 */

/** A marker with what belongs to it. */
export interface Segment {
  readonly code: number;
  /** Where its marker begins. */
  readonly start: number;
  /** Where its parameters begin, and where it ends. */
  readonly body: number;
  readonly end: number;
}

/** A JPEG; of what is no picture the JFIF facts stay, Adobe's transform, the colour profile and the orientation. */
export function readJpeg(reader: ByteReader): ImageReading {
  const selection = new Selection(reader);
  if (reader.uint(0, 2) !== 0xffd8) throw new UnreadableImage('it does not begin as a JPEG');
  selection.keep(0, 2);
  let size: PixelSize | undefined;
  let orientation: number | undefined;
  let turned: number | undefined; // decoders look for it before the first scan alone
  let hasScan = false;

  for (const segment of segments(reader, selection)) {
    const { code, start, end } = segment;
    if (frames.has(code)) {
      if (size !== undefined) throw new UnreadableImage('it has two frames');
      size = frameSize(reader, segment);
      selection.keep(start, end);
    } else if (code === startOfScan) {
      if (size === undefined) throw new UnreadableImage('it has a scan before its frame');
      checkScan(reader, segment);
      hasScan = true;
      selection.keep(start, end);
    } else if (tables[code] !== undefined) {
      if (!tables[code](reader, segment)) throw new UnreadableImage('it has a broken table');
      selection.keep(start, end);
    } else if (code >= firstApplication && code <= lastApplication) {
      orientation = selectApplication(reader, segment, selection, orientation);
      if (!hasScan) turned = orientation;
    } else if (code === comment) {
      selection.remove('comment');
    } else {
      throw new UnreadableImage('it has a segment that no JPEG has');
    }
  }
  if (size === undefined || !hasScan) throw new UnreadableImage('it ends before its image');
  return selection.reading({ pixels: displayed(size, turned), frames: 1 });
}

/** Every segment to the end of the image, which is kept; a scan with its coded data. */
function* segments(reader: ByteReader, selection: Selection): Generator<Segment> {
  for (let at = 2; ; ) {
    const { code, start, end } = findMarker(reader, at);
    if (start > at) selection.remove('application-data'); // decoders pass it over
    at = end;
    if (code === endOfImage) {
      selection.keep(start, end);
      if (end < reader.length) selection.remove('trailer');
      return;
    }
    if (isAlone(code)) {
      selection.remove('application-data'); // it means nothing outside a scan
      continue;
    }
    at += Math.max(reader.uint(end, 2), 2);
    if (at > reader.length) throw new UnreadableImage('it is cut off');
    if (code === startOfScan) at = endOfScan(reader, at);
    yield { code, start, body: end + 2, end: at };
  }
}

/** The next marker, with the bytes that fill up before it. */
function findMarker(reader: ByteReader, from: number): Omit<Segment, 'body'> {
  for (let at = from; ; at += 2) {
    const start = reader.indexOf(0xff, at);
    for (at = start; reader.uint(at + 1, 1) === 0xff; ) at++;
    const code = reader.uint(at + 1, 1);
    if (code !== 0) return { code, start, end: at + 2 };
  }
}

function endOfScan(reader: ByteReader, from: number): number {
  for (let at = from; ; ) {
    const { code, start, end } = findMarker(reader, at);
    if (!isAlone(code)) return start;
    at = end;
  }
}

function frameSize(reader: ByteReader, { body, end }: Segment): PixelSize {
  const [height, width, components] = [reader.uint(body + 1, 2), reader.uint(body + 3, 2), reader.uint(body + 5, 1)];
  // A height of zero is said behind the first scan; nothing that shows photos reads it there.
  if (width === 0 || height === 0) throw new UnreadableImage('it has no size');
  if (components === 0 || end !== body + 6 + components * 3) throw new UnreadableImage('its frame is broken');
  return { width, height };
}

/** Whether it says of so many components how they are coded, and no more. */
function checkScan(reader: ByteReader, { body }: Segment): void {
  const components = reader.uint(body, 1);
  const isWhole = components >= 1 && components <= 4 && reader.uint(body - 2, 2) === 6 + 2 * components;
  if (!isWhole) throw new UnreadableImage('its scan is broken');
}

/** Markers without parameters: restarts, and one for arithmetic coders. */
function isAlone(code: number): boolean {
  return (code >= 0xd0 && code <= 0xd7) || code === 0x01;
}

// Of the frames those that stand for themselves: neither differential nor of a hierarchy.
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc9, 0xca, 0xcb]);
/** The tables, and whether they fill their segments: how they are quantised, their codes, and three settings of fixed lengths. */
const tables: Readonly<Record<number, (reader: ByteReader, segment: Segment) => boolean>> = {
  219: (reader, segment) => isFilled(segment, (at) => 1 + (reader.uint(at, 1) < 16 ? 64 : 128)),
  196: (reader, segment) => isFilled(segment, (at) => 17 + reader.view(at + 1, at + 17).reduce((sum, n) => sum + n, 0)),
  204: (_, segment) => isFilled(segment, () => 2),
  220: (_, { body, end }) => end - body === 2,
  221: (_, { body, end }) => end - body === 2,
};

/** Whether tables, one behind another, end where their segment does. */
function isFilled({ body, end }: Segment, lengthAt: (at: number) => number): boolean {
  let at = body;
  while (at < end) at += lengthAt(at);
  return at === end;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;
const comment = 0xfe;
const firstApplication = 0xe0;
const lastApplication = 0xef;
