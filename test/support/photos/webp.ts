import { join } from '../building/bytes.ts';
import { riffChunk, webpFile } from '../building/riff.ts';
import type { AskedPhoto } from './asked-photo.ts';
import { noiseOf } from './noise.ts';

/**
 * A lossless WebP in shades of green. Its length must be even. Bytes that do not fill a row follow the last row in the
 * chunk, and decoders ignore them.
 */
export function webp({ bytes = 70, label = 'photo' }: AskedPhoto = {}): Buffer<ArrayBuffer> {
  const pixels = bytes - frameBytes;
  if (pixels < 1 || bytes % 2 !== 0) throw new RangeError(`Cannot make a WebP of ${bytes} bytes`);
  const width = Math.ceil(pixels / 0x4000);
  const image = join(imageHeader(width, Math.floor(pixels / width)), noiseOf(label, pixels));
  return webpFile(riffChunk('VP8L', [image]));
}

const frameBytes = 12 + 8 + imageHeader(1, 1).length;

/**
 * Ends at a byte boundary. After it each byte is one pixel, by its green code of eight bits; other colours take no
 * bits.
 */
function imageHeader(width: number, height: number): Buffer {
  const codeLengthsOfCodeLengths = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]; // two codes: 8, and a run of zeros
  const noRed = [1, 0, 0, 0].map(bit);
  return toBytes([
    ...[
      { value: 0x2f, bits: 8 },
      { value: width - 1, bits: 14 },
      { value: height - 1, bits: 14 },
      { value: 0, bits: 4 },
    ],
    ...[bit(0), bit(0), bit(0)], // no transform, no cache, one set of codes
    ...[bit(0), { value: codeLengthsOfCodeLengths.length - 4, bits: 4 }],
    ...codeLengthsOfCodeLengths.map((value) => ({ value, bits: 3 })),
    bit(0),
    ...Array.from({ length: 256 }, () => bit(0)), // each of the greens: 8
    ...[bit(1), { value: 24 - 11, bits: 7 }], // the 24 backward references are unused
    ...[...noRed, ...noRed], // red and blue
    ...[bit(1), bit(0), bit(1), { value: 0xff, bits: 8 }], // opaque
    ...noRed, // no distances
  ]);
}

interface Bits {
  readonly value: number;
  readonly bits: number;
}

function bit(value: number): Bits {
  return { value, bits: 1 };
}

/** Packs fields, the lowest bit first. */
function toBytes(fields: readonly Bits[]): Buffer {
  const stream = fields.flatMap(({ value, bits }) => Array.from({ length: bits }, (_, index) => (value >> index) & 1));
  const bytes = Buffer.alloc(Math.ceil(stream.length / 8));
  for (const [index, one] of stream.entries()) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (one << (index & 7));
  return bytes;
}
