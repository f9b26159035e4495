import { type Frame as GifFrame, GifReader } from 'omggif';
import { gifParts } from '../structure/gif.ts';
import type { Decoded, Frame } from './decoded.ts';

/** Decodes a GIF; each frame is composed with the frames before it. */
export function decodeGif(bytes: Uint8Array): Decoded {
  const reader = new GifReader(Buffer.from(withoutUnsupported(bytes)));
  const { width, height } = reader;
  const canvas = Buffer.alloc(width * height * 4);
  const frames = Array.from({ length: reader.numFrames() }, (_, index): Frame => {
    const info = reader.frameInfo(index);
    const before = Buffer.from(canvas);
    reader.decodeAndBlitFrameRGBA(index, canvas);
    const pixels = Buffer.from(canvas);
    if (info.disposal === 2) clear(canvas, { ...info, canvasWidth: width });
    if (info.disposal === 3) before.copy(canvas);
    return { pixels, delayMs: info.delay * 10 };
  });
  return { width, height, frames, loops: playsOf(bytes) };
}

type Cleared = Pick<GifFrame, 'x' | 'y' | 'width' | 'height'> & { readonly canvasWidth: number };

function clear(canvas: Buffer, { x, y, width, height, canvasWidth }: Cleared): void {
  for (let row = y; row < y + height; row++) {
    const start = row * canvasWidth + x;
    canvas.fill(0, start * 4, (start + width) * 4);
  }
}

/** Without plain text, the control block before it, and unknown extensions: omggif throws at them. */
function withoutUnsupported(bytes: Uint8Array): Uint8Array {
  const parts = gifParts(bytes);
  const kept = parts.filter(({ name }, index) => {
    return (
      name !== 'text' && !name.startsWith('extension') && !(name === 'control' && parts[index + 1]?.name === 'text')
    );
  });
  return Buffer.concat(kept.map(({ start, end }) => bytes.subarray(start, end)));
}

/**
 * How often a GIF is played. Browsers respect the extension under both of its names and with further sub-blocks; omggif
 * respects only NETSCAPE2.0 without any.
 */
function playsOf(bytes: Uint8Array): number {
  const loops = gifParts(bytes).find(({ name, body }) => isLoop.test(name) && bytes[body + 11] === 3);
  if (loops === undefined) return 1;
  const repetitions = (bytes[loops.body + 13] ?? 0) | ((bytes[loops.body + 14] ?? 0) << 8);
  return repetitions === 0 ? 0 : repetitions + 1;
}

const isLoop = /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/;
