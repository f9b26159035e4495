import { be32, join, type Piece } from './bytes.ts';

/** A box of ISO/IEC 14496-12. */
export function box(type: string, ...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  return join(be32(body.length + 8), type, body);
}

/** One with a version, and with flags, which are zero where they are left out. */
export function fullBox(type: string, version: number, ...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  return box(type, [version, 0, 0, 0], ...pieces);
}
