import { type Part, part, remainder } from './part.ts';

const pixels = new Set(['VP8 ', 'VP8L', 'ALPH']);

/** The RIFF of a WebP with its chunks and the chunks of its frames, and the rest of the file. */
export function webpParts(webp: Uint8Array): readonly Part[] {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length);
  if (bytes.length < 12) return remainder('rest', { start: 0, end: bytes.length });
  const end = Math.min(8 + bytes.readUInt32LE(4), bytes.length);
  const length = { at: 4, bytes: 4, littleEndian: true };
  const riff = part('RIFF', { start: 0, body: 12, end, length, children: chunks(bytes, { from: 12, to: end }) });
  return [riff, ...remainder('rest', { start: end, end: bytes.length })];
}

function chunks(bytes: Buffer, { from, to }: { readonly from: number; readonly to: number }): readonly Part[] {
  const parts: Part[] = [];
  let at = from;
  while (at + 8 <= to) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (end > to) break;
    const name = bytes.toString('latin1', at, at + 4);
    const children = name === 'ANMF' && size >= 16 ? chunks(bytes, { from: at + 24, to: end }) : [];
    const length = { at: at + 4, bytes: 4, littleEndian: true };
    parts.push(part(name, { start: at, body: at + 8, end, length, children, pixels: pixels.has(name) }));
    at = end;
  }
  return [...parts, ...remainder('rest', { start: at, end: to })];
}
