import { join, le32, type Piece } from './bytes.ts';

/** A chunk of a RIFF file, padded to an even length. */
export function riffChunk(type: string, pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  return join(type, le32(body.length), body, body.length % 2 === 0 ? [] : [0]);
}

export function webpFile(...chunks: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  return riffChunk('RIFF', ['WEBP', ...chunks]);
}

/** A WebP with chunks appended. A VP8X header gets the flags for Exif and XMP. */
export function withRiffChunks(webp: Uint8Array, ...chunks: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const grown = join(webp, ...chunks);
  grown.writeUInt32LE(grown.length - 8, 4);
  if (grown.toString('latin1', 12, 16) === 'VP8X') grown.writeUInt8(grown.readUInt8(20) | 0x0c, 20);
  return grown;
}
