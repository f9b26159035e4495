/** A byte range of a Range header: `first`–`last`, `first` to the end, or the last `suffix` bytes. */
export type ByteRange = { readonly first: number; readonly last?: number } | { readonly suffix: number };

/** The offsets of a part's first and last byte, both inclusive. */
export interface BytePart {
  readonly first: number;
  readonly last: number;
}

const mostDigits = 15;
const form = new RegExp(`^bytes=(?:(\\d{1,${mostDigits}})-(\\d{0,${mostDigits}})|-(\\d{1,${mostDigits}}))$`, 'i');

/**
 * Parses a Range header with a single byte range. Undefined, which means the whole object, if the header is absent or
 * invalid, has several ranges or another unit (RFC 9110 §14.2).
 */
export function parseRange(header: string | undefined): ByteRange | undefined {
  const [, from, to = '', suffix] = form.exec(header?.replaceAll(/[\t ]/g, '') ?? '') ?? [];
  if (suffix !== undefined) return { suffix: Number(suffix) };
  if (from === undefined) return undefined;
  const first = Number(from);
  if (to === '') return { first };
  return Number(to) < first ? undefined : { first, last: Number(to) };
}

/** Formats a range as the value of a Range header. */
export function rangeText(range: ByteRange): string {
  return 'suffix' in range ? `bytes=-${range.suffix}` : `bytes=${range.first}-${range.last ?? ''}`;
}

/** The part of `size` bytes that a range selects; undefined if it selects no bytes (416). */
export function partOf(range: ByteRange, size: number): BytePart | undefined {
  const first = 'suffix' in range ? Math.max(0, size - range.suffix) : range.first;
  const last = 'suffix' in range ? size - 1 : Math.min(range.last ?? Number.POSITIVE_INFINITY, size - 1);
  return first <= last ? { first, last } : undefined;
}
