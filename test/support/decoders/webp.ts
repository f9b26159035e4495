import webpmux from 'node-webpmux';
import type { Decoded, Frame } from './decoded.ts';
import { still } from './decoded.ts';

let initialised: Promise<void> | undefined;

/** A WebP, each frame by itself and with what decides how it is laid over the others. */
export async function decodeWebp(bytes: Uint8Array): Promise<Decoded> {
  initialised ??= webpmux.Image.initLib();
  await initialised;
  const image = new webpmux.Image();
  await image.load(Buffer.from(bytes));
  const { width, height, anim } = image;
  if (anim === undefined) return still(width, height, seen(await image.getImageData()));
  const frames: Frame[] = [];
  for (const [index, { x, y, width, height, delay, blend, dispose }] of anim.frames.entries()) {
    const laid = Buffer.from(JSON.stringify({ x, y, width, height, blend, dispose }));
    frames.push({ pixels: Buffer.concat([seen(await image.getFrameData(index)), laid]), delayMs: delay });
  }
  return { width, height, frames, loops: anim.loops };
}

/** Instead of refusing, the decoder gives nothing but zeros. */
function seen(pixels: Buffer): Buffer {
  if (pixels.every((value) => value === 0)) throw new Error('This WebP does not decode');
  return pixels;
}
