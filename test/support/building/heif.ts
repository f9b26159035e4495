import { box, fullBox } from './boxes.ts';
import { be16, be32, join } from './bytes.ts';

export interface Property {
  readonly box: Uint8Array;
  /** Who does not know it is not to show the item. */
  readonly essential?: boolean;
}

export interface Item {
  /** Counts from 1. */
  readonly id: number;
  readonly type: string;
  readonly name?: string;
  /** What a `mime` item holds, and how it is compressed; what a `uri ` item is. */
  readonly content?: string;
  readonly encoding?: string;
  readonly data: Uint8Array;
  /** How many pieces its bytes lie in, in the file or in the `meta` box. */
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
  /** The brands whose readers can read it, too. */
  readonly compatible?: readonly string[];
  /** The first is the primary one, where no other is named. */
  readonly items: readonly Item[];
  readonly primary?: number;
  readonly references?: readonly Reference[];
  readonly ilocVersion?: 0 | 1 | 2;
  /** What the handler calls itself. */
  readonly handlerName?: string;
  readonly ownProperties?: readonly Uint8Array[];
  /** Boxes of `meta` beside those that tell the items. */
  readonly inMeta?: readonly Uint8Array[];
  readonly beforeMeta?: readonly Uint8Array[];
  readonly afterMeta?: readonly Uint8Array[];
  readonly atEnd?: readonly Uint8Array[];
  /** Bytes before the items' bytes, between them and behind them. */
  readonly filling?: Uint8Array;
  readonly fillingIdat?: Uint8Array;
  /** How the size of `mdat` is told: as usual, in eight bytes, or not at all. */
  readonly mdatSize?: 'short' | 'long' | 'open';
}

/** An HEIC or AVIF of items, as ISO/IEC 23008-12 lays them out. */
export function heifFile(file: HeifFile): Buffer<ArrayBuffer> {
  const { brand, compatible = ['mif1', brand, 'miaf'] } = file;
  const ftyp = box('ftyp', brand, be32(0), ...compatible);
  const head = join(ftyp, ...(file.beforeMeta ?? []));
  const between = join(...(file.afterMeta ?? []));
  const mdat = layOut(file, 'mdat', file.filling);
  const sized = metaBox(file, mdat.extents, 0).length;
  const mdatHeader = file.mdatSize === 'long' ? 16 : 8;
  const meta = metaBox(file, mdat.extents, head.length + sized + between.length + mdatHeader);
  return join(head, meta, between, mdatBox(file, mdat.bytes), ...(file.atEnd ?? []));
}

function mdatBox({ mdatSize = 'short' }: HeifFile, bytes: Uint8Array): Buffer<ArrayBuffer> {
  if (mdatSize === 'open') return join(be32(0), 'mdat', bytes);
  if (mdatSize === 'long') return join(be32(1), 'mdat', be32(0), be32(bytes.length + 16), bytes);
  return box('mdat', bytes);
}

interface Laid {
  readonly offset: number;
  readonly length: number;
}

/** The items' pieces one behind another: first the first one of each. */
function layOut({ items }: HeifFile, place: 'mdat' | 'idat', filling: Uint8Array = new Uint8Array()) {
  const pieces: Uint8Array[] = [];
  const extents = new Map<number, Laid[]>();
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

function metaBox(file: HeifFile, inFile: ReadonlyMap<number, readonly Laid[]>, mdatStart: number): Buffer<ArrayBuffer> {
  const { items, references = [], primary = items[0]?.id ?? 1, handlerName = '', inMeta = [] } = file;
  const idat = layOut(file, 'idat', file.fillingIdat);
  const moved = new Map(
    [...inFile].map(([id, extents]) => [
      id,
      extents.map(({ offset, length }) => ({ offset: offset + mdatStart, length })),
    ]),
  );
  return fullBox(
    'meta',
    0,
    fullBox('hdlr', 0, be32(0), 'pict', Buffer.alloc(12), handlerName, [0]),
    fullBox('pitm', 0, be16(primary)),
    ilocBox(file, moved, idat.extents),
    fullBox('iinf', 0, be16(items.length), ...items.map(infeBox)),
    propertiesBox(file),
    references.length === 0 ? [] : fullBox('iref', 0, ...references.map(referenceBox)),
    idat.bytes.length === 0 ? [] : box('idat', idat.bytes),
    ...inMeta,
  );
}

function ilocBox(
  { items, ilocVersion = 1 }: HeifFile,
  inFile: ReadonlyMap<number, readonly Laid[]>,
  inBox: ReadonlyMap<number, readonly Laid[]>,
): Buffer<ArrayBuffer> {
  const wide = ilocVersion === 2 ? be32 : be16;
  const entries = items.map(({ id, place = 'mdat' }) => {
    const extents = (place === 'idat' ? inBox : inFile).get(id) ?? [];
    const method = ilocVersion === 0 ? [] : be16(place === 'idat' ? 1 : 0);
    const laid = extents.flatMap(({ offset, length }) => [...be32(offset), ...be32(length)]);
    return join(wide(id), method, be16(0), be16(extents.length), laid);
  });
  return fullBox('iloc', ilocVersion, [0x44, 0x00], wide(items.length), ...entries);
}

function infeBox({ id, type, name = '', content, encoding, isHidden = false }: Item): Buffer<ArrayBuffer> {
  const more = content === undefined ? '' : `${content}\0${encoding === undefined ? '' : `${encoding}\0`}`;
  return box('infe', [2, 0, 0, isHidden ? 1 : 0], be16(id), be16(0), type, name, [0], more);
}

function propertiesBox({ items, ownProperties = [] }: HeifFile): Buffer<ArrayBuffer> {
  const all: Uint8Array[] = [];
  const entries = items.toSorted(byId).map(({ id, properties = [] }) => {
    const numbers = properties.map(
      ({ box: property, essential = false }) => all.push(property) | (essential ? 0x80 : 0),
    );
    return join(be16(id), [numbers.length], numbers);
  });
  return box('iprp', box('ipco', ...all, ...ownProperties), fullBox('ipma', 0, be32(entries.length), ...entries));
}

/** Their order, wherever the items stand, is that of their numbers. */
const byId = (one: Item, other: Item) => one.id - other.id;

function referenceBox({ type, from, to }: Reference): Buffer<ArrayBuffer> {
  return box(type, be16(from), be16(to.length), to.flatMap(be16));
}

export const ispe = (width: number, height: number): Property => ({
  box: fullBox('ispe', 0, be32(width), be32(height)),
});
export const pixi = (...bits: readonly number[]): Property => ({ box: fullBox('pixi', 0, [bits.length], bits) });

/** Rows and columns of tiles, cut to a size. */
export function gridData(rows: number, columns: number, width: number, height: number): Buffer<ArrayBuffer> {
  return join([0, 0, rows - 1, columns - 1], be16(width), be16(height));
}

/** How an orientation of Exif is said in boxes: turned anticlockwise by quarters, then mirrored top to bottom or left to right. */
export function turning(orientation: number): readonly Property[] {
  const [turns, axis] = turnings[orientation - 1] ?? [0, undefined];
  return [
    ...(turns === 0 ? [] : [{ box: box('irot', [turns]), essential: true }]),
    ...(axis === undefined ? [] : [{ box: box('imir', [axis]), essential: true }]),
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
