import webpmux from 'node-webpmux';
import type { Decoded, Frame } from './decoded.ts';
import { still } from './decoded.ts';

let initialised: Promise<void> | undefined;

/** Decodes a WebP; each frame by itself, with the fields that decide how frames are composed. */
export async function decodeWebp(bytes: Uint8Array): Promise<Decoded> {
  initialised ??= webpmux.Image.initLib();
  await initialised;
  const image = new webpmux.Image();
  await image.load(Buffer.from(bytes));
  const { width, height, anim } = image;
  if (anim === undefined) return still({ width, height }, checked(await image.getImageData()));
  const frames: Frame[] = [];
  for (const [index, { x, y, width, height, delay, blend, dispose }] of anim.frames.entries()) {
    const composition = Buffer.from(JSON.stringify({ x, y, width, height, blend, dispose }));
    frames.push({ pixels: Buffer.concat([checked(await image.getFrameData(index)), composition]), delayMs: delay });
  }
  return { width, height, frames, loops: anim.loops };
}

/** node-webpmux returns zeros for a WebP that it cannot decode. */
function checked(pixels: Buffer): Buffer {
  if (pixels.every((value) => value === 0)) throw new Error('The WebP cannot be decoded');
  return pixels;
}
