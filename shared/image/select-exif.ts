import type { ByteReader } from './byte-reader.ts';
import { bareExif, readExif } from './exif.ts';
import { upright } from './orientation.ts';
import type { Selection } from './selection.ts';

/** Where an Exif's TIFF lies, and where what holds it does: a segment, a chunk. */
export interface HeldExif {
  readonly tiff: number;
  readonly tiffEnd: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps of a file's first Exif the orientation, and of others nothing, as decoders look at the first alone. Answers how the first
 * has it. `known` is what that was, where this is a further one; `hold` makes what holds a TIFF.
 */
export function selectExif(
  reader: ByteReader,
  { tiff, tiffEnd, start, end }: HeldExif,
  selection: Selection,
  { known, hold }: { readonly known: number | undefined; readonly hold: (tiff: Uint8Array) => Uint8Array },
): number {
  const { orientation, holds } = readExif(reader, tiff, tiffEnd);
  const isTold = known === undefined && orientation !== undefined;
  if (isTold) selection.find('orientation');
  if (isTold && holds.length === 0) {
    selection.keep(start, end);
  } else {
    selection.remove('exif', ...holds);
    if (isTold) selection.insert(hold(bareExif(orientation)));
  }
  return known ?? orientation ?? upright;
}
