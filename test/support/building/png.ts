import { crc32 } from 'node:zlib';
import { be32, join, type Piece, spliced } from './bytes.ts';

export const pngSignature = join([0x89], 'PNG\r\n\x1a\n');

/** A chunk with its length and checksum. */
export function chunk(type: string, ...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const named = join(type, ...pieces);
  return join(be32(named.length - 4), named, be32(crc32(named)));
}

interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per grey pixel. */
  readonly bits: number;
}

/** A grey PNG with these chunks between IHDR and IEND. */
export function greyPng({ width, height, bits }: PngHeader, ...chunks: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const header = chunk('IHDR', be32(width), be32(height), [bits, 0, 0, 0, 0]);
  return join(pngSignature, header, ...chunks, chunk('IEND'));
}

/** A PNG with chunks inserted after IHDR. */
export function withChunks(png: Uint8Array, ...chunks: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const headerEnd = pngSignature.length + 25;
  return spliced(png, { start: headerEnd }, ...chunks);
}
