import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { ByteReader } from './byte-reader.ts';
import { isProfile } from './profile.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * GIF89a, §17 to §27. Numbers are little-endian.
 *
 *   "GIF87a" | "GIF89a"
 *   screen: width (2) height (2) flags (1) background (1) aspect (1)      then a colour table, where a flag says so
 *   2C  x (2) y (2) width (2) height (2) flags (1)  [colour table]  code size (1)  blocks      an image
 *   21 F9 04  flags (1) delay (2) transparent (1)  00                     how the image that follows is shown
 *   21 FF 0B  application (11)  blocks                                    loops, colour profile, XMP …
 *   21 FE  blocks                                                         a comment
 *   21 01 0C  where and how (12)  blocks                                  text to be drawn, which nothing draws
 *   3B                                                                    the end
 *
 *   blocks: length (1) and so many bytes, again and again; a length of 0 ends them
 *   colour table: 3 × 2^(n + 1) bytes, n being the lowest three bits of the flags
 */

interface Block {
  readonly kind: 'image' | 'control' | 'text' | 'application' | 'comment' | 'unknown';
  readonly start: number;
  readonly end: number;
}

/** A GIF; of what is no picture it stays how often it loops, and the colour profile. */
export function readGif(reader: ByteReader): ImageReading {
  if (!/^GIF8[79]a$/.test(reader.text(0, 6))) throw new UnreadableImage('it does not begin as a GIF');
  const selection = new Selection(reader);
  const screen = sizeAt(reader, 6);
  const screenEnd = endOfColours(reader, 10, 13);
  selection.keep(0, screenEnd);
  const images: PixelSize[] = [];
  for (const block of blocksFrom(reader, screenEnd, selection)) {
    const { kind, start, end } = block;
    if (kind === 'image') {
      images.push(extentOf(reader, block));
      selection.keep(start, end);
    } else if (kind === 'control') {
      selection.keep(start, end);
    } else if (kind === 'text') {
      selectStart(block, textStart, reader.uint(start + 2, 1) === 12, selection);
    } else if (kind === 'application') {
      selectApplication(reader, block, selection);
    } else {
      selection.remove(kind === 'comment' ? 'comment' : 'application-data');
    }
  }
  const [first] = images;
  if (first === undefined) throw new UnreadableImage('it ends before its image');
  const pixels = { width: Math.max(screen.width, first.width), height: Math.max(screen.height, first.height) };
  if (pixels.width === 0 || pixels.height === 0) throw new UnreadableImage('it has no size');
  return selection.reading({ pixels, frames: images.length });
}

/** The blocks up to the one that ends them, which is kept. */
function* blocksFrom(reader: ByteReader, from: number, selection: Selection): Generator<Block> {
  for (let start = from; ; ) {
    const introducer = reader.uint(start, 1);
    if (introducer === 0x3b) {
      selection.keep(start, start + 1);
      if (start + 1 < reader.length) selection.remove('trailer');
      return;
    }
    if (introducer !== 0x21 && introducer !== 0x2c) throw new UnreadableImage('it has a block that no GIF has');
    const isImage = introducer === 0x2c;
    const kind = isImage ? 'image' : (labels[reader.uint(start + 1, 1)] ?? 'unknown');
    const end = endOfBlocks(reader, isImage ? endOfColours(reader, start + 9, start + 10) + 1 : start + 2);
    // Of a control block's fields there are four bytes; what has more of them is none.
    yield { kind: kind === 'control' && end - start !== controlBytes ? 'unknown' : kind, start, end };
    start = end;
  }
}

function endOfBlocks(reader: ByteReader, from: number): number {
  for (let at = from; ; ) {
    const length = reader.uint(at, 1);
    at += 1 + length;
    if (length === 0) return at;
  }
}

function endOfColours(reader: ByteReader, flagsAt: number, from: number): number {
  const flags = reader.uint(flagsAt, 1);
  return (flags & 0x80) === 0 ? from : from + 3 * 2 ** ((flags & 7) + 1);
}

function sizeAt(reader: ByteReader, at: number): PixelSize {
  return { width: reader.uint(at, 2, true), height: reader.uint(at + 2, 2, true) };
}

/** How far an image reaches; browsers make the screen as large as the first one. */
function extentOf(reader: ByteReader, { start }: Block): PixelSize {
  const [x, y] = [reader.uint(start + 1, 2, true), reader.uint(start + 3, 2, true)];
  const { width, height } = sizeAt(reader, start + 5);
  return { width: x + width, height: y + height };
}

function selectApplication(reader: ByteReader, { start, end }: Block, selection: Selection): void {
  const name = reader.uint(start + 2, 1) === 11 ? reader.text(start + 3, 11) : '';
  if (name === 'ICCRGBG1012' && isProfile(reader, start + 15)) {
    selection.find('colour-profile');
    selection.keep(start, end);
  } else if (name === 'NETSCAPE2.0' || name === 'ANIMEXTS1.0') {
    selectStart({ start, end }, loopsStart, reader.uint(start + 14, 2) === 0x0301, selection);
  } else {
    selection.remove(name === 'XMP DataXMP' ? 'xmp' : 'application-data');
  }
}

/** Keeps of a block the bytes that anything heeds, if it has them, and ends it there. */
function selectStart(
  { start, end }: Omit<Block, 'kind'>,
  length: number,
  isThere: boolean,
  selection: Selection,
): void {
  const last = start + length;
  const saysMore = end > last + 1;
  if (isThere) selection.keep(start, saysMore ? last : end);
  if (isThere && saysMore) selection.insert(Uint8Array.of(0));
  if (saysMore || !isThere) selection.remove('application-data');
}

const labels: Readonly<Record<number, Block['kind']>> = {
  1: 'text',
  249: 'control',
  254: 'comment',
  255: 'application',
};
const controlBytes = 8;
const textStart = 15; // an empty text stays, since decoders do not agree on whether the control before it is its own
const loopsStart = 18; // `03 01` and the number of loops
