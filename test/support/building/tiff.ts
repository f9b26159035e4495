import { be16, be32, join, type Piece } from './bytes.ts';

/** A value of a TIFF 6.0 directory. Data that does not fit in the entry follows the directory. */
export type Value =
  | { readonly type: 'ascii'; readonly text: string }
  | { readonly type: 'byte' | 'undefined'; readonly bytes: Uint8Array }
  | { readonly type: 'short' | 'long'; readonly values: readonly number[] }
  | { readonly type: 'rational'; readonly values: readonly (readonly [number, number])[] }
  | { readonly type: 'directory'; readonly entries: Directory }
  | { readonly type: 'offset'; readonly of: Uint8Array };

export type Directory = readonly (readonly [tag: number, value: Value])[];

export const ascii = (text: string): Value => ({ type: 'ascii', text });
export const undef = (...pieces: readonly Piece[]): Value => ({ type: 'undefined', bytes: join(...pieces) });
export const bytes = (...pieces: readonly Piece[]): Value => ({ type: 'byte', bytes: join(...pieces) });
export const short = (...values: readonly number[]): Value => ({ type: 'short', values });
export const long = (...values: readonly number[]): Value => ({ type: 'long', values });
export const rational = (...values: readonly (readonly [number, number])[]): Value => ({ type: 'rational', values });
export const directory = (...entries: Directory): Value => ({ type: 'directory', entries });
/** The offset of bytes that follow the directory, such as a thumbnail. */
export const offsetOf = (of: Uint8Array): Value => ({ type: 'offset', of });

/** A TIFF with these directories in their order. */
export function tiff(directories: readonly Directory[], littleEndian = false): Buffer<ArrayBuffer> {
  const order = (number: readonly number[]) => (littleEndian ? number.toReversed() : number);
  const header = join(littleEndian ? 'II' : 'MM', order(be16(42)), order(be32(8)));
  const written: Buffer[] = [header];
  let at = header.length;
  for (const [index, entries] of directories.entries()) {
    const whole = written.length;
    written.push(Buffer.alloc(0));
    const { body, size } = directoryAt(entries, { start: at, order });
    const isLast = index === directories.length - 1;
    written[whole] = body(isLast ? 0 : at + size);
    at += size;
  }
  return join(...written);
}

type Order = (number: readonly number[]) => readonly number[];

const codes = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, directory: 4, offset: 4 } as const;

function directoryAt(entries: Directory, { start, order }: { readonly start: number; readonly order: Order }) {
  const sorted = entries.toSorted(([one], [other]) => one - other);
  const tableBytes = 2 + sorted.length * 12 + 4;
  const after: Buffer[] = [];
  let at = start + tableBytes;
  const place = (data: Buffer) => {
    const padded = data.length % 2 === 0 ? data : join(data, [0]);
    after.push(padded);
    at += padded.length;
    return at - padded.length;
  };
  const rows = sorted.map(([tag, value]) => {
    const [count, data] = encoded(value, { order, place, position: () => at });
    const inline = data.length <= 4 ? join(data, Buffer.alloc(4 - data.length)) : join(order(be32(place(data))));
    return join(order(be16(tag)), order(be16(codes[value.type])), order(be32(count)), inline);
  });
  const body = (next: number) => join(order(be16(sorted.length)), ...rows, order(be32(next)), ...after);
  return { body, size: at - start };
}

interface Layout {
  readonly order: Order;
  /** Puts data after the directory, and returns its offset. */
  place(data: Buffer): number;
  /** The offset of the next data. */
  position(): number;
}

/** The count and the bytes of a value. */
function encoded(value: Value, { order, place, position }: Layout): [number, Buffer] {
  switch (value.type) {
    case 'ascii':
      return [value.text.length + 1, join(value.text, [0])];
    case 'byte':
    case 'undefined':
      return [value.bytes.length, join(value.bytes)];
    case 'short':
      return [value.values.length, join(...value.values.map((each) => order(be16(each))))];
    case 'long':
      return [value.values.length, join(...value.values.map((each) => order(be32(each))))];
    case 'rational':
      return [value.values.length, join(...value.values.flat().map((each) => order(be32(each))))];
    case 'offset':
      return [1, join(order(be32(place(join(value.of)))))];
    case 'directory':
      return [1, join(order(be32(place(directoryAt(value.entries, { start: position(), order }).body(0)))))];
  }
}
