import { crc32, inflateRawSync, inflateSync } from 'node:zlib';
import { be32, join, le32 } from '../building/bytes.ts';

/** A unique text that stands for private metadata. */
export function secret(what: string): string {
  return `PRIVATE-${what}-${crc32(what).toString(16).padStart(8, '0')}`;
}

const marked = /PRIVATE-[A-Za-z]+-[0-9a-f]{8}/g;

/** Degrees, minutes and seconds of a location, which files hold as numbers instead of text. */
export const place = [
  [59, 1],
  [19, 1],
  [4589, 97],
] as const;

const placeNumbers = place.flat();
const placeSecrets = [be32, le32].map((order) => join(...placeNumbers.map(order)).toString('latin1'));

/** Every secret in the bytes: as plain text, in UTF-16, in hexadecimal digits, or compressed. */
export function secretsIn(bytes: Uint8Array): readonly string[] {
  const found = new Set<string>();
  for (const text of readings(bytes)) {
    for (const [secret] of text.matchAll(marked)) found.add(secret);
    for (const secret of placeSecrets) if (text.includes(secret)) found.add(secret);
  }
  return [...found];
}

function* readings(bytes: Uint8Array): Generator<string> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const part of [file, ...inflated(file)]) {
    const text = part.toString('latin1');
    yield text;
    if (text.includes('P\0R\0I\0V\0')) yield text.replaceAll('\0', '');
    const digits = text.replace(/\s/g, '').match(/[0-9a-f]{32,}/gi) ?? [];
    for (const each of digits) for (const from of [0, 1]) yield Buffer.from(each.slice(from), 'hex').toString('latin1');
  }
}

/** The inflated content of every zlib stream in the file. */
function inflated(file: Buffer): readonly Buffer[] {
  const streams: Buffer[] = [];
  for (let at = file.indexOf(0x78); at >= 0; at = file.indexOf(0x78, at + 1)) {
    if (((0x78 << 8) | (file[at + 1] ?? 0)) % 31 !== 0) continue;
    const stream = tryInflate(file.subarray(at));
    if (stream !== undefined) streams.push(stream);
  }
  return streams;
}

function tryInflate(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: 1_000_000 });
  } catch {
    try {
      return inflateRawSync(bytes.subarray(2), { maxOutputLength: 1_000_000 }); // its checksum is wrong
    } catch {
      return undefined;
    }
  }
}
