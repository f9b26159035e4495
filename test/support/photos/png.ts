import { deflateSync } from 'node:zlib';
import { chunk, greyPng } from '../building/png.ts';
import type { AskedPhoto } from './asked-photo.ts';

/** A grey PNG without metadata. */
export function png({ bytes, label = 'photo' }: AskedPhoto = {}): Buffer<ArrayBuffer> {
  if (bytes === undefined) return pngFile([usualWidth, 1], [greyImage([usualWidth, 1], label)]);
  if (bytes < shortest) throw new RangeError(`Cannot make a PNG of ${bytes} bytes`);
  if (bytes < shortest + 2 * usualWidth) {
    const width = bytes - shortest + 1; // a single row
    return pngFile([width, 1], [greyImage([width, 1], label)]);
  }
  const spare = 60; // room for padding to any length
  const rows = Math.floor(((bytes - frameBytes - spare) * 0.9998) / (usualWidth + 1));
  return pngFile([usualWidth, rows], padded(greyImage([usualWidth, rows], label), bytes - frameBytes));
}

/** A PNG with valid chunks whose pixels cannot be decoded. */
export function pngWithoutPixels(): Buffer<ArrayBuffer> {
  return pngFile([usualWidth, 1], [Buffer.from('not compressed')]);
}

const usualWidth = 63;
const frameBytes = 8 + 25 + 12 + 12;
/** One pixel and its row's filter, in one block of a zlib stream. */
const shortest = frameBytes + 2 + 5 + 2 + 4;

type Size = readonly [width: number, height: number];

/** Rows of grey pixels in an uncompressed zlib stream, whose length therefore depends only on the size. */
function greyImage([width, rows]: Size, label: string): Buffer {
  const pixels = Buffer.alloc(rows * (width + 1), label);
  for (let row = 0; row < rows; row++) pixels[row * (width + 1)] = 0; // no filter
  return deflateSync(pixels, { level: 0 });
}

/**
 * Pads with empty IDAT chunks of 12 bytes and empty blocks of the zlib stream of 5 bytes: they add up to any length
 * from 44.
 */
function padded(image: Buffer, bytes: number): readonly Buffer[] {
  const missing = bytes - image.length;
  for (let chunks = 0; chunks * 12 <= missing; chunks++) {
    const blocks = (missing - chunks * 12) / 5;
    if (!Number.isInteger(blocks)) continue;
    const empty = Buffer.alloc(blocks * 5, Buffer.from([0, 0, 0, 0xff, 0xff]));
    const stream = Buffer.concat([image.subarray(0, 2), empty, image.subarray(2)]);
    return [stream, ...Array.from({ length: chunks }, () => Buffer.alloc(0))];
  }
  throw new RangeError(`Cannot pad by ${missing} bytes`);
}

/** A file with the pieces of its zlib stream. */
function pngFile([width, height]: Size, pieces: readonly Buffer[]): Buffer<ArrayBuffer> {
  return greyPng({ width, height, bits: 8 }, ...pieces.map((piece) => chunk('IDAT', piece)));
}
