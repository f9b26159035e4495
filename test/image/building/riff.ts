import { join, le32, type Piece } from './bytes.ts';

/** A chunk of a RIFF file, made even by a byte of `padding`. */
export function riffChunk(type: string, pieces: readonly Piece[], padding = 0): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  return join(type, le32(body.length), body, body.length % 2 === 0 ? [] : [padding]);
}

export function webpFile(...chunks: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  return riffChunk('RIFF', ['WEBP', ...chunks]);
}
