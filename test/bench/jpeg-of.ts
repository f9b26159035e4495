import { jpeg } from '../e2e/images.ts';
import { photoOf } from './upload-event.ts';

const endBytes = 2;

/** A JPEG of exactly `bytes`, whole from its header to its end; its one pixel is followed by data that no step can make short work of. */
export function jpegOf(bytes: number): Buffer<ArrayBuffer> {
  const image = jpeg.subarray(0, -endBytes);
  const padding = photoOf(bytes - jpeg.length);
  for (const [at, value] of padding.entries()) if (value === 0xff) padding[at] = 0; // where it would be a marker
  return Buffer.concat([image, padding, jpeg.subarray(-endBytes)]);
}
