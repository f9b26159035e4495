import { type Part, part, remainder } from './part.ts';

/** The segments of a JPEG up to EOI, and the rest of the file. The coded data of a scan is a part of its own. */
export function jpegParts(jpeg: Uint8Array): readonly Part[] {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  const parts: Part[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || code === 0) break;
    if (code === 0xff) {
      parts.push(part('fill', { start: at, body: at, end: at + 1 }));
      at++;
      continue;
    }
    const name = markerName(code);
    if (isAlone(code)) {
      parts.push(part(name, { start: at, body: at + 2, end: at + 2 }));
      at += 2;
      if (name === 'EOI') break;
      continue;
    }
    if (at + 4 > bytes.length) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4 || end > bytes.length) break;
    parts.push(part(name, { start: at, body: at + 4, end, length: { at: at + 2, bytes: 2, littleEndian: false } }));
    at = end;
    if (name === 'SOS') {
      const scanEnd = endOfScan(bytes, at);
      parts.push(part('scan', { start: at, body: at, end: scanEnd, pixels: true }));
      at = scanEnd;
    }
  }
  return [...parts, ...remainder('rest', { start: at, end: bytes.length })];
}

function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1] ?? 0;
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
  return bytes.length;
}

function isAlone(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= 0xd9);
}

function markerName(code: number): string {
  const special: Readonly<Record<number, string>> = {
    196: 'DHT',
    204: 'DAC',
    216: 'SOI',
    217: 'EOI',
    218: 'SOS',
    219: 'DQT',
    220: 'DNL',
    221: 'DRI',
    254: 'COM',
  };
  if (code >= 0xe0 && code <= 0xef) return `APP${code - 0xe0}`;
  return special[code] ?? (code >= 0xc0 && code <= 0xcf ? 'SOF' : `marker ${code.toString(16)}`);
}
