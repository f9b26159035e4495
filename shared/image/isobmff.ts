import type { ByteReader } from './byte-reader.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §4.2. Numbers are big-endian.
 *
 *   size, itself included (4)  type (4)  [size (8), where the first is 1]  [version (1) flags (3), in a full box]  …
 *   a size of 0: to the end of the file
 */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Behind size and type. */
  readonly body: number;
  readonly end: number;
}

/** The boxes that fill a part of a file. Throws where one of them does not fit. */
export function* boxesIn(reader: ByteReader, from: number, to: number): Generator<Box> {
  for (let at = from; at < to; ) {
    const box = boxAt(reader, at, to);
    if (box === undefined) throw new UnreadableImage('it is cut off');
    yield box;
    at = box.end;
  }
}

/** The box at a place; undefined where it would reach beyond `to`. */
export function boxAt(reader: ByteReader, start: number, to: number): Box | undefined {
  if (start + 8 > to) return undefined;
  const short = reader.uint(start, 4);
  if (short === 1 && start + 16 > to) return undefined;
  const size = short === 1 ? reader.uint(start + 8, 8) : short === 0 ? to - start : short;
  const body = start + (short === 1 ? 16 : 8);
  const end = start + size;
  return end < body || end > to ? undefined : { type: reader.text(start + 4, 4), start, body, end };
}

/** Reads the fields of a box one behind another. */
export class Fields {
  readonly #reader: ByteReader;
  readonly #end: number;
  at: number;

  constructor(reader: ByteReader, { body, end }: Pick<Box, 'body' | 'end'>) {
    this.#reader = reader;
    this.#end = end;
    this.at = body;
  }

  uint(size: number): number {
    const at = this.#take(size);
    return this.#reader.uint(at, size);
  }

  text(length: number): string {
    const at = this.#take(length);
    return this.#reader.text(at, length);
  }

  /** A text that a zero byte ends, and the zero byte. */
  string(): { readonly start: number; readonly text: string } {
    const start = this.at;
    const end = Math.min(this.#reader.indexOf(0, start), this.#end);
    this.at = Math.min(end + 1, this.#end);
    return { start, text: this.#reader.text(start, end - start) };
  }

  /** Version and flags of a full box. */
  versionAndFlags(): { readonly version: number; readonly flags: number } {
    return { version: this.uint(1), flags: this.uint(3) };
  }

  #take(size: number): number {
    const at = this.at;
    if (at + size > this.#end) throw new UnreadableImage('it has a box that is too short');
    this.at += size;
    return at;
  }
}
