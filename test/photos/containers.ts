import { crc32 } from 'node:zlib';

type Content = string | Uint8Array;

/** Bytes behind each other; a text is a byte a character. */
export function bytesOf(...contents: readonly Content[]): Buffer<ArrayBuffer> {
  return Buffer.concat(contents.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

/** A segment of a JPEG. */
export function segment(marker: number, ...contents: readonly Content[]): Buffer {
  const body = bytesOf(...contents);
  return bytesOf(Uint8Array.of(0xff, marker), uint(2, body.length + 2), body);
}

/** A JPEG with further segments before all others. */
export function withSegments(jpeg: Buffer, ...segments: readonly Buffer[]): Buffer<ArrayBuffer> {
  return bytesOf(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

/** A chunk of a PNG. */
export function chunk(type: string, ...contents: readonly Content[]): Buffer {
  const data = bytesOf(...contents);
  const body = bytesOf(type, data);
  return bytesOf(uint(4, data.length), body, uint(4, crc32(body)));
}

/** A PNG with further chunks behind its header. */
export function withChunks(png: Buffer, ...chunks: readonly Buffer[]): Buffer<ArrayBuffer> {
  const headerEnd = 8 + 25;
  return bytesOf(png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd));
}

/** An extended WebP with further chunks at its end; its flags say that it has an Exif and XMP. */
export function withRiffChunks(webp: Buffer, ...chunks: readonly (readonly [string, Content])[]): Buffer<ArrayBuffer> {
  const further = chunks.map(([type, content]) => {
    const data = bytesOf(content);
    return bytesOf(type, uint(4, data.length).reverse(), data, new Uint8Array(data.length % 2));
  });
  const grown = bytesOf(webp, ...further);
  grown.writeUInt32LE(grown.length - 8, 4);
  grown.writeUInt8(grown.readUInt8(20) | 0x0c, 20);
  return grown;
}

/** A GIF with further blocks before its first image. */
export function withBlocks(gif: Buffer, ...blocks: readonly Content[]): Buffer<ArrayBuffer> {
  const flags = gif.readUInt8(10);
  const screenEnd = 13 + (flags < 0x80 ? 0 : 3 << ((flags & 7) + 1));
  return bytesOf(gif.subarray(0, screenEnd), ...blocks, gif.subarray(screenEnd));
}

/** A comment of a GIF. */
export function gifComment(text: string): Buffer {
  return bytesOf('\x21\xfe', String.fromCharCode(text.length), text, '\0');
}

/** A box of an HEIC. */
export function box(type: string, ...contents: readonly Content[]): Buffer {
  const body = bytesOf(...contents);
  return bytesOf(uint(4, body.length + 8), type, body);
}

/** A ZIP archive of one file, not compressed. */
export function zip(name: string, text: string): Buffer {
  const sum = uint(4, crc32(text)).reverse();
  const size = uint(4, text.length).reverse();
  const facts = bytesOf('\x14\0\0\0\0\0\0\0\0\0', sum, size, size, uint(2, name.length).reverse(), '\0\0');
  const file = bytesOf('PK\x03\x04', facts, name, text);
  const entry = bytesOf('PK\x01\x02\x14\0', facts, '\0'.repeat(14), name);
  const [entryBytes, start] = [uint(4, entry.length).reverse(), uint(4, file.length).reverse()];
  return bytesOf(file, entry, 'PK\x05\x06\0\0\0\0\x01\0\x01\0', entryBytes, start, '\0\0');
}

/** A number of so many bytes, the most significant first. */
export function uint(length: number, value: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}
