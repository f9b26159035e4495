import type { ByteReader, Extent } from './byte-reader.ts';
import { Fields, type IsoBox } from './iso-box.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §8.11.3: the positions of the items' bytes. The sizes of the fields are in the box itself.
 *
 *   iloc  version, flags (4)  sizes of offset, length, base, index (4 bits each)  items (2 or 4)
 *         id (2 or 4)  method (2, from version 1 on)  file (2)  base  extents (2)  [index]  offset  length × n
 *
 *   method 0: from the beginning of the file; 1: from that of `idat`; 2: within another item
 */

const inFile = 0;
const inIdat = 1;

interface LocationBoxes {
  readonly iloc: IsoBox;
  readonly idat: IsoBox | undefined;
}

/** The extents of each item by its id. Throws if an item lies in another file or within another item. */
export function readLocations(
  reader: ByteReader,
  { iloc, idat }: LocationBoxes,
): ReadonlyMap<number, readonly Extent[]> {
  const fields = new Fields(reader, iloc);
  const { version } = fields.versionAndFlags();
  const sizes = fields.uint(2);
  const [offsetSize, lengthSize, baseSize, indexSize] = [12, 8, 4, 0].map((bits) => (sizes >> bits) & 15) as FieldSizes;
  // If lengths took no bytes, extents could take none either, and a small file could have any number of them.
  const isKnown =
    version <= 2 && lengthSize > 0 && [offsetSize, lengthSize, baseSize].every((size) => size % 4 === 0 && size <= 8);
  if (!isKnown) throw new UnreadableImage('The ISO box iloc has an unsupported version or field size');
  const found = new Map<number, readonly Extent[]>();
  for (let items = fields.uint(version < 2 ? 2 : 4); items > 0; items--) {
    const id = fields.uint(version < 2 ? 2 : 4);
    const method = version === 0 ? inFile : fields.uint(2) & 15;
    if (fields.uint(2) !== 0) throw new UnreadableImage('An item lies in another file');
    const base = fields.uint(baseSize) + (method === inIdat ? (idat?.body ?? Number.NaN) : 0);
    if (method > inIdat) throw new UnreadableImage('An item lies within another item');
    const extents: Extent[] = [];
    for (let left = fields.uint(2); left > 0; left--) {
      if (version > 0) fields.uint(indexSize);
      const start = base + fields.uint(offsetSize);
      extents.push({ start, end: start + fields.uint(lengthSize) });
    }
    found.set(id, extents);
  }
  return found;
}

type FieldSizes = [offset: number, length: number, base: number, index: number];
