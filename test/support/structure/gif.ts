import { type Part, part, remainder } from './part.ts';

/**
 * The blocks of a GIF up to its trailer, and the rest of the file. The block of an image includes its palette and
 * pixels.
 */
export function gifParts(gif: Uint8Array): readonly Part[] {
  const bytes = Buffer.from(gif.buffer, gif.byteOffset, gif.length);
  if (bytes.length < 13) return remainder('rest', { start: 0, end: bytes.length });
  const parts = [part('header', { start: 0, body: 0, end: 13 })];
  let at = 13 + paletteBytes(bytes[10] ?? 0);
  if (at > bytes.length) return [...parts, ...remainder('rest', { start: 13, end: bytes.length })];
  if (at > 13) parts.push(part('palette', { start: 13, body: 13, end: at, pixels: true }));
  while (at < bytes.length) {
    const block = blockAt(bytes, at);
    if (block === undefined) break;
    parts.push(block);
    at = block.end;
    if (block.name === 'trailer') break;
  }
  return [...parts, ...remainder('rest', { start: at, end: bytes.length })];
}

function blockAt(bytes: Buffer, at: number): Part | undefined {
  const kind = bytes[at];
  if (kind === 0x3b) return part('trailer', { start: at, body: at + 1, end: at + 1 });
  if (kind === 0x2c && at + 11 <= bytes.length) {
    const data = at + 10 + paletteBytes(bytes[at + 9] ?? 0) + 1;
    const end = endOfSubBlocks(bytes, data);
    return end === undefined
      ? undefined
      : part('image', { start: at, body: at + 10, end, ...lengthAt(data, { pixels: true }) });
  }
  const label = bytes[at + 1];
  if (kind !== 0x21 || label === undefined) return undefined;
  const end = endOfSubBlocks(bytes, at + 2);
  if (end === undefined) return undefined;
  const name = { 1: 'text', 249: 'control', 254: 'comment', 255: bytes.toString('latin1', at + 3, at + 14) }[label];
  return part(name ?? `extension ${label}`, { start: at, body: at + 3, end, ...lengthAt(at + 2) });
}

function lengthAt(at: number, more: Partial<Pick<Part, 'pixels'>> = {}): Partial<Pick<Part, 'pixels' | 'length'>> {
  return { length: { at, bytes: 1, littleEndian: false }, ...more };
}

function endOfSubBlocks(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at < bytes.length; at += 1 + (bytes[at] ?? 0)) if (bytes[at] === 0) return at + 1;
  return undefined;
}

function paletteBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}
