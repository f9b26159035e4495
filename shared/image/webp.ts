import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { Metadata } from '../core/metadata.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
import { displayed } from './orientation.ts';
import { isProfile } from './profile.ts';
import { selectExif } from './select-exif.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';
import { bitstreamSize, isImage } from './webp-bitstream.ts';
import type { Chunk } from './webp-chunk.ts';

/*
 * RFC 9649, §2. Numbers are little-endian.
 *
 *   "RIFF"  size of all that follows (4)  "WEBP"
 *   type (4)  length (4)  data of that length, and a byte more if it is odd
 *
 *   simple:    VP8 | VP8L
 *   extended:  VP8X  flags (1) 0 (3) width - 1 (3) height - 1 (3)
 *              ICCP, ANIM, then the image: ALPH and VP8, or VP8L, or ANMF once a frame; EXIF, XMP
 *   ANMF       x / 2 (3) y / 2 (3) width - 1 (3) height - 1 (3) duration (3) flags (1)  chunks of the frame
 */

/** Reads a WebP. Cleaning keeps images, frames, the colour profile and the orientation. */
export function readWebp(reader: ByteReader): ImageReading {
  if (reader.text(0, 4) !== 'RIFF' || reader.text(8, 4) !== 'WEBP') {
    throw new UnreadableImage('The RIFF or WEBP signature is missing');
  }
  const fileEnd = 8 + reader.uintLE(4, 4);
  if (fileEnd > reader.length) throw new UnreadableImage('The file is truncated');
  const selection = new Selection(reader);
  const head = Uint8Array.from(reader.view(0, 12));
  selection.insert(head);
  const chunks = [...chunksIn(reader, { start: 12, end: fileEnd })];
  const facts = chunks[0]?.type === 'VP8X' ? readExtended(selection, chunks) : readSimple(selection, chunks);
  if (fileEnd < reader.length) selection.remove('trailer');
  setLength(head, selection.length - 8);
  return selection.reading(facts);
}

type Facts = Pick<ImageReading, 'pixels' | 'frames'>;

/** A simple file: one image; decoders ignore further chunks. */
function readSimple(selection: Selection, [image, ...others]: readonly Chunk[]): Facts {
  if (image === undefined || !isImage(image)) throw new UnreadableImage('The first chunk is not VP8, VP8L or VP8X');
  selection.keep(image.start, image.end);
  for (const { type } of others) selection.remove(kindOf(type));
  return { pixels: bitstreamSize(selection.reader, image), frames: 1 };
}

/** An extended file: a VP8X header with flags, then a still or frames. */
function readExtended(selection: Selection, [header, ...chunks]: readonly Chunk[]): Facts {
  const { reader } = selection;
  if (header === undefined || header.bodyEnd - header.body !== 10)
    throw new UnreadableImage('The VP8X chunk is not 10 bytes long');
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
      const tiff = tiffIn(reader, chunk);
      const wrap = (bare: Uint8Array) => chunkOf('EXIF', bare);
      orientation = selectExif(selection, { tiff, frame: chunk, known: orientation, wrap });
    } else if (type === 'ICCP' && isProfile(reader, body)) {
      selection.find('colour-profile');
      selection.keep(start, end);
    } else if (animates && type === 'ANIM') {
      selection.keep(start, end);
    } else if (animates && type === 'ANMF') {
      selectFrame(selection, { chunk, canvas });
      frames++;
    } else if (!animates && frames === 0 && (type === 'ALPH' || isImage(chunk))) {
      if (isImage(chunk)) {
        if (!isSame(bitstreamSize(reader, chunk), canvas))
          throw new UnreadableImage('The canvas and the image differ in size');
        frames++;
      }
      selection.keep(start, end);
    } else {
      selection.remove(kindOf(type));
    }
  }
  if (frames === 0) throw new UnreadableImage('The WebP has no image');
  const profile = selection.holds('colour-profile') ? flag.profile : 0;
  const exif = selection.holds('orientation') ? flag.exif : 0;
  extended[8] = (flags & ~(flag.profile | flag.exif | flag.xmp)) | profile | exif;
  return { pixels: displayed(canvas, orientation), frames };
}

/** Keeps an ANMF chunk with its image and its alpha channel, without further chunks. */
function selectFrame(
  selection: Selection,
  { chunk: frame, canvas }: { readonly chunk: Chunk; readonly canvas: PixelSize },
): void {
  const { reader } = selection;
  const { start, body, bodyEnd, end } = frame;
  if (bodyEnd - body < frameHeaderBytes) throw new UnreadableImage('An ANMF chunk is too short');
  const { width, height } = sizeAt(reader, body + 6);
  const [x, y] = [reader.uintLE(body, 3) * 2, reader.uintLE(body + 3, 3) * 2];
  if (x + width > canvas.width || y + height > canvas.height) {
    throw new UnreadableImage('A frame extends beyond the image');
  }
  const chunks = [...chunksIn(reader, { start: body + frameHeaderBytes, end: bodyEnd })];
  if (chunks.some(({ type }) => type === 'ANMF')) throw new UnreadableImage('A frame contains another frame');
  const image = chunks.findIndex(isImage);
  const bitstream = chunks[image];
  if (bitstream === undefined) throw new UnreadableImage('A frame has no image');
  if (!isSame(bitstreamSize(reader, bitstream), { width, height }))
    throw new UnreadableImage('A frame and its image differ in size');
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
  setLength(header, length);
  selection.insert(header);
  for (const chunk of kept) selection.keep(chunk.start, chunk.end);
  selection.insert(new Uint8Array(length % 2));
}

/** The TIFF of an EXIF chunk; some writers put the prefix of a JPEG's Exif before it. */
function tiffIn(reader: ByteReader, { body, bodyEnd }: Chunk): Extent {
  return { start: reader.has(body, exifName) ? body + exifName.length : body, end: bodyEnd };
}

/** The chunks that fill a range of the file. Throws if one of them reaches beyond its end. */
function* chunksIn(reader: ByteReader, { start: from, end: to }: Extent): Generator<Chunk> {
  for (let start = from; start < to; ) {
    if (start + 8 > to) throw new UnreadableImage('A chunk is truncated');
    const body = start + 8;
    const bodyEnd = body + reader.uintLE(start + 4, 4);
    if (bodyEnd > to) throw new UnreadableImage('A chunk is truncated');
    const end = Math.min(bodyEnd + ((bodyEnd - body) % 2), to); // writers often omit the padding of the last chunk
    yield { type: reader.text(start, 4), start, body, bodyEnd, end };
    start = end;
  }
}

function sizeAt(reader: ByteReader, at: number): PixelSize {
  return { width: reader.uintLE(at, 3) + 1, height: reader.uintLE(at + 3, 3) + 1 };
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

/** Writes the length field of a RIFF chunk. */
function setLength(chunk: Uint8Array, length: number): void {
  new DataView(chunk.buffer, chunk.byteOffset).setUint32(4, length, true);
}

const flag = { animation: 0x02, xmp: 0x04, exif: 0x08, profile: 0x20 };
const frameHeaderBytes = 16;
const exifName = Buffer.from('Exif\0\0');
