import { join, le16, type Piece, spliced } from './bytes.ts';

/** A GIF with blocks inserted before its first image and the extensions of that image. */
export function withBlocks(gif: Uint8Array, ...blocks: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const flags = gif[10] ?? 0;
  const screenEnd = 13 + (flags < 0x80 ? 0 : 3 << ((flags & 7) + 1));
  return spliced(gif, { start: screenEnd }, ...blocks);
}

/** Sub-blocks of up to 255 bytes each, and the empty one at their end. */
export function subBlocks(...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  const blocks = Array.from({ length: Math.ceil(body.length / 255) }, (_, index) => {
    const block = body.subarray(index * 255, (index + 1) * 255);
    return join([block.length], block);
  });
  return join(...blocks, [0]);
}

/** An application extension: a name of eleven characters and the application's own bytes. */
export function application(name: string, body: Uint8Array): Buffer<ArrayBuffer> {
  return join([0x21, 0xff, 11], name, body);
}

/** The extension with the number of loops, 0 for endless. */
export const loops = (count: number, name = 'NETSCAPE2.0') => application(name, subBlocks([1], le16(count)));

/**
 * XMP without sub-blocks. The 258 bytes after it lead a decoder that reads its bytes as lengths of sub-blocks to the
 * end.
 */
export function xmpApplication(packet: string): Buffer<ArrayBuffer> {
  const trailer = [1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0];
  return application('XMP DataXMP', join(packet, trailer));
}

/** An extension without fields, only with sub-blocks. */
export const extension = (label: number, text: string) => join([0x21, label], subBlocks(text));

export const comment = (text: string) => extension(0xfe, text);

export interface GraphicControl {
  readonly delayMs?: number;
  /** 1 leaves the frame, 2 clears its rectangle, 3 restores the previous pixels. */
  readonly disposal?: number;
  readonly transparent?: number;
}

export function graphicControl({ delayMs = 0, disposal = 0, transparent }: GraphicControl): Buffer<ArrayBuffer> {
  const flags = (disposal << 2) | (transparent === undefined ? 0 : 1);
  return join([0x21, 0xf9, 4, flags], le16(delayMs / 10), [transparent ?? 0, 0]);
}

/** A plain text extension, which hardly any viewer draws. */
export function plainText(text: string): Buffer<ArrayBuffer> {
  return join([0x21, 0x01, 12], le16(0), le16(0), le16(48), le16(32), [8, 8, 1, 0], subBlocks(text));
}
