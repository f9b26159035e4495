import sharp, { type Sharp } from 'sharp';
import { be16, be32, join } from '../building/bytes.ts';
import { chunk, pngSignature } from '../building/png.ts';
import { pngParts } from '../structure/png.ts';
import { delays, height, still, width } from './pictures.ts';

/** Animated PNGs of three frames, by what is unusual in them. */
export async function animatedPngs() {
  const frames = await Promise.all([0, 1, 2].map((frame) => pixelsOf(still(frame, true).png())));
  const small = await pixelsOf(
    sharp(await still(1, true).png().toBuffer())
      .extract({ left: 0, top: 0, width: 16, height: 8 })
      .png(),
  );
  const [first, second, third] = frames as [Buffer, Buffer, Buffer];
  const header = (await still(0, true).png().toBuffer()).subarray(pngSignature.length, pngSignature.length + 25);
  const file = (...chunks: readonly Uint8Array[]) => join(pngSignature, header, ...chunks, chunk('IEND'));
  const control = (number: number, place: FramePlace = {}) => frameControl(number, place);
  const data = (number: number, pixels: Uint8Array) => chunk('fdAT', be32(number), pixels);
  const patch = { width: 16, height: 8, x: 24, y: 16 };
  return {
    'three frames': file(
      chunk('acTL', be32(3), be32(0)),
      control(0),
      chunk('IDAT', first),
      control(1),
      data(2, second),
      control(3),
      data(4, third),
    ),
    'an fcTL before the acTL': file(
      control(0),
      chunk('acTL', be32(3), be32(0)),
      chunk('IDAT', first),
      control(1),
      data(2, second),
      control(3),
      data(4, third),
    ),
    'three frames, in many chunks, played twice': file(
      chunk('acTL', be32(3), be32(2)),
      control(0),
      chunk('IDAT', first.subarray(0, 20)),
      chunk('IDAT', first.subarray(20)),
      control(1),
      data(2, second.subarray(0, 10)),
      data(3, second.subarray(10)),
      control(4),
      data(5, third),
    ),
    'three frames, of which two are patches': file(
      chunk('acTL', be32(3), be32(1)),
      control(0, { dispose: 0 }),
      chunk('IDAT', first),
      control(1, { ...patch, dispose: 2, blend: 1 }),
      data(2, small),
      control(3, { ...patch, x: 8, dispose: 1, blend: 0 }),
      data(4, small),
    ),
    'three frames, and another picture for viewers without animation': file(
      chunk('acTL', be32(3), be32(0)),
      chunk('IDAT', first),
      control(0),
      data(1, second),
      control(2),
      data(3, third),
      control(4),
      data(5, first),
    ),
  };
}

interface FramePlace {
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly dispose?: number;
  readonly blend?: number;
}

function frameControl(number: number, place: FramePlace): Buffer {
  const delayMs = delays[number >> 1] ?? 100;
  const { width: frameWidth = width, height: frameHeight = height, x = 0, y = 0, dispose = 0, blend = 0 } = place;
  return chunk('fcTL', ...[number, frameWidth, frameHeight, x, y].map(be32), be16(delayMs), be16(1000), [
    dispose,
    blend,
  ]);
}

/** The compressed pixels of a picture, joined from all IDAT chunks. */
async function pixelsOf(picture: Sharp): Promise<Buffer> {
  const png = await picture.toBuffer();
  return join(
    ...pngParts(png)
      .filter(({ name }) => name === 'IDAT')
      .map(({ body, end }) => png.subarray(body, end - 4)),
  );
}
