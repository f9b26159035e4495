import { crc32 } from 'node:zlib';
import { pngParts } from '../structure/png.ts';

/** A PNG of the same chunks, each with the checksum that it has to have. */
export function withChecksums(png: Uint8Array): Buffer {
  const mended = Buffer.from(png);
  for (const { name, start, end } of pngParts(mended)) {
    if (name !== 'signature' && name !== 'behind')
      mended.writeUInt32BE(crc32(mended.subarray(start + 4, end - 4)), end - 4);
  }
  return mended;
}
