import { type Frame as GifFrame, GifReader } from 'omggif';
import { gifParts } from '../structure/gif.ts';
import type { Decoded, Frame } from './decoded.ts';

/** A GIF, each frame as it is seen over those before it. */
export function decodeGif(bytes: Uint8Array): Decoded {
  const reader = new GifReader(Buffer.from(withoutOthers(bytes)));
  const { width, height } = reader;
  const canvas = Buffer.alloc(width * height * 4);
  const frames = Array.from({ length: reader.numFrames() }, (_, index): Frame => {
    const info = reader.frameInfo(index);
    const before = Buffer.from(canvas);
    reader.decodeAndBlitFrameRGBA(index, canvas);
    const pixels = Buffer.from(canvas);
    if (info.disposal === 2) clear(canvas, width, info);
    if (info.disposal === 3) before.copy(canvas);
    return { pixels, delayMs: info.delay * 10 };
  });
  return { width, height, frames, loops: playsOf(bytes) };
}

function clear(canvas: Buffer, width: number, { x, y, width: columns, height: rows }: GifFrame): void {
  for (let row = y; row < y + rows; row++) canvas.fill(0, (row * width + x) * 4, (row * width + x + columns) * 4);
}

/** omggif gives up at text that a GIF shows, with a control of its own, and at extensions that nobody knows. */
function withoutOthers(bytes: Uint8Array): Uint8Array {
  const parts = gifParts(bytes);
  const kept = parts.filter(({ name }, index) => {
    return (
      name !== 'text' && !name.startsWith('extension') && !(name === 'control' && parts[index + 1]?.name === 'text')
    );
  });
  return Buffer.concat(kept.map(({ start, end }) => bytes.subarray(start, end)));
}

/**
 * A GIF says how often it is repeated: 0 without end, which a browser hears by either name and whatever follows; omggif only by
 * the older one, and where nothing does.
 */
function playsOf(bytes: Uint8Array): number {
  const loops = gifParts(bytes).find(({ name, body }) => isLoop.test(name) && bytes[body + 11] === 3);
  if (loops === undefined) return 1;
  const repetitions = (bytes[loops.body + 13] ?? 0) | ((bytes[loops.body + 14] ?? 0) << 8);
  return repetitions === 0 ? 0 : repetitions + 1;
}

const isLoop = /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/;
