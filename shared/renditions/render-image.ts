import type { SharpOptions } from 'sharp';
import { PhotoFailure } from '../core/failure.ts';
import { maxDecodedPixels } from '../core/judge-photo.ts';
import { cropRectangle, type Rendering, squareSide } from '../core/rendition.ts';
import { decodeHeif } from './decode-heif.ts';
import { type EncodedImage, encodeImage, type Pixels } from './encode-image.ts';
import { openSharp, type SharpModule } from './open-sharp.ts';
import { type RenderedFormat, renderedFormat } from './rendered-format.ts';

const maxDecodingSeconds = 20;
const heifLimits = { maxPixels: maxDecodedPixels, maxSeconds: maxDecodingSeconds };

/**
 * Renders the first frame of a photo: upright, in sRGB with 8 bits a channel, without metadata, with its transparency.
 * The format is detected from the bytes. Refuses with `not-renderable` if the photo is truncated, does not decode, or
 * has more than 50 megapixels.
 */
export async function renderImage(bytes: Uint8Array, rendering: Rendering): Promise<EncodedImage> {
  const format = await renderedFormat(bytes);
  if (format === undefined) throw new PhotoFailure('not-renderable', {});
  const sharp = await openSharp();
  // The prebuilt sharp does not decode HEVC.
  const source = format === 'heif' ? await decodeHeif(bytes, heifLimits) : bytes;
  const pixels = await decode(sharp, { bytes: source, format, rendering }).catch((cause: unknown) => {
    throw new PhotoFailure('not-renderable', { cause });
  });
  return encodeImage(sharp, { pixels, format: rendering.format });
}

/** The pixels of a rendering, upright and in sRGB. Throws the errors of sharp. */
async function decode(
  sharp: SharpModule,
  { bytes, format, rendering }: { bytes: Uint8Array; format: RenderedFormat; rendering: Rendering },
): Promise<Pixels> {
  // Browsers show a JPEG that lacks only its end marker. With the marker appended, missing rows are a warning, not an error.
  const endless = format === 'jpeg' && !(bytes.at(-2) === endOfJpeg[0] && bytes.at(-1) === endOfJpeg[1]);
  const photo = endless
    ? sharp(Buffer.concat([bytes, endOfJpeg]), { ...options, failOn: 'warning' })
    : sharp(bytes, options);

  const { crop, size } = rendering;
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
  failOn: 'error', // missing rows are an error; stray bytes between segments are only a warning
  autoOrient: true,
  pages: 1,
};
