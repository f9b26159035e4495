import type { Extent } from './byte-reader.ts';
import { UnreadableImage } from './unreadable-image.ts';

interface Layout {
  /** The bodies of `mdat` and `idat`. */
  readonly containers: readonly Extent[];
  /** The bytes of coded images. */
  readonly coded: readonly Extent[];
  /** The bytes of metadata items. */
  readonly described: readonly Extent[];
}

/**
 * The bytes of the containers that belong to no item. Throws if an item lies outside the containers, or if a metadata
 * item shares bytes with another item.
 */
export function* unreferenced({ containers, coded, described }: Layout): Generator<Extent> {
  const byStart = (one: Extent, other: Extent) => one.start - other.start;
  const extents = [
    ...coded.map(({ start, end }) => ({ start, end, isCoded: true })),
    ...described.map(({ start, end }) => ({ start, end, isCoded: false })),
  ]
    .filter(({ start, end }) => end !== start)
    .sort(byStart);
  let index = 0;
  for (const { start, end } of [...containers].sort(byStart)) {
    let at = start;
    let describedEnd = start;
    for (let extent = extents[index]; extent !== undefined && extent.start < end; extent = extents[++index]) {
      if (!(extent.start >= start && extent.end <= end))
        throw new UnreadableImage('An item lies outside of mdat and idat');
      if (extent.start < (extent.isCoded ? describedEnd : at))
        throw new UnreadableImage('A metadata item overlaps another item');
      if (extent.start > at) yield { start: at, end: extent.start };
      at = Math.max(at, extent.end);
      if (!extent.isCoded) describedEnd = at;
    }
    if (at < end) yield { start: at, end };
  }
  if (index < extents.length) throw new UnreadableImage('An item lies outside of mdat and idat');
}
