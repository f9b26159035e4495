import type { ByteReader } from './byte-reader.ts';
import { type Box, boxesIn, Fields } from './isobmff.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §8.11, and ISO/IEC 23008-12, §6 and §9.3: which items a file has, where their bytes lie, what is said of them.
 *
 *   meta  version, flags (4)  boxes
 *   ├─ hdlr  0 (4)  "pict"                    ├─ idat  bytes of items
 *   ├─ pitm  id of the primary item           ├─ iinf  infe × n: id, type, name, content type
 *   ├─ iloc  id, method, offset, extents × n  └─ iprp
 *   └─ …                                           ├─ ipco  the properties, numbered from 1
 *                                                  └─ ipma  id, numbers of its properties × n
 */

/** A part of the file. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A text, and where it stands. */
export interface Name {
  readonly start: number;
  readonly text: string;
}

export interface Item {
  readonly type: string;
  /** What a `mime` item holds. */
  readonly contentType: string;
  readonly name: Name;
  /** In the order in which they make up its bytes. */
  readonly extents: readonly Extent[];
  /** In the order in which they are to be applied. */
  readonly properties: readonly Box[];
}

export interface Meta {
  readonly primary: Item;
  readonly items: readonly Item[];
  /** What its handler is called. */
  readonly handler: Name;
  readonly properties: readonly Box[];
  /** Where bytes of items may lie in it. */
  readonly data: readonly Box[];
  /** The boxes that it takes to show no item. */
  readonly others: readonly Box[];
}

/** The items of a `meta` box. Throws where their bytes lie elsewhere than in the file or in the box itself. */
export function readMeta(reader: ByteReader, meta: Box): Meta {
  const children = [...boxesIn(reader, meta.body + 4, meta.end)];
  const byType = new Map(children.map((box) => [box.type, box]));
  const [hdlr, pitm, iinf, iloc, iprp] = ['hdlr', 'pitm', 'iinf', 'iloc', 'iprp'].map((type) => byType.get(type));
  if (!(hdlr && pitm && iinf && iloc && iprp)) throw new UnreadableImage('it lacks what tells its images');
  if (reader.text(hdlr.body + 8, 4) !== 'pict') throw new UnreadableImage('it holds no image');
  const idat = byType.get('idat');
  const extents = readLocations(reader, iloc, idat);
  const { properties, ofItem, others } = readProperties(reader, iprp);
  const items = new Map(
    [...readEntries(reader, iinf)].map(({ id, ...entry }) => [
      id,
      { ...entry, extents: extents.get(id) ?? [], properties: ofItem.get(id) ?? [] },
    ]),
  );
  const primary = items.get(readPrimary(reader, pitm));
  if (primary === undefined) throw new UnreadableImage('it has no primary image');
  const grpl = byType.get('grpl');
  const groups = grpl === undefined ? [] : [...boxesIn(reader, grpl.body, grpl.end)];
  const isRead = (box: Box) => known.has(box.type) && byType.get(box.type) === box && !leadsElsewhere(box);
  return {
    primary,
    items: [...items.values()],
    handler: readHandlerName(reader, hdlr),
    properties,
    data: idat === undefined ? [] : [idat],
    others: [...children.filter((box) => !isRead(box)), ...groups.filter((box) => !isGroup(reader, box)), ...others],
  };
}

const known: ReadonlySet<string> = new Set([
  ...['hdlr', 'pitm', 'iinf', 'iloc', 'iprp', 'idat'],
  ...['iref', 'grpl', 'dinf'], // numbers alone
]);

/** A `dinf` that says more than that the bytes are in this very file. */
export function leadsElsewhere({ type, start, end }: Box): boolean {
  return type === 'dinf' && end - start !== 36;
}

/** Groups of numbers: which of several items are shown, and which belong to one another. */
function isGroup(reader: ByteReader, { type, body, end }: Box): boolean {
  return groupTypes.has(type) && end - body >= 12 && end - body === 12 + 4 * reader.uint(body + 8, 4);
}

const groupTypes: ReadonlySet<string> = new Set(['altr', 'ster', 'eqiv', 'tsyn']);

/** The name in a `hdlr` box, of which a `meta` and each track has one. */
export function readHandlerName(reader: ByteReader, { body, end }: Box): Name {
  return new Fields(reader, { body: Math.min(body + 24, end), end }).string();
}

function readPrimary(reader: ByteReader, box: Box): number {
  const fields = new Fields(reader, box);
  return fields.uint(fields.versionAndFlags().version === 0 ? 2 : 4);
}

type Entry = Pick<Item, 'type' | 'contentType' | 'name'> & { readonly id: number };

function* readEntries(reader: ByteReader, iinf: Box): Generator<Entry> {
  const fields = new Fields(reader, iinf);
  fields.uint(fields.versionAndFlags().version === 0 ? 2 : 4); // how many there are
  for (const box of boxesIn(reader, fields.at, iinf.end)) {
    if (box.type === 'infe') yield readEntry(reader, box);
  }
}

function readEntry(reader: ByteReader, infe: Box): Entry {
  const fields = new Fields(reader, infe);
  const { version } = fields.versionAndFlags();
  if (version < 2) throw new UnreadableImage('its items are of a form that no HEIF has');
  const id = fields.uint(version === 2 ? 2 : 4);
  fields.uint(2); // protection
  const type = fields.text(4);
  const name = fields.string();
  const contentType = type === 'mime' ? fields.string().text : '';
  return { id, type, contentType, name };
}

const inFile = 0;
const inBox = 1;

function readLocations(reader: ByteReader, iloc: Box, idat: Box | undefined): ReadonlyMap<number, readonly Extent[]> {
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

interface Properties {
  readonly properties: readonly Box[];
  readonly ofItem: ReadonlyMap<number, readonly Box[]>;
  readonly others: readonly Box[];
}

function readProperties(reader: ByteReader, iprp: Box): Properties {
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
