import { join, le16 } from '../building/bytes.ts';
import type { AskedPhoto } from './asked-photo.ts';
import { noiseOf } from './noise.ts';

/** A black-and-white GIF with one frame and no metadata. */
export function gif({ bytes, label = 'photo' }: AskedPhoto = {}): Buffer<ArrayBuffer> {
  const blockBytes = bytes === undefined ? 4 : bytes - frameBytes;
  const blocks = Math.ceil(blockBytes / 256);
  const codes = blockBytes - blocks;
  if (codes < 3) throw new RangeError(`Cannot make a GIF of ${bytes} bytes`);
  const most = Math.floor(((codes - 1) * literals) / (literals + 1));
  const width = Math.min(1000, most);
  const height = Math.floor(most / width);
  const image = inBlocks(lzw(noiseOf(label, width * height), codes), blocks);
  return join(
    ...['GIF89a', size(width, height), [0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]],
    ...[[0x2c, 0, 0, 0, 0], size(width, height), [0, codeBits - 1], image, [0, 0x3b]],
  );
}

const frameBytes = 6 + 13 + 11 + 2;
const codeBits = 8;
const clear = 0x80;
const endOfImage = 0x81;
/** The number of pixels after a clear code before codes become longer than a byte. */
const literals = 125;

/**
 * One code for each pixel, not compressed; clear codes, which are allowed anywhere, pad the stream to `codes` codes.
 */
function lzw(pixels: Buffer, codes: number): Buffer {
  const needed = pixels.length + Math.ceil(pixels.length / literals) + 1;
  const stream = Buffer.alloc(codes, clear);
  let at = codes - needed;
  for (const [index, pixel] of pixels.entries()) {
    if (index % literals === 0) at++;
    stream[at++] = pixel & 1;
  }
  stream[at] = endOfImage;
  return stream;
}

/** Sub-blocks of 1 to 255 bytes; an empty one would end the image. */
function inBlocks(data: Buffer, blocks: number): Buffer {
  const starts = Array.from({ length: blocks + 1 }, (_, index) => Math.floor((index * data.length) / blocks));
  return Buffer.concat(
    starts.slice(1).flatMap((end, index) => {
      const block = data.subarray(starts[index], end);
      return [Buffer.from([block.length]), block];
    }),
  );
}

const size = (width: number, height: number) => [...le16(width), ...le16(height)];
