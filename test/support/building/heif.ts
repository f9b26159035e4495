import { be16, be32, join } from './bytes.ts';
import { fullIsoBox, isoBox } from './iso-boxes.ts';

export interface Property {
  readonly isoBox: Uint8Array;
  /** A decoder that does not know it must not show the item. */
  readonly essential?: boolean;
}

export interface Item {
  /** From 1. */
  readonly id: number;
  readonly type: string;
  readonly name?: string;
  /** The media type and the compression of a `mime` item; the URI of a `uri ` item. */
  readonly content?: string;
  readonly encoding?: string;
  readonly data: Uint8Array;
  /** The number of extents of its bytes, in the file (`mdat`) or in the `meta` box (`idat`). */
  readonly extents?: number;
  readonly place?: 'mdat' | 'idat';
  readonly properties?: readonly Property[];
  readonly isHidden?: boolean;
}

export interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

export interface HeifFile {
  readonly brand: string;
  /** Compatible brands. */
  readonly compatible?: readonly string[];
  /** The first is the primary item, unless `primary` names another. */
  readonly items: readonly Item[];
  readonly primary?: number;
  readonly references?: readonly Reference[];
  readonly ilocVersion?: 0 | 1 | 2;
  /** The name in the `hdlr` box. */
  readonly handlerName?: string;
  /** Properties that no item has. */
  readonly ownProperties?: readonly Uint8Array[];
  /** Further ISO boxes in `meta`. */
  readonly inMeta?: readonly Uint8Array[];
  readonly beforeMeta?: readonly Uint8Array[];
  readonly afterMeta?: readonly Uint8Array[];
  readonly atEnd?: readonly Uint8Array[];
  /** Bytes of no item before, between and after the items' bytes. */
  readonly filling?: Uint8Array;
  readonly fillingIdat?: Uint8Array;
  /** The size of `mdat`: in four bytes, in eight, or 0, which means the end of the file. */
  readonly mdatSize?: 'short' | 'long' | 'open';
}

/** A HEIC or AVIF with items (ISO/IEC 23008-12). */
export function heifFile(file: HeifFile): Buffer<ArrayBuffer> {
  const { brand, compatible = ['mif1', brand, 'miaf'] } = file;
  const ftyp = isoBox('ftyp', brand, be32(0), ...compatible);
  const head = join(ftyp, ...(file.beforeMeta ?? []));
  const between = join(...(file.afterMeta ?? []));
  const mdat = layOut(file, 'mdat');
  const metaBytes = metaIsoBox(file, { locations: mdat.extents, mdatStart: 0 }).length;
  const mdatHeader = file.mdatSize === 'long' ? 16 : 8;
  const mdatStart = head.length + metaBytes + between.length + mdatHeader;
  const meta = metaIsoBox(file, { locations: mdat.extents, mdatStart });
  return join(head, meta, between, mdatIsoBox(file, mdat.bytes), ...(file.atEnd ?? []));
}

function mdatIsoBox({ mdatSize = 'short' }: HeifFile, bytes: Uint8Array): Buffer<ArrayBuffer> {
  if (mdatSize === 'open') return join(be32(0), 'mdat', bytes);
  if (mdatSize === 'long') return join(be32(1), 'mdat', be32(0), be32(bytes.length + 16), bytes);
  return isoBox('mdat', bytes);
}

interface Location {
  readonly offset: number;
  readonly length: number;
}

/** The extents of the items: the first one of each, then the second one of each, and so on. */
function layOut({ items, ...file }: HeifFile, place: 'mdat' | 'idat') {
  const filling = (place === 'mdat' ? file.filling : file.fillingIdat) ?? new Uint8Array();
  const pieces: Uint8Array[] = [];
  const extents = new Map<number, Location[]>();
  let offset = 0;
  const put = (piece: Uint8Array) => {
    pieces.push(piece);
    offset += piece.length;
  };
  const placed = items.filter((item) => (item.place ?? 'mdat') === place);
  const most = Math.max(0, ...placed.map((item) => item.extents ?? 1));
  for (let round = 0; round < most; round++) {
    for (const { id, data, extents: count = 1 } of placed) {
      if (round >= count) continue;
      put(filling);
      const at = (part: number) => Math.floor((data.length * part) / count);
      const piece = data.subarray(at(round), at(round + 1));
      extents.set(id, [...(extents.get(id) ?? []), { offset, length: piece.length }]);
      put(piece);
    }
  }
  put(filling);
  return { extents, bytes: join(...pieces) };
}

type Locations = ReadonlyMap<number, readonly Location[]>;

function metaIsoBox(
  file: HeifFile,
  { locations, mdatStart }: { readonly locations: Locations; readonly mdatStart: number },
): Buffer<ArrayBuffer> {
  const { items, references = [], primary = items[0]?.id ?? 1, handlerName = '', inMeta = [] } = file;
  const idat = layOut(file, 'idat');
  const moved = new Map(
    [...locations].map(([id, extents]) => [
      id,
      extents.map(({ offset, length }) => ({ offset: offset + mdatStart, length })),
    ]),
  );
  return fullIsoBox(
    'meta',
    0,
    fullIsoBox('hdlr', 0, be32(0), 'pict', Buffer.alloc(12), handlerName, [0]),
    fullIsoBox('pitm', 0, be16(primary)),
    ilocIsoBox(file, { mdat: moved, idat: idat.extents }),
    fullIsoBox('iinf', 0, be16(items.length), ...items.map(infeIsoBox)),
    iprpIsoBox(file),
    references.length === 0 ? [] : fullIsoBox('iref', 0, ...references.map(referenceIsoBox)),
    idat.bytes.length === 0 ? [] : isoBox('idat', idat.bytes),
    ...inMeta,
  );
}

function ilocIsoBox(
  { items, ilocVersion = 1 }: HeifFile,
  locations: Readonly<Record<'mdat' | 'idat', Locations>>,
): Buffer<ArrayBuffer> {
  const wide = ilocVersion === 2 ? be32 : be16;
  const entries = items.map(({ id, place = 'mdat' }) => {
    const extents = locations[place].get(id) ?? [];
    const method = ilocVersion === 0 ? [] : be16(place === 'idat' ? 1 : 0);
    const laid = extents.flatMap(({ offset, length }) => [...be32(offset), ...be32(length)]);
    return join(wide(id), method, be16(0), be16(extents.length), laid);
  });
  return fullIsoBox('iloc', ilocVersion, [0x44, 0x00], wide(items.length), ...entries);
}

function infeIsoBox({ id, type, name = '', content, encoding, isHidden = false }: Item): Buffer<ArrayBuffer> {
  const more = content === undefined ? '' : `${content}\0${encoding === undefined ? '' : `${encoding}\0`}`;
  return isoBox('infe', [2, 0, 0, isHidden ? 1 : 0], be16(id), be16(0), type, name, [0], more);
}

function iprpIsoBox({ items, ownProperties = [] }: HeifFile): Buffer<ArrayBuffer> {
  const all: Uint8Array[] = [];
  const entries = items.toSorted(byId).map(({ id, properties = [] }) => {
    const numbers = properties.map(
      ({ isoBox: property, essential = false }) => all.push(property) | (essential ? 0x80 : 0),
    );
    return join(be16(id), [numbers.length], numbers);
  });
  return isoBox(
    'iprp',
    isoBox('ipco', ...all, ...ownProperties),
    fullIsoBox('ipma', 0, be32(entries.length), ...entries),
  );
}

/** `ipma` lists the items by their ids. */
const byId = (one: Item, other: Item) => one.id - other.id;

function referenceIsoBox({ type, from, to }: Reference): Buffer<ArrayBuffer> {
  return isoBox(type, be16(from), be16(to.length), to.flatMap(be16));
}

export const ispe = (width: number, height: number): Property => ({
  isoBox: fullIsoBox('ispe', 0, be32(width), be32(height)),
});
export const pixi = (...bits: readonly number[]): Property => ({ isoBox: fullIsoBox('pixi', 0, [bits.length], bits) });

interface Grid {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** The data of a `grid` item: one row of tiles, cropped to a size. */
export function gridData({ columns, width, height }: Grid): Buffer<ArrayBuffer> {
  return join([0, 0, 0, columns - 1], be16(width), be16(height));
}

/** The properties for an orientation of Exif: anticlockwise quarter turns (`irot`), then a mirror axis (`imir`). */
export function turning(orientation: number): readonly Property[] {
  const [turns, axis] = turnings[orientation - 1] ?? [0, undefined];
  return [
    ...(turns === 0 ? [] : [{ isoBox: isoBox('irot', [turns]), essential: true }]),
    ...(axis === undefined ? [] : [{ isoBox: isoBox('imir', [axis]), essential: true }]),
  ];
}

const turnings: readonly (readonly [turns: number, axis: number | undefined])[] = [
  [0, undefined],
  [0, 1],
  [2, undefined],
  [0, 0],
  [1, 0],
  [3, undefined],
  [3, 0],
  [1, undefined],
];
