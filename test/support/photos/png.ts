import { deflateSync } from 'node:zlib';
import { chunk, greyPng } from '../building/png.ts';
import type { AskedPhoto } from './asked-photo.ts';

/** A grey PNG with nothing in it but pixels. */
export function png({ bytes, label = 'photo' }: AskedPhoto = {}): Buffer<ArrayBuffer> {
  if (bytes === undefined) return pngFile([usualWidth, 1], [greyImage(usualWidth, 1, label)]);
  if (bytes < shortest) throw new RangeError(`A PNG of ${bytes} bytes cannot be made`);
  if (bytes < shortest + 2 * usualWidth) {
    const width = bytes - shortest + 1; // a single row
    return pngFile([width, 1], [greyImage(width, 1, label)]);
  }
  const spare = 60; // what the padding needs to reach every length
  const rows = Math.floor(((bytes - frameBytes - spare) * 0.9998) / (usualWidth + 1));
  return pngFile([usualWidth, rows], padded(greyImage(usualWidth, rows, label), bytes - frameBytes));
}

/** A PNG, whole by its chunks, whose pixels are none: it does not decode. */
export function pngWithoutPixels(): Buffer<ArrayBuffer> {
  return pngFile([usualWidth, 1], [Buffer.from('not compressed')]);
}

const usualWidth = 63;
const frameBytes = 8 + 25 + 12 + 12;
/** Of one pixel, behind its row's filter, in one block of a zlib stream. */
const shortest = frameBytes + 2 + 5 + 2 + 4;

/** Rows of grey pixels in a zlib stream, not compressed, so that their number decides the length. */
function greyImage(width: number, rows: number, label: string): Buffer {
  const pixels = Buffer.alloc(rows * (width + 1), label);
  for (let row = 0; row < rows; row++) pixels[row * (width + 1)] = 0; // each row's filter: none
  return deflateSync(pixels, { level: 0 });
}

/** Empty IDAT chunks are 12 bytes, empty blocks of the zlib stream 5: together they make any length from 44 on. */
function padded(image: Buffer, bytes: number): readonly Buffer[] {
  const missing = bytes - image.length;
  for (let chunks = 0; chunks * 12 <= missing; chunks++) {
    const blocks = (missing - chunks * 12) / 5;
    if (!Number.isInteger(blocks)) continue;
    const empty = Buffer.alloc(blocks * 5, Buffer.from([0, 0, 0, 0xff, 0xff]));
    const stream = Buffer.concat([image.subarray(0, 2), empty, image.subarray(2)]);
    return [stream, ...Array.from({ length: chunks }, () => Buffer.alloc(0))];
  }
  throw new RangeError(`${missing} bytes cannot be filled`);
}

/** A file around the pieces of its zlib stream. */
function pngFile([width, height]: readonly [number, number], pieces: readonly Buffer[]): Buffer<ArrayBuffer> {
  return greyPng({ width, height, bits: 8 }, ...pieces.map((piece) => chunk('IDAT', piece)));
}
