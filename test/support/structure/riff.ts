import { type Part, part, remainder } from './part.ts';

const pixels = new Set(['VP8 ', 'VP8L', 'ALPH']);

/** A WebP's RIFF, its chunks, and the chunks of its frames; then what follows. */
export function webpParts(webp: Uint8Array): readonly Part[] {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length);
  if (bytes.length < 12) return remainder('behind', 0, bytes.length);
  const end = Math.min(8 + bytes.readUInt32LE(4), bytes.length);
  const length = { at: 4, bytes: 4, littleEndian: true };
  const riff = part('RIFF', [0, 12, end], { length, children: chunks(bytes, 12, end) });
  return [riff, ...remainder('behind', end, bytes.length)];
}

function chunks(bytes: Buffer, from: number, to: number): readonly Part[] {
  const parts: Part[] = [];
  let at = from;
  while (at + 8 <= to) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (end > to) break;
    const name = bytes.toString('latin1', at, at + 4);
    const children = name === 'ANMF' && size >= 16 ? chunks(bytes, at + 24, end) : [];
    const length = { at: at + 4, bytes: 4, littleEndian: true };
    parts.push(part(name, [at, at + 8, end], { length, children, pixels: pixels.has(name) }));
    at = end;
  }
  return [...parts, ...remainder('rest', at, to)];
}
