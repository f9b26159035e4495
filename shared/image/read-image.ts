import type { ImageFormat } from '../core/image-format.ts';
import type { ImageReading } from '../core/image-reading.ts';
import type { ByteReader } from './byte-reader.ts';
import { readGif } from './gif.ts';
import { readHeif } from './heif.ts';
import { readJpeg } from './jpeg.ts';
import { readPng } from './png.ts';
import { readTiff } from './tiff.ts';
import { UnreadableImage } from './unreadable-image.ts';
import { readWebp } from './webp.ts';

/**
 * Reads an image from its headers alone, without decoding or inflating anything. Throws `UnreadableImage` at what is cut off, breaks
 * its format's rules, or is of a format that has no reader.
 */
export function readImage(reader: ByteReader, format: ImageFormat): ImageReading {
  const read = readers[format];
  if (read === undefined) throw new UnreadableImage('nothing reads its format');
  return read(reader);
}

const readers: Readonly<Partial<Record<ImageFormat, (reader: ByteReader) => ImageReading>>> = {
  jpeg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  heif: readHeif,
  avif: readHeif,
  tiff: readTiff,
};
