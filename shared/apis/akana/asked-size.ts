import { snapSize } from '../../core/rendition.ts';

/**
 * The side of the square that a query's `size` asks for, of those that are made; undefined, which is the picture's own size,
 * for whatever is not a whole number of 1 to 1024.
 */
export function askedSize(text: string | undefined): number | undefined {
  const size = /^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 0;
  return size >= 1 && size <= 1024 ? snapSize(size) : undefined;
}
