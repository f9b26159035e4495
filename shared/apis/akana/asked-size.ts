import { snapSize } from '../../core/rendition.ts';

/**
 * The side of the square for a query's `size`, rounded to a size that is rendered. Undefined, which stands for the
 * picture's own size, unless `size` is an integer from 1 to 1024.
 */
export function askedSize(text: string | undefined): number | undefined {
  const size = /^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 0;
  return size >= 1 && size <= 1024 ? snapSize(size) : undefined;
}
