import type { Extent } from './heif-items.ts';
import { UnreadableImage } from './unreadable-image.ts';

/** The parts of the containers where nothing lies. Throws where something lies outside, or where what describes shares its bytes. */
export function* unreferenced(
  containers: readonly Extent[],
  coded: readonly Extent[],
  described: readonly Extent[],
): Generator<Extent> {
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
      if (!(extent.start >= start && extent.end <= end)) throw new UnreadableImage('an item lies outside its data');
      if (extent.start < (extent.isCoded ? describedEnd : at)) throw new UnreadableImage('its items overlap');
      if (extent.start > at) yield { start: at, end: extent.start };
      at = Math.max(at, extent.end);
      if (!extent.isCoded) describedEnd = at;
    }
    if (at < end) yield { start: at, end };
  }
  if (index < extents.length) throw new UnreadableImage('an item lies outside its data');
}
