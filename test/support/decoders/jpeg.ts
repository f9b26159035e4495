import { decode } from 'jpeg-js';
import { type Decoded, still } from './decoded.ts';

/** A JPEG as it is stored: jpeg-js does not turn it. */
export function decodeJpeg(bytes: Uint8Array): Decoded {
  const { width, height, data } = decode(bytes, { useTArray: true, tolerantDecoding: false });
  return still(width, height, data);
}
