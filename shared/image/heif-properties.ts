import type { ByteReader } from './byte-reader.ts';
import { type Box, boxesIn, Fields } from './isobmff.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 23008-12, §9.3: what is said of items.
 *
 *   iprp
 *   ├─ ipco  the properties, numbered from 1
 *   └─ ipma  version, flags (4)  items (4)
 *            id (2 or 4)  properties (1)  whether it is essential (1 bit) and its number (7 or 15 bits) × n
 */
export interface Properties {
  readonly properties: readonly Box[];
  readonly ofItem: ReadonlyMap<number, readonly Box[]>;
  readonly others: readonly Box[];
}

export function readProperties(reader: ByteReader, iprp: Box): Properties {
  const children = [...boxesIn(reader, iprp.body, iprp.end)];
  const ipco = children.find(({ type }) => type === 'ipco');
  if (ipco === undefined) throw new UnreadableImage('it says nothing of its images');
  const properties = [...boxesIn(reader, ipco.body, ipco.end)];
  const ofItem = new Map<number, Box[]>();
  for (const ipma of children.filter(({ type }) => type === 'ipma')) {
    const fields = new Fields(reader, ipma);
    const { version, flags } = fields.versionAndFlags();
    const indexSize = (flags & 1) === 0 ? 1 : 2;
    for (let items = fields.uint(4); items > 0; items--) {
      const id = fields.uint(version < 1 ? 2 : 4);
      const named = ofItem.get(id) ?? [];
      for (let left = fields.uint(1); left > 0; left--) {
        const index = fields.uint(indexSize) & (indexSize === 1 ? 0x7f : 0x7fff); // the first bit: whether it is essential
        const property = properties[index - 1];
        if (property !== undefined) named.push(property);
      }
      ofItem.set(id, named);
    }
  }
  return { properties, ofItem, others: children.filter((box) => box !== ipco && box.type !== 'ipma') };
}
