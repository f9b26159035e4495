import type { ByteReader, Extent } from './byte-reader.ts';
import { readLocations } from './heif-locations.ts';
import { readProperties } from './heif-properties.ts';
import { Fields, type IsoBox, isoBoxesIn } from './iso-box.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §8.11, and ISO/IEC 23008-12, §6 and §9.3: items, the positions of their bytes, their properties.
 *
 *   meta  version, flags (4)  boxes
 *   ├─ hdlr  0 (4)  "pict"                    ├─ idat  bytes of items
 *   ├─ pitm  id of the primary item           ├─ iinf  infe × n: id, type, name, content type
 *   ├─ iloc  id, method, offset, extents × n  └─ iprp
 *   └─ …                                           ├─ ipco  the properties, numbered from 1
 *                                                  └─ ipma  id, numbers of its properties × n
 */

/** A name in an ISO box, and its position. */
export interface Name {
  readonly start: number;
  readonly text: string;
  /** The bytes after the name in its ISO box. */
  readonly rest: Extent;
}

export interface Item {
  readonly type: string;
  /** The media type of a `mime` item; empty for others. */
  readonly contentType: string;
  readonly name: Omit<Name, 'rest'>;
  /** In the order of the item's bytes. */
  readonly extents: readonly Extent[];
  /** In the order in which decoders apply them. */
  readonly properties: readonly IsoBox[];
}

/** The content of a `meta` box. */
interface Meta {
  readonly primary: Item;
  readonly items: readonly Item[];
  /** The name of the handler. */
  readonly handler: Name;
  readonly properties: readonly IsoBox[];
  /** `idat`, which can hold bytes of items. */
  readonly data: readonly IsoBox[];
  /** The ISO boxes that displaying the images does not need. */
  readonly others: readonly IsoBox[];
  /** The unread bytes at the end of ISO boxes that stay. */
  readonly rests: readonly Extent[];
}

/** Reads a `meta` box. Throws if the bytes of an item lie in another file or within another item. */
export function readMeta(reader: ByteReader, meta: IsoBox): Meta {
  const children = [...isoBoxesIn(reader, { start: meta.body + 4, end: meta.end })];
  const byType = new Map(children.map((box) => [box.type, box]));
  const [hdlr, pitm, iinf, iloc, iprp] = ['hdlr', 'pitm', 'iinf', 'iloc', 'iprp'].map((type) => byType.get(type));
  if (!(hdlr && pitm && iinf && iloc && iprp))
    throw new UnreadableImage('The ISO box meta lacks hdlr, pitm, iinf, iloc or iprp');
  if (reader.text(hdlr.body + 8, 4) !== 'pict') throw new UnreadableImage('The handler type is not pict');
  const idat = byType.get('idat');
  const extents = readLocations(reader, { iloc, idat });
  const { properties, ofItem, ...inProperties } = readProperties(reader, iprp);
  const { entries, ...inEntries } = readEntries(reader, iinf);
  const items = new Map(
    entries.map(({ id, ...entry }) => [
      id,
      { ...entry, extents: extents.get(id) ?? [], properties: ofItem.get(id) ?? [] },
    ]),
  );
  if (items.size < entries.length) throw new UnreadableImage('Two items have the same id');
  const primary = items.get(readPrimary(reader, pitm));
  if (primary === undefined) throw new UnreadableImage('The primary item is missing');
  const grpl = byType.get('grpl');
  const groups = grpl === undefined ? [] : [...isoBoxesIn(reader, { start: grpl.body, end: grpl.end })];
  const isRead = (box: IsoBox) => known.has(box.type) && byType.get(box.type) === box && !leadsElsewhere(box);
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
  ...['iref', 'grpl', 'dinf'], // only numbers
]);

/** Whether an ISO box is a `dinf` that refers to another file. */
export function leadsElsewhere({ type, start, end }: IsoBox): boolean {
  return type === 'dinf' && end - start !== 36;
}

/** Whether an ISO box is a group of item ids, such as alternatives or stereo pairs, and nothing else. */
function isGroup(reader: ByteReader, { type, body, end }: IsoBox): boolean {
  return groupTypes.has(type) && end - body >= 12 && end - body === 12 + 4 * reader.uint(body + 8, 4);
}

const groupTypes: ReadonlySet<string> = new Set(['altr', 'ster', 'eqiv', 'tsyn']);

/** The name in the `hdlr` box of a `meta` box or a track. */
export function readHandlerName(reader: ByteReader, { body, end }: IsoBox): Name {
  const fields = new Fields(reader, { body: Math.min(body + 24, end), end });
  const name = fields.string();
  return { ...name, rest: fields.rest };
}

function readPrimary(reader: ByteReader, box: IsoBox): number {
  const fields = new Fields(reader, box);
  return fields.uint(fields.versionAndFlags().version === 0 ? 2 : 4);
}

type Entry = Pick<Item, 'type' | 'contentType' | 'name'> & { readonly id: number; readonly rest: Extent };

interface Entries {
  readonly entries: readonly Entry[];
  readonly others: readonly IsoBox[];
  readonly rests: readonly Extent[];
}

function readEntries(reader: ByteReader, iinf: IsoBox): Entries {
  const fields = new Fields(reader, iinf);
  fields.uint(fields.versionAndFlags().version === 0 ? 2 : 4); // the number of items
  const boxes = [...isoBoxesIn(reader, fields.rest)];
  const entries = boxes.filter(({ type }) => type === 'infe').map((box) => readEntry(reader, box));
  return { entries, others: boxes.filter(({ type }) => type !== 'infe'), rests: entries.map(({ rest }) => rest) };
}

/** Does not read the content encoding at the end, because the item is emptied anyway. */
function readEntry(reader: ByteReader, infe: IsoBox): Entry {
  const fields = new Fields(reader, infe);
  const { version } = fields.versionAndFlags();
  if (version < 2) throw new UnreadableImage('The ISO box infe has an unsupported version');
  const id = fields.uint(version === 2 ? 2 : 4);
  fields.uint(2); // protection
  const type = fields.text(4);
  const name = fields.string();
  const contentType = type === 'mime' ? fields.string().text : '';
  return { id, type, contentType, name, rest: fields.rest };
}
