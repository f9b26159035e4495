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

/** The longest sides, in pixels, that the formats or their encoders can hold. */
const longestSides = { webp: 16_383, avif: 16_384, jpeg: 65_500, png: Number.POSITIVE_INFINITY };
type Encoding = keyof typeof longestSides;

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
  const encoding = encodingOf(format, opaque, Math.max(width, height));
  if (encoding === 'jpeg') image.jpeg({ quality: 82, mozjpeg: true });
  if (encoding === 'png') image.png();
  if (encoding === 'webp') image.webp({ quality: 80 });
  if (encoding === 'avif') image.avif({ quality: 55, effort: 3 }); // half a second for 1024 × 1024
  return { bytes: await image.toBuffer(), contentType: `image/${encoding}` };
}

/** As asked where that can hold the picture, else what can. */
function encodingOf(format: Rendering['format'], opaque: boolean, longest: number): Encoding {
  const plain = opaque && longest <= longestSides.jpeg ? 'jpeg' : 'png';
  const asked = format === 'plain' ? plain : format;
  return longest <= longestSides[asked] ? asked : plain;
}

/** Whether every pixel shows fully. */
function isOpaque({ data, channels }: Pixels): boolean {
  if (channels % 2 === 1) return true;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== 255) return false;
  return true;
}
