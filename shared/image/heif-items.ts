import type { ByteReader } from './byte-reader.ts';
import { readLocations } from './heif-locations.ts';
import { readProperties } from './heif-properties.ts';
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
  /** What follows in its box. */
  readonly rest: Extent;
}

export interface Item {
  readonly type: string;
  /** What a `mime` item holds. */
  readonly contentType: string;
  readonly name: Omit<Name, 'rest'>;
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
  /** What follows in other boxes when all is said. */
  readonly rests: readonly Extent[];
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
  const { properties, ofItem, ...inProperties } = readProperties(reader, iprp);
  const { entries, ...inEntries } = readEntries(reader, iinf);
  const items = new Map(
    entries.map(({ id, ...entry }) => [
      id,
      { ...entry, extents: extents.get(id) ?? [], properties: ofItem.get(id) ?? [] },
    ]),
  );
  if (items.size < entries.length) throw new UnreadableImage('it has two items of one number');
  const primary = items.get(readPrimary(reader, pitm));
  if (primary === undefined) throw new UnreadableImage('it has no primary image');
  const grpl = byType.get('grpl');
  const groups = grpl === undefined ? [] : [...boxesIn(reader, grpl.body, grpl.end)];
  const isRead = (box: Box) => known.has(box.type) && byType.get(box.type) === box && !leadsElsewhere(box);
  const handler = readHandlerName(reader, hdlr);
  return {
    ...{ primary, handler, properties },
    items: [...items.values()],
    data: idat === undefined ? [] : [idat],
    others: [
      ...children.filter((box) => !isRead(box)),
      ...groups.filter((box) => !isGroup(reader, box)),
      ...[...inProperties.others, ...inEntries.others],
    ],
    rests: [handler.rest, ...inEntries.rests],
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
  const fields = new Fields(reader, { body: Math.min(body + 24, end), end });
  const name = fields.string();
  return { ...name, rest: fields.rest };
}

function readPrimary(reader: ByteReader, box: Box): number {
  const fields = new Fields(reader, box);
  return fields.uint(fields.versionAndFlags().version === 0 ? 2 : 4);
}

type Entry = Pick<Item, 'type' | 'contentType' | 'name'> & { readonly id: number; readonly rest: Extent };

interface Entries {
  readonly entries: readonly Entry[];
  readonly others: readonly Box[];
  readonly rests: readonly Extent[];
}

function readEntries(reader: ByteReader, iinf: Box): Entries {
  const fields = new Fields(reader, iinf);
  fields.uint(fields.versionAndFlags().version === 0 ? 2 : 4); // how many there are
  const boxes = [...boxesIn(reader, fields.at, iinf.end)];
  const entries = boxes.filter(({ type }) => type === 'infe').map((box) => readEntry(reader, box));
  return { entries, others: boxes.filter(({ type }) => type !== 'infe'), rests: entries.map(({ rest }) => rest) };
}

/** Behind what is read may be how a document is compressed; it is emptied anyway. */
function readEntry(reader: ByteReader, infe: Box): Entry {
  const fields = new Fields(reader, infe);
  const { version } = fields.versionAndFlags();
  if (version < 2) throw new UnreadableImage('its items are of a form that no HEIF has');
  const id = fields.uint(version === 2 ? 2 : 4);
  fields.uint(2); // protection
  const type = fields.text(4);
  const name = fields.string();
  const contentType = type === 'mime' ? fields.string().text : '';
  return { id, type, contentType, name, rest: fields.rest };
}
