import type { PixelSize } from '../core/asset.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { ByteReader, Extent } from './byte-reader.ts';
import { isProfile } from './profile.ts';
import { Selection } from './selection.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * GIF89a, §17 to §27. Numbers are little-endian.
 *
 *   "GIF87a" | "GIF89a"
 *   screen: width (2) height (2) flags (1) background (1) aspect (1)      then a colour table, if a flag is set
 *   2C  x (2) y (2) width (2) height (2) flags (1)  [colour table]  code size (1)  blocks      an image
 *   21 F9 04  flags (1) delay (2) transparent (1)  00                     how the image that follows is shown
 *   21 FF 0B  application (11)  blocks                                    loops, colour profile, XMP …
 *   21 FE  blocks                                                         a comment
 *   21 01 0C  position and style (12)  blocks                             text to be drawn, which no viewer draws
 *   3B                                                                    the end
 *
 *   blocks: length (1) and so many bytes, again and again; a length of 0 ends them
 *   colour table: 3 × 2^(n + 1) bytes, n being the lowest three bits of the flags
 */

interface Block extends Extent {
  readonly kind: 'image' | 'control' | 'text' | 'application' | 'comment' | 'unknown';
}

/** Reads a GIF. Cleaning keeps images, their control blocks, the number of loops and the colour profile. */
export function readGif(reader: ByteReader): ImageReading {
  if (!/^GIF8[79]a$/.test(reader.text(0, 6))) throw new UnreadableImage('The GIF signature is missing');
  const selection = new Selection(reader);
  const screen = sizeAt(reader, 6);
  const screenEnd = endOfColours(reader, { flagsAt: 10, from: 13 });
  selection.keep(0, screenEnd);
  const images: PixelSize[] = [];
  for (const block of blocksFrom(selection, screenEnd)) {
    const { kind, start, end } = block;
    if (kind === 'image') {
      images.push(extentOf(reader, block));
      selection.keep(start, end);
    } else if (kind === 'control') {
      selection.keep(start, end);
    } else if (kind === 'text') {
      selectStart(selection, { block, length: textLength, isValid: reader.uint(start + 2, 1) === 12 });
    } else if (kind === 'application') {
      selectApplication(selection, block);
    } else {
      selection.remove(kind === 'comment' ? 'comment' : 'application-data');
    }
  }
  const [first] = images;
  if (first === undefined) throw new UnreadableImage('The GIF has no image');
  const pixels = { width: Math.max(screen.width, first.width), height: Math.max(screen.height, first.height) };
  if (pixels.width === 0 || pixels.height === 0) throw new UnreadableImage('The width or the height is 0');
  return selection.reading({ pixels, frames: images.length });
}

/** The blocks up to the trailer, which is kept. */
function* blocksFrom(selection: Selection, from: number): Generator<Block> {
  const { reader } = selection;
  for (let start = from; ; ) {
    const introducer = reader.uint(start, 1);
    if (introducer === 0x3b) {
      selection.keep(start, start + 1);
      if (start + 1 < reader.length) selection.remove('trailer');
      return;
    }
    if (introducer !== 0x21 && introducer !== 0x2c) throw new UnreadableImage('The GIF has an unknown block');
    const isImage = introducer === 0x2c;
    const kind = isImage ? 'image' : (labels[reader.uint(start + 1, 1)] ?? 'unknown');
    const from = isImage ? endOfColours(reader, { flagsAt: start + 9, from: start + 10 }) + 1 : start + 2;
    const end = endOfBlocks(reader, from);
    // A control block has exactly four bytes of fields.
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

/** The end of the colour table at `from`; `from` itself if the flags announce none. */
function endOfColours(
  reader: ByteReader,
  { flagsAt, from }: { readonly flagsAt: number; readonly from: number },
): number {
  const flags = reader.uint(flagsAt, 1);
  return (flags & 0x80) === 0 ? from : from + 3 * 2 ** ((flags & 7) + 1);
}

function sizeAt(reader: ByteReader, at: number): PixelSize {
  return { width: reader.uintLE(at, 2), height: reader.uintLE(at + 2, 2) };
}

/** The right and bottom edge of an image. Browsers enlarge the screen to those of the first image. */
function extentOf(reader: ByteReader, { start }: Block): PixelSize {
  const [x, y] = [reader.uintLE(start + 1, 2), reader.uintLE(start + 3, 2)];
  const { width, height } = sizeAt(reader, start + 5);
  return { width: x + width, height: y + height };
}

function selectApplication(selection: Selection, block: Block): void {
  const { reader } = selection;
  const { start, end } = block;
  const name = reader.uint(start + 2, 1) === 11 ? reader.text(start + 3, 11) : '';
  if (name === 'ICCRGBG1012' && isProfile(reader, start + 15)) {
    selection.find('colour-profile');
    selection.keep(start, end);
  } else if (name === 'NETSCAPE2.0' || name === 'ANIMEXTS1.0') {
    selectStart(selection, { block, length: loopsLength, isValid: reader.uint(start + 14, 2) === 0x0301 });
  } else {
    selection.remove(name === 'XMP DataXMP' ? 'xmp' : 'application-data');
  }
}

interface BlockStart {
  readonly block: Block;
  /** How many bytes of the block decoders read. */
  readonly length: number;
  /** Whether the block has these bytes; otherwise all of it is removed. */
  readonly isValid: boolean;
}

/** Keeps the first bytes of a block and ends it there. */
function selectStart(selection: Selection, { block: { start, end }, length, isValid }: BlockStart): void {
  const last = start + length;
  const hasMore = end > last + 1;
  if (isValid) selection.keep(start, hasMore ? last : end);
  if (isValid && hasMore) selection.insert(Uint8Array.of(0));
  if (hasMore || !isValid) selection.remove('application-data');
}

const labels: Readonly<Record<number, Block['kind']>> = {
  1: 'text',
  249: 'control',
  254: 'comment',
  255: 'application',
};
const controlBytes = 8;
/** An empty text stays, because decoders disagree on whether the control block before it belongs to it. */
const textLength = 15;
const loopsLength = 18; // `03 01` and the number of loops
