import sharp from 'sharp';
import { decodeHeif } from './decoders/heif.ts';

/** A decoded photo: its displayed size, all pixels, and their colour space. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly pixels: Buffer;
  readonly colourProfile: Buffer | undefined;
}

/** Decodes all frames of a photo, with its orientation applied. */
export async function decode(photo: Buffer): Promise<Decoded> {
  const { icc: colourProfile, format, compression, pages: frames = 1 } = await sharp(photo).metadata();
  if (format === 'heif' && compression === 'hevc') {
    const { width, height, frames: pictures } = await decodeHeif(photo);
    return { width, height, frames, pixels: Buffer.concat(pictures.map(({ pixels }) => pixels)), colourProfile };
  }
  const { data: pixels, info } = await sharp(photo, { animated: true })
    .autoOrient()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height / frames, frames, pixels, colourProfile };
}
