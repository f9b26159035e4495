import instantiate from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import { type Decoded, still } from './decoded.ts';

type Libheif = ReturnType<typeof instantiate>;
type HeifImage = ReturnType<InstanceType<Libheif['HeifDecoder']>['decode']>[number];

let libheif: Libheif | undefined;

/** Decodes the primary image of a HEIC as displayed, followed by all other top-level images. */
export async function decodeHeif(bytes: Uint8Array): Promise<Decoded> {
  libheif ??= instantiate({ print() {}, printErr() {} });
  const images = new libheif.HeifDecoder().decode(bytes);
  const primary = images.find((image) => image.is_primary());
  if (primary === undefined) throw new Error('The HEIC has no primary image');
  const pixels: Uint8Array[] = [];
  for (const image of images) pixels.push(await pixelsOf(image));
  const { width, height } = sizeOf(primary);
  for (const image of images) image.free();
  return still({ width, height }, Buffer.concat(pixels));
}

function sizeOf(image: HeifImage) {
  return { width: image.get_width(), height: image.get_height() };
}

async function pixelsOf(image: HeifImage): Promise<Uint8Array> {
  const { width, height } = sizeOf(image);
  const into = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const decoded = await new Promise<Parameters<Parameters<HeifImage['display']>[1]>[0]>((resolve) =>
    image.display(into, resolve),
  );
  if (decoded === null) throw new Error('The HEIC cannot be decoded');
  return Buffer.from(decoded.data.buffer);
}
