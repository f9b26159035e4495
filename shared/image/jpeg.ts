import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { ByteReader } from './byte-reader.ts';
import { selectApplication } from './jpeg-application.ts';
import type { Segment } from './jpeg-segment.ts';
import { displayed } from './orientation.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ITU-T T.81, annex B. Numbers are big-endian.
 *
 *   FF D8                                                                              SOI
 *   FF xx  length, itself included (2)  …                                              tables, APPn, COM
 *   FF Cx  length (2)  precision (1)  height (2)  width (2)  components (1) of 3 each  SOF, once
 *   FF DA  length (2)  …  coded data; FF is followed by 00 or a restart marker        SOS, once a scan
 *   FF D9                                                                              EOI
 *   bytes after EOI are no part of the image: gain maps, depth maps, videos, vendors' data
 */

/**
 * Reads a JPEG. Cleaning keeps tables, frame and scans, JFIF, Adobe's transform, the colour profile and the
 * orientation.
 */
export function readJpeg(reader: ByteReader): ImageReading {
  const selection = new Selection(reader);
  if (reader.uint(0, 2) !== 0xffd8) throw new UnreadableImage('The JPEG has no SOI marker');
  selection.keep(0, 2);
  let size: PixelSize | undefined;
  let orientation: number | undefined;
  let respected: number | undefined; // decoders respect an orientation only before the first scan
  let hasScan = false;

  for (const segment of segments(selection)) {
    const { code, start, end } = segment;
    if (frames.has(code)) {
      if (size !== undefined) throw new UnreadableImage('The JPEG has two frames');
      size = frameSize(reader, segment);
      selection.keep(start, end);
    } else if (code === startOfScan) {
      if (size === undefined) throw new UnreadableImage('The JPEG has a scan before its frame');
      checkScan(reader, segment);
      hasScan = true;
      selection.keep(start, end);
    } else if (tables[code] !== undefined) {
      if (!tables[code](reader, segment)) throw new UnreadableImage('A table segment has a wrong length');
      selection.keep(start, end);
    } else if (code >= firstApplication && code <= lastApplication) {
      orientation = selectApplication(selection, { segment, known: orientation });
      if (!hasScan) respected = orientation;
    } else if (code === comment) {
      selection.remove('comment');
    } else {
      throw new UnreadableImage(
        `The JPEG marker FF ${code.toString(16).toUpperCase().padStart(2, '0')} is not supported`,
      );
    }
  }
  if (size === undefined || !hasScan) throw new UnreadableImage('The JPEG has no scan');
  return selection.reading({ pixels: displayed(size, respected), frames: 1 });
}

/** The segments up to the end marker, which is kept. The segment of a scan includes its coded data. */
function* segments(selection: Selection): Generator<Segment> {
  const { reader } = selection;
  for (let at = 2; ; ) {
    const { code, start, end } = findMarker(reader, at);
    if (start > at) selection.remove('application-data'); // decoders skip bytes between segments
    at = end;
    if (code === endOfImage) {
      selection.keep(start, end);
      if (end < reader.length) selection.remove('trailer');
      return;
    }
    if (isAlone(code)) {
      selection.remove('application-data'); // without a meaning outside of a scan
      continue;
    }
    at += Math.max(reader.uint(end, 2), 2);
    if (at > reader.length) throw new UnreadableImage('The file is truncated');
    if (code === startOfScan) at = endOfScan(reader, at);
    yield { code, start, body: end + 2, end: at };
  }
}

/** The next marker, with the fill bytes before it. */
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
  // A height of 0 means that a DNL segment after the first scan has it; image viewers do not support that.
  if (width === 0 || height === 0) throw new UnreadableImage('The width or the height is 0');
  if (components === 0 || end !== body + 6 + components * 3) throw new UnreadableImage('The frame header is malformed');
  return { width, height };
}

/** Throws if the scan header has another length than its components take. */
function checkScan(reader: ByteReader, { body }: Segment): void {
  const components = reader.uint(body, 1);
  const isWhole = components >= 1 && components <= 4 && reader.uint(body - 2, 2) === 6 + 2 * components;
  if (!isWhole) throw new UnreadableImage('The scan header is malformed');
}

/** Whether a marker has no parameters: restarts, and TEM of arithmetic coding. */
function isAlone(code: number): boolean {
  return (code >= 0xd0 && code <= 0xd7) || code === 0x01;
}

// Frames of their own: neither differential nor hierarchical.
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc9, 0xca, 0xcb]);
/** Table segments (DQT, DHT, DAC, DNL, DRI), and whether their tables fill them exactly. */
const tables: Readonly<Record<number, (reader: ByteReader, segment: Segment) => boolean>> = {
  219: (reader, segment) => isFilled(segment, (at) => 1 + (reader.uint(at, 1) < 16 ? 64 : 128)),
  196: (reader, segment) => isFilled(segment, (at) => 17 + reader.view(at + 1, at + 17).reduce((sum, n) => sum + n, 0)),
  204: (_, segment) => isFilled(segment, () => 2),
  220: (_, { body, end }) => end - body === 2,
  221: (_, { body, end }) => end - body === 2,
};

/** Whether consecutive tables end exactly at the end of their segment. */
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
