import type { ByteReader } from './byte-reader.ts';
import { Fields, type IsoBox, isoBoxesIn } from './iso-box.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 23008-12, §9.3: the properties of items.
 *
 *   iprp
 *   ├─ ipco  the properties, numbered from 1
 *   └─ ipma  version, flags (4)  items (4)
 *            id (2 or 4)  properties (1)  essential (1 bit) and number (7 or 15 bits) of each
 */

interface Properties {
  /** All properties of the file. */
  readonly properties: readonly IsoBox[];
  /** The properties of each item by its id. */
  readonly ofItem: ReadonlyMap<number, readonly IsoBox[]>;
  /** Further ISO boxes of `iprp`. */
  readonly others: readonly IsoBox[];
}

/** Reads an `iprp` box. References to properties that do not exist are ignored. */
export function readProperties(reader: ByteReader, iprp: IsoBox): Properties {
  const children = [...isoBoxesIn(reader, { start: iprp.body, end: iprp.end })];
  const ipco = children.find(({ type }) => type === 'ipco');
  if (ipco === undefined) throw new UnreadableImage('The ISO box ipco is missing');
  const properties = [...isoBoxesIn(reader, { start: ipco.body, end: ipco.end })];
  const ofItem = new Map<number, IsoBox[]>();
  for (const ipma of children.filter(({ type }) => type === 'ipma')) {
    const fields = new Fields(reader, ipma);
    const { version, flags } = fields.versionAndFlags();
    const indexSize = (flags & 1) === 0 ? 1 : 2;
    for (let items = fields.uint(4); items > 0; items--) {
      const id = fields.uint(version < 1 ? 2 : 4);
      const named = ofItem.get(id) ?? [];
      for (let left = fields.uint(1); left > 0; left--) {
        const index = fields.uint(indexSize) & (indexSize === 1 ? 0x7f : 0x7fff); // without the bit for essential
        const property = properties[index - 1];
        if (property !== undefined) named.push(property);
      }
      ofItem.set(id, named);
    }
  }
  return { properties, ofItem, others: children.filter((box) => box !== ipco && box.type !== 'ipma') };
}
