import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import { displayed } from './orientation.ts';
import { isProfile } from './profile.ts';
import { type HeldExif, selectExif } from './select-exif.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';
import { bitstreamSize, isImage } from './webp-bitstream.ts';

/*
 * RFC 9649, §2. Numbers are little-endian.
 *
 *   "RIFF"  size of all that follows (4)  "WEBP"
 *   type (4)  length (4)  data of that length, and a byte more where it is odd
 *
 *   simple:    VP8 | VP8L
 *   extended:  VP8X  flags (1) 0 (3) width - 1 (3) height - 1 (3)
 *              ICCP, ANIM, then the image: ALPH and VP8, or VP8L, or ANMF once a frame; EXIF, XMP
 *   ANMF       x / 2 (3) y / 2 (3) width - 1 (3) height - 1 (3) duration (3) flags (1)  chunks of the frame
 */

export interface Chunk {
  readonly type: string;
  readonly start: number;
  /** Where its data begins, and where it ends. */
  readonly body: number;
  readonly bodyEnd: number;
  readonly end: number;
}

/** A WebP; of what is no picture it stays the colour profile and the orientation. */
export function readWebp(reader: ByteReader): ImageReading {
  if (reader.text(0, 4) !== 'RIFF' || reader.text(8, 4) !== 'WEBP') {
    throw new UnreadableImage('it does not begin as a WebP');
  }
  const fileEnd = 8 + reader.uint(4, 4, true);
  if (fileEnd > reader.length) throw new UnreadableImage('it is cut off');
  const selection = new Selection(reader);
  const head = Uint8Array.from(reader.view(0, 12));
  selection.insert(head);
  const chunks = [...chunksIn(reader, 12, fileEnd)];
  const facts =
    chunks[0]?.type === 'VP8X' ? readExtended(reader, chunks, selection) : readSimple(reader, chunks, selection);
  if (fileEnd < reader.length) selection.remove('trailer');
  setUint(head, 4, 4, selection.length - 8);
  return selection.reading(facts);
}

type Facts = Pick<ImageReading, 'pixels' | 'frames'>;

/** One chunk, and nothing else that decoders look at. */
function readSimple(reader: ByteReader, [image, ...others]: readonly Chunk[], selection: Selection): Facts {
  if (image === undefined || !isImage(image)) throw new UnreadableImage('it does not begin with its image');
  selection.keep(image.start, image.end);
  for (const { type } of others) selection.remove(kindOf(type));
  return { pixels: bitstreamSize(reader, image), frames: 1 };
}

function readExtended(reader: ByteReader, [header, ...chunks]: readonly Chunk[], selection: Selection): Facts {
  if (header === undefined || header.bodyEnd - header.body !== 10) throw new UnreadableImage('its header is broken');
  const canvas = sizeAt(reader, header.body + 4);
  const extended = Uint8Array.from(reader.view(header.start, header.end));
  selection.insert(extended);
  const flags = reader.uint(header.body, 1);
  const animates = (flags & flag.animation) !== 0;
  let orientation: number | undefined;
  let frames = 0;

  for (const chunk of chunks) {
    const { type, start, body, end } = chunk;
    if (type === 'EXIF') {
      const hold = (tiff: Uint8Array) => chunkOf('EXIF', tiff);
      orientation = selectExif(reader, exifAt(reader, chunk), selection, { known: orientation, hold });
    } else if (type === 'ICCP' && isProfile(reader, body)) {
      selection.find('colour-profile');
      selection.keep(start, end);
    } else if (animates && type === 'ANIM') {
      selection.keep(start, end);
    } else if (animates && type === 'ANMF') {
      selectFrame(reader, chunk, canvas, selection);
      frames++;
    } else if (!animates && frames === 0 && (type === 'ALPH' || isImage(chunk))) {
      if (isImage(chunk)) {
        if (!isSame(bitstreamSize(reader, chunk), canvas)) throw new UnreadableImage('it contradicts its own size');
        frames++;
      }
      selection.keep(start, end);
    } else {
      selection.remove(kindOf(type));
    }
  }
  if (frames === 0) throw new UnreadableImage('it ends before its image');
  const profile = selection.holds('colour-profile') ? flag.profile : 0;
  const exif = selection.holds('orientation') ? flag.exif : 0;
  extended[8] = (flags & ~(flag.profile | flag.exif | flag.xmp)) | profile | exif;
  return { pixels: displayed(canvas, orientation), frames };
}

/** A frame, without chunks that it does not take to show it. */
function selectFrame(
  reader: ByteReader,
  { start, body, bodyEnd, end }: Chunk,
  canvas: PixelSize,
  selection: Selection,
): void {
  if (bodyEnd - body < frameHeaderBytes) throw new UnreadableImage('a frame is broken');
  const { width, height } = sizeAt(reader, body + 6);
  const [x, y] = [reader.uint(body, 3, true) * 2, reader.uint(body + 3, 3, true) * 2];
  if (x + width > canvas.width || y + height > canvas.height) {
    throw new UnreadableImage('a frame is larger than the image');
  }
  const chunks = [...chunksIn(reader, body + frameHeaderBytes, bodyEnd)];
  if (chunks.some(({ type }) => type === 'ANMF')) throw new UnreadableImage('a frame holds a frame');
  const image = chunks.findIndex(isImage);
  const bitstream = chunks[image];
  if (bitstream === undefined) throw new UnreadableImage('a frame is empty');
  if (!isSame(bitstreamSize(reader, bitstream), { width, height }))
    throw new UnreadableImage('a frame contradicts its own size');
  const alpha = chunks.findIndex(({ type }) => type === 'ALPH');
  const isKept = (index: number) => index === image || (index === alpha && alpha < image);
  const kept = chunks.filter((_, index) => isKept(index));
  if (kept.length === chunks.length) {
    selection.keep(start, end);
    return;
  }
  for (const [index, { type }] of chunks.entries()) if (!isKept(index)) selection.remove(kindOf(type));
  const header = Uint8Array.from(reader.view(start, body + frameHeaderBytes));
  const length = frameHeaderBytes + kept.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0);
  setUint(header, 4, 4, length);
  selection.insert(header);
  for (const chunk of kept) selection.keep(chunk.start, chunk.end);
  selection.insert(new Uint8Array(length % 2));
}

/** The TIFF of an EXIF chunk; some writers put what begins a JPEG's Exif before it. */
function exifAt(reader: ByteReader, { start, body, bodyEnd, end }: Chunk): HeldExif {
  const tiff = reader.has(body, exifName) ? body + exifName.length : body;
  return { tiff, tiffEnd: bodyEnd, start, end };
}

function* chunksIn(reader: ByteReader, from: number, to: number): Generator<Chunk> {
  for (let start = from; start < to; ) {
    if (start + 8 > to) throw new UnreadableImage('it is cut off');
    const body = start + 8;
    const bodyEnd = body + reader.uint(start + 4, 4, true);
    if (bodyEnd > to) throw new UnreadableImage('it is cut off');
    const end = Math.min(bodyEnd + ((bodyEnd - body) % 2), to); // the last byte is often left out
    yield { type: reader.text(start, 4), start, body, bodyEnd, end };
    start = end;
  }
}

function sizeAt(reader: ByteReader, at: number): PixelSize {
  return { width: reader.uint(at, 3, true) + 1, height: reader.uint(at + 3, 3, true) + 1 };
}

function isSame(one: PixelSize, other: PixelSize): boolean {
  return one.width === other.width && one.height === other.height;
}

function kindOf(type: string): Metadata {
  if (type === 'XMP ') return 'xmp';
  if (type === 'EXIF') return 'exif';
  return type === 'VP8 ' || type === 'VP8L' || type === 'ANMF' ? 'further-image' : 'application-data';
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(8 + data.length + (data.length % 2));
  chunk.write(type, 0, 'latin1');
  chunk.writeUInt32LE(data.length, 4);
  chunk.set(data, 8);
  return chunk;
}

function setUint(bytes: Uint8Array, at: number, size: number, value: number): void {
  for (let index = 0; index < size; index++) bytes[at + index] = Math.floor(value / 256 ** index) % 256;
}

const flag = { animation: 0x02, xmp: 0x04, exif: 0x08, profile: 0x20 };
const frameHeaderBytes = 16;
const exifName = Buffer.from('Exif\0\0');
