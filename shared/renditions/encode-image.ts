import type { Rendering } from '../core/rendition.ts';
import type { SharpModule } from './open-sharp.ts';

/** Raw pixels, row by row without gaps, 8 bits a channel: grey (1) or sRGB (3), with alpha if `channels` is even. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** An encoded image and its media type. */
export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** The longest side and the most pixels that a format allows, or that its encoder manages within a request. */
const limits = {
  webp: { side: 16_383, pixels: 16_000_000 }, // half a second per million
  avif: { side: 16_384, pixels: 4_000_000 }, // a second and 40 MB per million
  jpeg: { side: 65_500, pixels: Number.POSITIVE_INFINITY },
  png: { side: Number.POSITIVE_INFINITY, pixels: Number.POSITIVE_INFINITY },
};
type Encoding = keyof typeof limits;

const mostPixelsOfMozjpeg = 4_000_000; // fifty million take ten seconds with mozjpeg, two without

/**
 * Encodes pixels in `format`, or as `plain` if that format cannot hold them. Opaque images lose their alpha channel.
 */
export async function encodeImage(
  sharp: SharpModule,
  { pixels, format }: { readonly pixels: Pixels; readonly format: Rendering['format'] },
): Promise<EncodedImage> {
  const { data, width, height, channels } = pixels;
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  const opaque = isOpaque(pixels);
  if (opaque) image.removeAlpha();
  const encoding = encodingOf(format, { opaque, width, height });
  if (encoding === 'jpeg') image.jpeg({ quality: 82, mozjpeg: width * height <= mostPixelsOfMozjpeg });
  if (encoding === 'png') image.png();
  if (encoding === 'webp') image.webp({ quality: 80 });
  if (encoding === 'avif') image.avif({ quality: 55, effort: 2 });
  return { bytes: await image.toBuffer(), contentType: `image/${encoding}` };
}

/** The requested encoding if it can hold the image, else JPEG or PNG. */
function encodingOf(
  format: Rendering['format'],
  { opaque, width, height }: Pick<Pixels, 'width' | 'height'> & { readonly opaque: boolean },
): Encoding {
  const holds = (encoding: Encoding) =>
    Math.max(width, height) <= limits[encoding].side && width * height <= limits[encoding].pixels;
  const plain = opaque && holds('jpeg') ? 'jpeg' : 'png';
  return format !== 'plain' && holds(format) ? format : plain;
}

/** Whether every pixel is fully opaque. */
function isOpaque({ data, channels }: Pixels): boolean {
  if (channels % 2 === 1) return true;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== 255) return false;
  return true;
}
