import type { SharpOptions } from 'sharp';
import { PhotoFailure } from '../core/failure.ts';
import { maxDecodedPixels } from '../core/judge-photo.ts';
import { cropRectangle, type Rendering, squareSide } from '../core/rendition.ts';
import { decodeHeif } from './decode-heif.ts';
import { type EncodedImage, encodeImage, type Pixels } from './encode-image.ts';
import { openSharp, type SharpModule } from './open-sharp.ts';
import { type RenderedFormat, renderedFormat } from './rendered-format.ts';

const maxDecodingSeconds = 20;

/**
 * A picture made of a photo's bytes: upright, in sRGB with 8 bits a channel, of the first frame, without any metadata, and with
 * transparency where the photo has any. The bytes alone say what they are. Refuses with `not-renderable` what does not
 * decode to its end, and what has more than 50 megapixels.
 */
export async function renderImage(bytes: Uint8Array, rendering: Rendering): Promise<EncodedImage> {
  const format = await renderedFormat(bytes);
  if (format === undefined) throw new PhotoFailure('not-renderable', {});
  const sharp = await openSharp();
  // The prebuilt sharp decodes no HEVC.
  const source = format === 'heif' ? await decodeHeif(bytes, maxDecodedPixels, maxDecodingSeconds) : bytes;
  const pixels = await decode(sharp, source, format, rendering).catch((cause: unknown) => {
    throw new PhotoFailure('not-renderable', {}, { cause });
  });
  return encodeImage(sharp, pixels, rendering.format);
}

/** The pixels of the rendering, upright and in sRGB. Throws whatever goes wrong. */
async function decode(
  sharp: SharpModule,
  bytes: Uint8Array,
  format: RenderedFormat,
  { crop, size }: Rendering,
): Promise<Pixels> {
  // Browsers show a JPEG that lacks nothing but its end marker. With one, missing rows are a warning and no error.
  const endless = format === 'jpeg' && !(bytes.at(-2) === endOfJpeg[0] && bytes.at(-1) === endOfJpeg[1]);
  const photo = endless
    ? sharp(Buffer.concat([bytes, endOfJpeg]), { ...options, failOn: 'warning' })
    : sharp(bytes, options);

  const { autoOrient: whole } = await photo.metadata();
  const area = crop === undefined ? whole : cropRectangle(crop, whole);
  if ('left' in area) photo.extract(area);
  if (size !== undefined) {
    const side = squareSide(size, area);
    photo.resize(side, side, { fit: 'cover', position: 'centre' });
  }
  const { data, info } = await photo
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: maxDecodingSeconds })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

const endOfJpeg = Uint8Array.of(0xff, 0xd9);

const options: SharpOptions = {
  limitInputPixels: maxDecodedPixels,
  failOn: 'error', // which missing rows are, and a few stray bytes between segments are not
  autoOrient: true,
  pages: 1,
};
