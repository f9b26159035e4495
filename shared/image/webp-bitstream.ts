import type { PixelSize } from '../core/asset.ts';
import type { ByteReader } from './byte-reader.ts';
import { UnreadableImage } from './unreadable-image.ts';
import type { Chunk } from './webp-chunk.ts';

/*
 *   VP8   frame tag (3), lowest bit 0 in a key frame  9D 01 2A  width (2) height (2), 14 bits each    RFC 6386 §9.1
 *   VP8L  2F  width - 1 and height - 1, 14 bits each, alpha (1 bit), version (3 bits)                 RFC 9649 §3.4
 */

/** Whether a chunk is a coded image: VP8 or VP8L. */
export function isImage({ type }: Chunk): boolean {
  return type === 'VP8 ' || type === 'VP8L';
}

/** The size in the header of the coded image, which decoders use. */
export function bitstreamSize(reader: ByteReader, { type, body, bodyEnd }: Chunk): PixelSize {
  if (type === 'VP8L') {
    const bits = bodyEnd - body < 5 || reader.uint(body, 1) !== 0x2f ? undefined : reader.uintLE(body + 1, 4);
    if (bits === undefined || bits >>> 29 !== 0) throw new UnreadableImage('The VP8L header is malformed');
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const isKeyFrame = bodyEnd - body >= 10 && reader.uint(body, 1) % 2 === 0 && reader.uint(body + 3, 3) === 0x9d012a;
  if (!isKeyFrame) throw new UnreadableImage('The VP8 header is malformed');
  const [width, height] = [reader.uintLE(body + 6, 2) & 0x3fff, reader.uintLE(body + 8, 2) & 0x3fff];
  if (width === 0 || height === 0) throw new UnreadableImage('The width or the height is 0');
  return { width, height };
}
