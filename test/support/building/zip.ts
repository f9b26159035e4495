import { crc32 } from 'node:zlib';
import { join, le16, le32 } from './bytes.ts';

/** A ZIP archive with one uncompressed file. */
export function zip(name: string, text: string): Buffer<ArrayBuffer> {
  const size = le32(text.length);
  const facts = join('\x14\0\0\0\0\0\0\0\0\0', le32(crc32(text)), size, size, le16(name.length), '\0\0');
  const file = join('PK\x03\x04', facts, name, text);
  const entry = join('PK\x01\x02\x14\0', facts, '\0'.repeat(14), name);
  return join(file, entry, 'PK\x05\x06\0\0\0\0\x01\0\x01\0', le32(entry.length), le32(file.length), '\0\0');
}
