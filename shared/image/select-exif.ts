import type { Extent } from './byte-reader.ts';
import { bareExif, readExif } from './exif.ts';
import { upright } from './orientation.ts';
import type { Selection } from './selection.ts';

/** An Exif in a file. */
interface FramedExif {
  readonly tiff: Extent;
  /** The segment or chunk around the TIFF. */
  readonly frame: Extent;
  /** The orientation of the file's first Exif; undefined if this is the first one. */
  readonly known: number | undefined;
  /** Makes the segment or chunk around another TIFF. */
  wrap(tiff: Uint8Array): Uint8Array;
}

/**
 * Keeps the orientation of a file's first Exif, and removes every further Exif, because decoders respect only the first.
 * Returns the orientation of the first Exif; 1 if it has none.
 */
export function selectExif(selection: Selection, { tiff, frame, known, wrap }: FramedExif): number {
  const { orientation, holds } = readExif(selection.reader, tiff);
  const counts = known === undefined && orientation !== undefined;
  if (counts) selection.find('orientation');
  if (counts && holds.length === 0) {
    selection.keep(frame.start, frame.end);
  } else {
    selection.remove('exif', ...holds);
    if (counts) selection.insert(wrap(bareExif(orientation)));
  }
  return known ?? orientation ?? upright;
}
