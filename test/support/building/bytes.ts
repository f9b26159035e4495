/** Bytes to be joined; of a text, each character is one byte (Latin-1). */
export type Piece = Uint8Array | string | readonly number[];

/** Concatenates pieces. */
export function join(...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  return Buffer.concat(
    pieces.map((piece) => {
      if (typeof piece === 'string') return Buffer.from(piece, 'latin1');
      return piece instanceof Uint8Array ? piece : Uint8Array.from(piece);
    }),
  );
}

export const be16 = (value: number): readonly number[] => [(value >>> 8) & 0xff, value & 0xff];
export const be32 = (value: number): readonly number[] => [...be16(value >>> 16), ...be16(value & 0xffff)];
export const le16 = (value: number): readonly number[] => be16(value).toReversed();
export const le24 = (value: number): readonly number[] => [...le16(value & 0xffff), (value >>> 16) & 0xff];
export const le32 = (value: number): readonly number[] => be32(value).toReversed();

/**
 * A copy of a file, with the bytes from `start` to `end` replaced by the pieces. `end` is `start` by default, which
 * inserts them.
 */
export function spliced(
  file: Uint8Array,
  { start, end = start }: { readonly start: number; readonly end?: number },
  ...pieces: readonly Piece[]
): Buffer<ArrayBuffer> {
  return join(file.subarray(0, start), ...pieces, file.subarray(end));
}
