import { crc32 } from 'node:zlib';
import { pngParts } from '../structure/png.ts';
import { be32, join, type Piece } from './bytes.ts';

export const pngSignature = join([0x89], 'PNG\r\n\x1a\n');

export function chunk(type: string, ...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  const named = join(type, body);
  return join(be32(body.length), named, be32(crc32(named)));
}

/** The same chunks, each with the checksum that it has to have. */
export function withChecksums(png: Uint8Array): Buffer<ArrayBuffer> {
  const mended = join(png);
  for (const { name, start, end } of pngParts(mended)) {
    if (name !== 'signature' && name !== 'behind')
      mended.writeUInt32BE(crc32(mended.subarray(start + 4, end - 4)), end - 4);
  }
  return mended;
}
