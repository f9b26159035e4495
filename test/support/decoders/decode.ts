import type { ImageFormat } from '../../../shared/core/image-format.ts';
import { decodeAvif } from './avif.ts';
import type { Decoded } from './decoded.ts';
import { decodeGif } from './gif.ts';
import { decodeHeif } from './heif.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodePng } from './png.ts';
import { decodeWebp } from './webp.ts';

const decoders: Partial<Record<ImageFormat, (bytes: Uint8Array) => Decoded | Promise<Decoded>>> = {
  jpeg: decodeJpeg,
  png: decodePng,
  gif: decodeGif,
  webp: decodeWebp,
  avif: decodeAvif,
  heif: decodeHeif,
};

/**
 * Decodes a photo with a decoder that Portrait itself does not use; only for HEIC it is the same, because npm has no
 * other decoder of HEVC than libheif. Throws if the photo cannot be decoded.
 */
export async function decode(bytes: Uint8Array, format: ImageFormat): Promise<Decoded> {
  const decoder = decoders[format];
  if (decoder === undefined) throw new RangeError(`No decoder for the format ${format}`);
  return decoder(bytes);
}
