import type { Rendering } from '../core/rendition.ts';
import type { SharpModule } from './open-sharp.ts';

/** Rows of pixels without gaps, 8 bits a channel: grey or sRGB, and alpha if their number is even. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What the formats or their encoders can hold, or make while somebody waits: the longest side, and the pixels in all. */
const limits = {
  webp: { side: 16_383, pixels: 16_000_000 }, // half a second a million
  avif: { side: 16_384, pixels: 4_000_000 }, // a second a million, and 40 MB
  jpeg: { side: 65_500, pixels: Number.POSITIVE_INFINITY },
  png: { side: Number.POSITIVE_INFINITY, pixels: Number.POSITIVE_INFINITY },
};
type Encoding = keyof typeof limits;

const mostPixelsOfMozjpeg = 4_000_000; // fifty million take ten seconds, and without its refinements two

/** Pixels in the format that is asked for, where it can hold them. What is opaque has no alpha afterwards. */
export async function encodeImage(
  sharp: SharpModule,
  pixels: Pixels,
  format: Rendering['format'],
): Promise<EncodedImage> {
  const { data, width, height, channels } = pixels;
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  const opaque = isOpaque(pixels);
  if (opaque) image.removeAlpha();
  const encoding = encodingOf(format, opaque, pixels);
  if (encoding === 'jpeg') image.jpeg({ quality: 82, mozjpeg: width * height <= mostPixelsOfMozjpeg });
  if (encoding === 'png') image.png();
  if (encoding === 'webp') image.webp({ quality: 80 });
  if (encoding === 'avif') image.avif({ quality: 55, effort: 2 });
  return { bytes: await image.toBuffer(), contentType: `image/${encoding}` };
}

/** As asked where that can hold the picture, else what can. */
function encodingOf(format: Rendering['format'], opaque: boolean, { width, height }: Pixels): Encoding {
  const holds = (encoding: Encoding) =>
    Math.max(width, height) <= limits[encoding].side && width * height <= limits[encoding].pixels;
  const plain = opaque && holds('jpeg') ? 'jpeg' : 'png';
  return format !== 'plain' && holds(format) ? format : plain;
}

/** Whether every pixel shows fully. */
function isOpaque({ data, channels }: Pixels): boolean {
  if (channels % 2 === 1) return true;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== 255) return false;
  return true;
}
