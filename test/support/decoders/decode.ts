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
 * What a decoder makes of a photo that Portrait itself never asks. HEVC has only one in npm, libheif's, which renders HEIC here, too.
 * Throws for what does not decode.
 */
export async function decode(bytes: Uint8Array, format: ImageFormat): Promise<Decoded> {
  const decoder = decoders[format];
  if (decoder === undefined) throw new RangeError(`There is no decoder for ${format}`);
  return decoder(bytes);
}
