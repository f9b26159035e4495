import { crc32 } from 'node:zlib';
import { pngParts } from '../structure/png.ts';

/** A copy of a PNG with the checksums of all chunks corrected. */
export function withChecksums(png: Uint8Array): Buffer {
  const mended = Buffer.from(png);
  for (const { name, start, end } of pngParts(mended)) {
    if (name !== 'signature' && name !== 'rest')
      mended.writeUInt32BE(crc32(mended.subarray(start + 4, end - 4)), end - 4);
  }
  return mended;
}
