import { be16, join, type Piece } from './bytes.ts';

/** A segment of a JPEG (ITU-T T.81): `0xe1` is APP1. */
export function segment(code: number, ...pieces: readonly Piece[]): Buffer<ArrayBuffer> {
  const body = join(...pieces);
  return join([0xff, code], be16(body.length + 2), body);
}

/** A JPEG with segments inserted after SOI. */
export function withSegments(jpeg: Uint8Array, ...segments: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  return join(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

/** A colour profile in segments of at most `size` bytes each. */
export function iccSegments(profile: Uint8Array, size: number): readonly Buffer<ArrayBuffer>[] {
  const parts = Math.ceil(profile.length / size);
  return Array.from({ length: parts }, (_, index) =>
    segment(0xe2, 'ICC_PROFILE\0', [index + 1, parts], profile.subarray(index * size, (index + 1) * size)),
  );
}
