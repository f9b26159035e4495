import { crc32 } from 'node:zlib';
import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import { displayed } from './orientation.ts';
import { selectExif } from './select-exif.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * Portable Network Graphics, third edition, §5.2, §5.3 and §11. Numbers are big-endian.
 *
 *   89 "PNG" 0D 0A 1A 0A
 *   length (4)  type (4)  data of that length  CRC-32 of type and data (4)
 *
 *   IHDR  width (4) height (4) bits (1) colours (1) compression (1) filter (1) interlacing (1)        first
 *   acTL  frames (4) loops (4)     fcTL  number (4) width (4) height (4) x (4) y (4) …     fdAT  number (4) pixels
 *   eXIf  a TIFF
 *   IEND                                                                                               last
 */

interface Chunk {
  readonly type: string;
  readonly start: number;
  /** Where its data begins, and how long it is. */
  readonly body: number;
  readonly length: number;
  readonly end: number;
}

/** A PNG or APNG; of what is no picture it stays how the colours are meant, the density and the orientation. */
export function readPng(reader: ByteReader): ImageReading {
  if (!reader.has(0, signature)) throw new UnreadableImage('it does not begin as a PNG');
  const selection = new Selection(reader);
  const header = chunkAt(reader, signature.length);
  const size = readHeader(reader, header);
  selection.keep(0, header.end);
  let orientation: number | undefined;
  let turned: number | undefined; // decoders look for it before the pixels alone
  let hasPixels = false;
  let frames = 0;
  const animates = isAnimated(reader, header.end);

  for (const chunk of chunksFrom(reader, header.end, selection)) {
    const { type, start, body, length, end } = chunk;
    if (type === 'eXIf' && hasChecksum(reader, chunk)) {
      const place = { tiff: body, tiffEnd: body + length, start, end };
      const hold = (tiff: Uint8Array) => chunkOf('eXIf', tiff);
      orientation = selectExif(reader, place, selection, { known: orientation, hold });
      if (!hasPixels) turned = orientation;
    } else if (isCritical(chunk) || isHarmless(chunk) || (animates && ofAnimation.has(type))) {
      selection.keep(start, end);
    } else {
      selection.remove(kindOf(reader, chunk));
    }
    if (type === 'IDAT') hasPixels = true;
    if (type === 'iCCP') selection.find('colour-profile');
    if (type === 'fcTL' && animates) {
      checkFrame(reader, chunk, size);
      frames++;
    }
  }
  if (!hasPixels) throw new UnreadableImage('it ends before its image');
  return selection.reading({ pixels: displayed(size, turned), frames: Math.max(frames, 1) });
}

/** The chunks up to the last, which is kept. */
function* chunksFrom(reader: ByteReader, from: number, selection: Selection): Generator<Chunk> {
  for (let at = from; ; ) {
    const chunk = chunkAt(reader, at);
    if (chunk.type === 'IEND') {
      if (chunk.length > 0) throw new UnreadableImage('its end holds something');
      selection.keep(chunk.start, chunk.end);
      if (chunk.end < reader.length) selection.remove('trailer');
      return;
    }
    yield chunk;
    at = chunk.end;
  }
}

/** Whether it is said before the pixels that there are frames; the first of them may be told before that. */
function isAnimated(reader: ByteReader, from: number): boolean {
  for (let at = from; ; ) {
    const { type, end } = chunkAt(reader, at);
    if (type === 'acTL') return true;
    if (type === 'IDAT' || type === 'IEND') return false;
    at = end;
  }
}

function chunkAt(reader: ByteReader, start: number): Chunk {
  const [length, type, body] = [reader.uint(start, 4), reader.text(start + 4, 4), start + 8];
  const end = body + length + 4;
  if (end > reader.length) throw new UnreadableImage('it is cut off');
  if (!/^[a-z]{2}[A-Z][a-z]$/i.test(type)) throw new UnreadableImage('it has a chunk without a type');
  return { type, start, body, length, end };
}

function readHeader(reader: ByteReader, header: Chunk): PixelSize {
  const { type, body, length } = header;
  if (type !== 'IHDR' || length !== 13) throw new UnreadableImage('its header is not its first chunk');
  if (!hasChecksum(reader, header)) throw new UnreadableImage('its header is broken');
  const [width, height] = [reader.uint(body, 4), reader.uint(body + 4, 4)];
  if (width === 0 || height === 0) throw new UnreadableImage('it has no size');
  return { width, height };
}

/** Decoders pass over a chunk without it. */
function hasChecksum(reader: ByteReader, { start, end }: Chunk): boolean {
  return crc32(reader.view(start + 4, end - 4)) === reader.uint(end - 4, 4);
}

function checkFrame(reader: ByteReader, { body, length }: Chunk, { width, height }: PixelSize): void {
  if (length !== 26) throw new UnreadableImage('a frame is broken');
  const right = reader.uint(body + 4, 4) + reader.uint(body + 12, 4);
  const bottom = reader.uint(body + 8, 4) + reader.uint(body + 16, 4);
  if (right > width || bottom > height) throw new UnreadableImage('a frame is larger than the image');
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

/** Without which no decoder shows the image: those whose types begin with a capital. */
function isCritical({ type, length }: Chunk): boolean {
  if (!/^[A-Z]/.test(type)) return false;
  const isPalette = type === 'PLTE' && length % 3 === 0 && length <= 256 * 3;
  if (!isPalette && type !== 'IDAT') throw new UnreadableImage('it has a chunk that no PNG has');
  return true;
}

/** What says how the pixels are meant, and is no longer than it takes to say that. */
function isHarmless({ type, length }: Chunk): boolean {
  return length <= (longest[type] ?? -1);
}

/** A text's keyword tells what it holds; ImageMagick writes whole profiles as text. */
function kindOf(reader: ByteReader, { type, body, length }: Chunk): Metadata {
  if (type === 'tIME') return 'time';
  if (type === 'eXIf') return 'exif';
  if (!/^(tEXt|zTXt|iTXt)$/.test(type)) return 'application-data';
  const keyword = reader.text(body, Math.min(length, longestKeyword)).split('\0', 1)[0] ?? '';
  const [, profile = ''] = /^Raw profile type (\w+)/.exec(keyword) ?? [];
  if (keyword === 'XML:com.adobe.xmp' || profile === 'xmp') return 'xmp';
  if (profile === 'exif' || profile === 'APP1') return 'exif';
  return profile === 'iptc' || profile === '8bim' ? 'iptc' : 'comment';
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const ofAnimation: ReadonlySet<string> = new Set(['fcTL', 'fdAT']);
const longestKeyword = 80;
const longest: Readonly<Record<string, number>> = {
  ...{ gAMA: 4, cHRM: 32, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8, iCCP: Number.POSITIVE_INFINITY },
  ...{ sBIT: 4, tRNS: 256, bKGD: 6, pHYs: 9, acTL: 8 },
};
