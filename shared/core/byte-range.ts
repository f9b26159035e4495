/** A part of some bytes, from one to another, from one to the end, or so many at the end. */
export type ByteRange = { readonly first: number; readonly last?: number } | { readonly suffix: number };

/** The bytes of a part, both ends among them. */
export interface BytePart {
  readonly first: number;
  readonly last: number;
}

const mostDigits = 15;
const form = new RegExp(`^bytes=(?:(\\d{1,${mostDigits}})-(\\d{0,${mostDigits}})|-(\\d{1,${mostDigits}}))$`, 'i');

/**
 * What a Range header asks for; undefined, which is the whole, for several ranges, other units, and what makes no sense
 * (RFC 9110 §14.2).
 */
export function parseRange(header: string | undefined): ByteRange | undefined {
  const [, from, to = '', suffix] = form.exec(header?.replaceAll(/[\t ]/g, '') ?? '') ?? [];
  if (suffix !== undefined) return { suffix: Number(suffix) };
  if (from === undefined) return undefined;
  const first = Number(from);
  if (to === '') return { first };
  return Number(to) < first ? undefined : { first, last: Number(to) };
}

/** A range as a Range header's value. */
export function rangeText(range: ByteRange): string {
  return 'suffix' in range ? `bytes=-${range.suffix}` : `bytes=${range.first}-${range.last ?? ''}`;
}

/** The part that a range takes of so many bytes; undefined where it takes none. */
export function partOf(range: ByteRange, size: number): BytePart | undefined {
  const first = 'suffix' in range ? Math.max(0, size - range.suffix) : range.first;
  const last = 'suffix' in range ? size - 1 : Math.min(range.last ?? Number.POSITIVE_INFINITY, size - 1);
  return first <= last ? { first, last } : undefined;
}
