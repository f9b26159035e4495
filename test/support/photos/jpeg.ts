import { be16 } from '../building/bytes.ts';
import { segment } from '../building/jpeg.ts';
import type { AskedPhoto } from './asked-photo.ts';
import { noiseOf } from './noise.ts';

/** A grey JPEG of noise with JFIF and one scan, and no bytes between or after its segments. */
export function jpeg({ bytes, label = 'photo' }: AskedPhoto = {}): Buffer<ArrayBuffer> {
  const scanBytes = bytes === undefined ? fullBlock : bytes - frameBytes;
  if (scanBytes < emptyBlock) throw new RangeError(`Cannot make a JPEG of ${bytes} bytes`);
  const columns = Math.ceil(Math.sqrt(scanBytes / fullBlock));
  const rows = Math.ceil(scanBytes / fullBlock / columns);
  return Buffer.concat([header(columns * 8, rows * 8), scan(columns * rows, noiseOf(label, scanBytes)), endOfImage]);
}

const endOfImage = Buffer.from([0xff, 0xd9]);
const frameBytes = header(8, 8).length + endOfImage.length;
// With these Huffman tables every code of a block of 8 × 8 pixels ends at a byte boundary, and no byte is 0xff:
const sameBrightness = 0x00; // the DC coefficient: no difference from the block before
const anyCoefficient = 0x00; // four bits of code, four bits of value
const endOfBlock = 0x10;
const fullBlock = 64; // the brightness and 63 coefficients
const emptyBlock = 2; // the brightness and the end

/** The first blocks are full, the last ones empty, and one between them has the remaining length. */
function scan(blocks: number, data: Buffer): Buffer {
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    const end = Math.min(at + fullBlock, data.length - (blocks - block - 1) * emptyBlock);
    const isFull = end - at === fullBlock;
    data[at] = sameBrightness;
    for (let index = at + 1; index < end; index++) data[index] = anyCoefficient | ((data[index] ?? 0) & 0x0f);
    if (!isFull) data[end - 1] = endOfBlock;
    at = end;
  }
  return data;
}

function header(width: number, height: number): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(1)]), // no quantisation
    segment(0xc0, [8], be16(height), be16(width), [1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...codesOfLengths([8]), 0]), // DC: no difference
    segment(0xc4, [0x10, ...codesOfLengths([4, 8]), 0x04, 0x00]), // AC: a coefficient of four bits, the end of the block
    segment(0xda, [1, 1, 0, 0, 63, 0]),
  ]);
}

/** The number of codes of each length from 1 to 16 in a Huffman table. */
function codesOfLengths(lengths: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, index) => (lengths.includes(index + 1) ? 1 : 0));
}
