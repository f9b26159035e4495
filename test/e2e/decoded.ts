import instantiate from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import sharp from 'sharp';

/** What a photo looks like: its size as it is displayed, all of its pixels, and the colours that they mean. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly pixels: Buffer;
  readonly colourProfile: Buffer | undefined;
}

/** Decodes all frames of a photo, turned as it says. */
export async function decode(photo: Buffer): Promise<Decoded> {
  const { icc: colourProfile, format, compression, pages: frames = 1 } = await sharp(photo).metadata();
  if (format === 'heif' && compression === 'hevc') return { ...(await decodeHeic(photo)), frames, colourProfile };
  const { data: pixels, info } = await sharp(photo, { animated: true })
    .autoOrient()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height / frames, frames, pixels, colourProfile };
}

/** What of libheif's own interface for JavaScript has no types. */
interface Libheif {
  readonly HeifDecoder: new () => { decode(bytes: Uint8Array): readonly [HeifImage] };
}

interface HeifImage {
  get_width(): number;
  get_height(): number;
  display(into: Shown, done: (shown: Shown | null) => void): void;
}

type Shown = { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number };

async function decodeHeic(photo: Buffer) {
  const { HeifDecoder } = instantiate({ print() {}, printErr() {} }) as unknown as Libheif;
  const [image] = new HeifDecoder().decode(photo);
  const [width, height] = [image.get_width(), image.get_height()];
  const into = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const shown = await new Promise<Shown | null>((resolve) => image.display(into, resolve));
  if (shown === null) throw new Error('This HEIC does not decode');
  return { width, height, pixels: Buffer.from(shown.data.buffer) };
}
