import { decode } from 'jpeg-js';
import { type Decoded, still } from './decoded.ts';

/** Decodes a JPEG without applying its orientation. */
export function decodeJpeg(bytes: Uint8Array): Decoded {
  const { width, height, data } = decode(bytes, { useTArray: true, tolerantDecoding: false });
  return still({ width, height }, data);
}
