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
 * Reads the whole structure of an image, without decoding or inflating anything: its size, its frames, its metadata,
 * and the parts of the cleaned file. Throws `UnreadableImage` if the bytes are truncated, break the rules of the
 * format, or if the format has no reader.
 */
export function readImage(reader: ByteReader, format: ImageFormat): ImageReading {
  const read = readers[format];
  if (read === undefined) throw new UnreadableImage('The format is not supported');
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
