import type { ByteReader } from './byte-reader.ts';
import { bareExif, readExif } from './exif.ts';
import type { Selection } from './selection.ts';

/** Where an Exif's TIFF lies, and where what holds it does: a segment, a chunk. */
export interface HeldExif {
  readonly tiff: number;
  readonly tiffEnd: number;
  readonly start: number;
  readonly end: number;
}

/** Keeps of an Exif its orientation, which it answers. `hold` makes what holds a TIFF. */
export function selectExif(
  reader: ByteReader,
  { tiff, tiffEnd, start, end }: HeldExif,
  selection: Selection,
  hold: (tiff: Uint8Array) => Uint8Array,
): number | undefined {
  const { orientation, holds } = readExif(reader, tiff, tiffEnd);
  if (orientation !== undefined) selection.find('orientation');
  if (holds.length === 0) {
    selection.keep(start, end);
  } else {
    selection.remove(...holds);
    if (orientation !== undefined) selection.insert(hold(bareExif(orientation)));
  }
  return orientation;
}
