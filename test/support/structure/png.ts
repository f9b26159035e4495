import { type Part, part, remainder } from './part.ts';

const pixels = new Set(['PLTE', 'tRNS', 'IDAT', 'fdAT']);

/** The chunks of a PNG up to IEND, and the rest of the file. */
export function pngParts(png: Uint8Array): readonly Part[] {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const parts = [part('signature', { start: 0, body: 8, end: 8 })];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    const name = bytes.toString('latin1', at + 4, at + 8);
    const counts = name === 'acTL' ? [{ at: at + 8, bytes: 4, littleEndian: false }] : [];
    const length = { at, bytes: 4, littleEndian: false };
    parts.push(part(name, { start: at, body: at + 8, end, length, counts, pixels: pixels.has(name) }));
    at = end;
    if (name === 'IEND') break;
  }
  return [...parts, ...remainder('rest', { start: at, end: bytes.length })];
}
