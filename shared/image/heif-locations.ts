import type { ByteReader } from './byte-reader.ts';
import type { Extent } from './heif-items.ts';
import { type Box, Fields } from './isobmff.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §8.11.3: where the bytes of items lie. The first byte and a half of sizes say how long the fields are.
 *
 *   iloc  version, flags (4)  sizes of offset, length, base, index (4 bits each)  items (2 or 4)
 *         id (2 or 4)  method (2, from version 1 on)  file (2)  base  extents (2)  [index]  offset  length × n
 *
 *   method 0: from the beginning of the file; 1: from that of `idat`; 2: within another item
 */

/** The extents of each item. Throws where they lie in another file or item. */
const inFile = 0;
const inBox = 1;

export function readLocations(
  reader: ByteReader,
  iloc: Box,
  idat: Box | undefined,
): ReadonlyMap<number, readonly Extent[]> {
  const fields = new Fields(reader, iloc);
  const { version } = fields.versionAndFlags();
  const sizes = fields.uint(2);
  const [offsetSize, lengthSize, baseSize, indexSize] = [12, 8, 4, 0].map((bits) => (sizes >> bits) & 15) as FieldSizes;
  // Without lengths, extents would take no bytes, and as many as one likes could be named.
  const isKnown =
    version <= 2 && lengthSize > 0 && [offsetSize, lengthSize, baseSize].every((size) => size % 4 === 0 && size <= 8);
  if (!isKnown) throw new UnreadableImage('its items are of a form that no HEIF has');
  const found = new Map<number, readonly Extent[]>();
  for (let items = fields.uint(version < 2 ? 2 : 4); items > 0; items--) {
    const id = fields.uint(version < 2 ? 2 : 4);
    const method = version === 0 ? inFile : fields.uint(2) & 15;
    if (fields.uint(2) !== 0) throw new UnreadableImage('it lies in another file');
    const base = fields.uint(baseSize) + (method === inBox ? (idat?.body ?? Number.NaN) : 0);
    if (method > inBox) throw new UnreadableImage('its items lie within each other');
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
