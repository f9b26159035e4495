import { type Part, type Place, part, remainder } from './part.ts';

/** The ISO boxes of a HEIC or AVIF, with their children. */
export function heifParts(heif: Uint8Array): readonly Part[] {
  const bytes = Buffer.from(heif.buffer, heif.byteOffset, heif.length);
  return isoBoxes(bytes, { start: 0, end: bytes.length });
}

/** ISO boxes with children, and the number of bytes before the children. */
const containers: Readonly<Record<string, number>> = {
  meta: 4,
  iprp: 0,
  ipco: 0,
  iinf: 6,
  iref: 4,
  grpl: 0,
  dinf: 0,
  dref: 8,
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
  udta: 0,
  edts: 0,
};

/** The positions of an ISO box's counts after its header, and their sizes in bytes. */
const counted: Readonly<Record<string, readonly (readonly [at: number, bytes: number])[]>> = {
  iinf: [[4, 2]],
  iloc: [
    [6, 2],
    [14, 2],
  ],
  ipma: [[4, 4]],
  ispe: [
    [4, 4],
    [8, 4],
  ],
  dimg: [[2, 2]],
  stsz: [[8, 4]],
  stco: [[4, 4]],
};

function isoBoxes(
  bytes: Buffer,
  { start, end: to }: { readonly start: number; readonly end: number },
): readonly Part[] {
  const parts: Part[] = [];
  let at = start;
  while (at + 8 <= to) {
    const stated = bytes.readUInt32BE(at);
    const isLarge = stated === 1 && at + 16 <= to;
    const end = stated === 0 ? to : at + (isLarge ? Number(bytes.readBigUInt64BE(at + 8)) : stated);
    const body = at + (isLarge ? 16 : 8);
    if (end < body || end > to) break;
    const name = bytes.toString('latin1', at + 4, at + 8);
    const own = containers[name];
    const inner = own === undefined ? undefined : body + own + (name === 'iinf' && (bytes[body] ?? 0) > 0 ? 2 : 0);
    const children = inner === undefined || inner > end ? [] : isoBoxes(bytes, { start: inner, end });
    const length = isLarge ? { at: at + 8, bytes: 8, littleEndian: false } : { at, bytes: 4, littleEndian: false };
    const counts = (counted[name] ?? []).map(
      ([offset, size]): Place => ({ at: body + offset, bytes: size, littleEndian: false }),
    );
    const within = counts.filter((count) => count.at + count.bytes <= end);
    parts.push(part(name, { start: at, body, end, length, counts: within, children }));
    at = end;
  }
  return [...parts, ...remainder('rest', { start: at, end: to })];
}

export interface Item {
  readonly id: number;
  readonly type: string;
  /** The positions of its bytes in the file, in their order. */
  readonly extents: readonly { readonly start: number; readonly end: number }[];
}

const imageTypes = new Set(['hvc1', 'av01', 'grid', 'iovl', 'iden', 'tmap']);

/** Whether an item is an image, coded or derived. */
export const isImage = ({ type }: Item): boolean => imageTypes.has(type);

/** The items of a HEIC or AVIF; empty if they cannot be read. */
export function heifItems(heif: Uint8Array): readonly Item[] {
  const bytes = Buffer.from(heif.buffer, heif.byteOffset, heif.length);
  const meta = heifParts(bytes).find(({ name }) => name === 'meta');
  const child = (name: string) => meta?.children.find((each) => each.name === name);
  const iloc = child('iloc');
  if (iloc === undefined) return [];
  const types = new Map((child('iinf')?.children ?? []).map((infe) => typeOf(bytes, infe)));
  const idat = child('idat')?.body ?? 0;
  try {
    return [...locations(bytes, iloc)].map(({ id, method, extents }) => ({
      id,
      type: types.get(id) ?? '',
      extents: extents.map(({ offset, length }) => {
        const start = offset + (method === 1 ? idat : 0);
        return { start, end: length === 0 ? bytes.length : start + length };
      }),
    }));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function typeOf(bytes: Buffer, { body }: Part): [number, string] {
  const wide = bytes[body] === 3;
  const id = wide ? bytes.readUInt32BE(body + 4) : bytes.readUInt16BE(body + 4);
  const at = body + (wide ? 10 : 8);
  return [id, bytes.toString('latin1', at, at + 4)];
}

interface Location {
  readonly id: number;
  readonly method: number;
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

function* locations(bytes: Buffer, { body }: Part): Generator<Location> {
  const version = bytes[body] ?? 0;
  let at = body + 4;
  const next = (size: number) => {
    at += size;
    return size === 0 ? 0 : size === 8 ? Number(bytes.readBigUInt64BE(at - 8)) : bytes.readUIntBE(at - size, size);
  };
  const sizes = next(2);
  const [offsetSize, lengthSize] = [sizes >> 12, (sizes >> 8) & 15];
  const [baseSize, indexSize] = [(sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  const count = next(version === 2 ? 4 : 2);
  for (let index = 0; index < count; index++) {
    const id = next(version === 2 ? 4 : 2);
    const method = version === 0 ? 0 : next(2) & 15;
    next(2); // the data reference: this file
    const base = next(baseSize);
    const extents = Array.from({ length: next(2) }, () => {
      next(indexSize);
      const offset = base + next(offsetSize);
      return { offset, length: next(lengthSize) };
    });
    yield { id, method, extents };
  }
}
