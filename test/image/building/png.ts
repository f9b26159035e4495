import { crc32 } from 'node:zlib';
import { be32, join, type Piece } from './bytes.ts';

export const pngSignature = join([0x89], 'PNG\r\n\x1a\n');

export function chunk(type: string, ...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  const named = join(type, body);
  return join(be32(body.length), named, be32(crc32(named)));
}
