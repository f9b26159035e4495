import { type DecodedApng, type DecodedPng, decode, decodeApng, hasPngSignature } from 'fast-png';
import { pngParts } from '../structure/png.ts';
import type { Decoded } from './decoded.ts';

/** Decodes a PNG or APNG, and checks the checksum of every chunk. */
export function decodePng(bytes: Uint8Array): Decoded {
  if (!hasPngSignature(bytes)) throw new Error('The PNG signature is missing');
  const isAnimated = pngParts(bytes).some(({ name }) => name === 'acTL');
  if (!isAnimated) {
    const png = decode(bytes, { checkCrc: true });
    return { ...sizeOf(png), frames: [{ pixels: withColours(png, png.data), delayMs: 0 }], loops: 1 };
  }
  const png = decodeApng(bytes, { checkCrc: true });
  const frames = png.frames.map(({ data, delayNumber, delayDenominator }) => ({
    pixels: withColours(png, data),
    delayMs: (1000 * delayNumber) / (delayDenominator || 100),
  }));
  return { ...sizeOf(png), frames, loops: png.numberOfPlays };
}

function sizeOf({ width, height }: DecodedPng | DecodedApng) {
  return { width, height };
}

/** Pixels with palette, transparency and density: the same index in another palette is another colour. */
function withColours(png: DecodedPng | DecodedApng, data: DecodedPng['data']): Uint8Array {
  return Buffer.concat([
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    Buffer.from((png.palette ?? []).flat()),
    Buffer.from((png.transparency ?? []).join()),
    Buffer.from(JSON.stringify(png.resolution ?? '')),
  ]);
}
