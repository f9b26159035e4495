import { be32, join, type Piece } from './bytes.ts';

/** An ISO box (ISO/IEC 14496-12): its size, its type, its content. */
export function isoBox(type: string, ...content: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...content);
  return join(be32(body.length + 8), type, body);
}

/** A full ISO box: one with a version and with flags, which are 0. */
export function fullIsoBox(type: string, version: number, ...content: readonly Piece[]): Buffer<ArrayBuffer> {
  return isoBox(type, [version, 0, 0, 0], ...content);
}
