import { crc32 } from 'node:zlib';
import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { Metadata } from '../core/metadata.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
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

interface Chunk extends Extent {
  readonly type: string;
  /** The first byte of the data. */
  readonly body: number;
  /** The length of the data. */
  readonly length: number;
}

/** Reads a PNG or APNG. Cleaning keeps pixels, frames, the meaning of the colours, the density and the orientation. */
export function readPng(reader: ByteReader): ImageReading {
  if (!reader.has(0, signature)) throw new UnreadableImage('The PNG signature is missing');
  const selection = new Selection(reader);
  const header = chunkAt(reader, signature.length);
  const size = readHeader(reader, header);
  selection.keep(0, header.end);
  let orientation: number | undefined;
  let respected: number | undefined; // decoders respect an orientation only before the pixels
  let hasPixels = false;
  let frames = 0;
  const animates = isAnimated(reader, header.end);

  for (const chunk of chunksFrom(selection, header.end)) {
    const { type, start, body, length, end } = chunk;
    if (type === 'eXIf' && hasChecksum(reader, chunk)) {
      const tiff = { start: body, end: body + length };
      const wrap = (bare: Uint8Array) => chunkOf('eXIf', bare);
      orientation = selectExif(selection, { tiff, frame: chunk, known: orientation, wrap });
      if (!hasPixels) respected = orientation;
    } else if (isCritical(chunk) || isHarmless(chunk) || (animates && ofAnimation.has(type))) {
      selection.keep(start, end);
    } else {
      selection.remove(kindOf(reader, chunk));
    }
    if (type === 'IDAT') hasPixels = true;
    if (type === 'iCCP') selection.find('colour-profile');
    if (type === 'fcTL' && animates) {
      checkFrame(reader, { chunk, size });
      frames++;
    }
  }
  if (!hasPixels) throw new UnreadableImage('The PNG has no IDAT chunk');
  return selection.reading({ pixels: displayed(size, respected), frames: Math.max(frames, 1) });
}

/** The chunks up to IEND, which is kept. */
function* chunksFrom(selection: Selection, from: number): Generator<Chunk> {
  const { reader } = selection;
  for (let at = from; ; ) {
    const chunk = chunkAt(reader, at);
    if (chunk.type === 'IEND') {
      if (chunk.length > 0) throw new UnreadableImage('The IEND chunk is not empty');
      selection.keep(chunk.start, chunk.end);
      if (chunk.end < reader.length) selection.remove('trailer');
      return;
    }
    yield chunk;
    at = chunk.end;
  }
}

/** Whether there is an acTL before the pixels. The first fcTL may stand before the acTL. */
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
  if (end > reader.length) throw new UnreadableImage('The file is truncated');
  if (!/^[a-z]{2}[A-Z][a-z]$/i.test(type)) throw new UnreadableImage('A chunk has an invalid type');
  return { type, start, body, length, end };
}

function readHeader(reader: ByteReader, header: Chunk): PixelSize {
  const { type, body, length } = header;
  if (type !== 'IHDR' || length !== 13) throw new UnreadableImage('The first chunk is not an IHDR of 13 bytes');
  if (!hasChecksum(reader, header)) throw new UnreadableImage('The checksum of the IHDR chunk is wrong');
  const [width, height] = [reader.uint(body, 4), reader.uint(body + 4, 4)];
  if (width === 0 || height === 0) throw new UnreadableImage('The width or the height is 0');
  return { width, height };
}

/** Whether a chunk's checksum is right; decoders skip a chunk whose checksum is wrong. */
function hasChecksum(reader: ByteReader, { start, end }: Chunk): boolean {
  return crc32(reader.view(start + 4, end - 4)) === reader.uint(end - 4, 4);
}

/** Throws if the fcTL chunk places its frame beyond the image. */
function checkFrame(reader: ByteReader, { chunk, size }: { readonly chunk: Chunk; readonly size: PixelSize }): void {
  const { body, length } = chunk;
  if (length !== 26) throw new UnreadableImage('An fcTL chunk is not 26 bytes long');
  const right = reader.uint(body + 4, 4) + reader.uint(body + 12, 4);
  const bottom = reader.uint(body + 8, 4) + reader.uint(body + 16, 4);
  if (right > size.width || bottom > size.height) throw new UnreadableImage('A frame extends beyond the image');
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

/**
 * Whether decoders need the chunk: its type begins with a capital. Throws if it is unknown, or if a PLTE is malformed.
 */
function isCritical({ type, length }: Chunk): boolean {
  if (!/^[A-Z]/.test(type)) return false;
  const isPalette = type === 'PLTE' && length % 3 === 0 && length <= 256 * 3;
  if (!isPalette && type !== 'IDAT') throw new UnreadableImage(`The critical chunk ${type} is unknown or malformed`);
  return true;
}

/** Whether the chunk describes the pixels, and is not longer than that takes. */
function isHarmless({ type, length }: Chunk): boolean {
  return length <= (longest[type] ?? -1);
}

/** The kind of a chunk that is removed, of a text by its keyword; ImageMagick writes whole profiles as text. */
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
