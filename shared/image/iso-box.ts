import type { ByteReader, Extent } from './byte-reader.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §4.2. Numbers are big-endian.
 *
 *   size, itself included (4)  type (4)  [size (8), if the first is 1]  [version (1) flags (3), in a full box]  …
 *   a size of 0: to the end of the file
 */

/** A box of the ISO base media file format. */
export interface IsoBox extends Extent {
  readonly type: string;
  /** The first byte after size and type. */
  readonly body: number;
}

/** The ISO boxes that fill a range of the file. Throws if one of them reaches beyond its end. */
export function* isoBoxesIn(reader: ByteReader, { start, end }: Extent): Generator<IsoBox> {
  for (let at = start; at < end; ) {
    const box = isoBoxAt(reader, { start: at, end });
    if (box === undefined) throw new UnreadableImage('An ISO box is truncated');
    yield box;
    at = box.end;
  }
}

/** The ISO box at `start`; undefined if it would reach beyond `end`. */
export function isoBoxAt(reader: ByteReader, { start, end: limit }: Extent): IsoBox | undefined {
  if (start + 8 > limit) return undefined;
  const short = reader.uint(start, 4);
  if (short === 1 && start + 16 > limit) return undefined;
  const size = short === 1 ? reader.uint(start + 8, 8) : short === 0 ? limit - start : short;
  const body = start + (short === 1 ? 16 : 8);
  const end = start + size;
  return end < body || end > limit ? undefined : { type: reader.text(start + 4, 4), start, body, end };
}

/** Reads the fields of an ISO box in their order. Throws if a field reaches beyond the box. */
export class Fields {
  readonly #reader: ByteReader;
  readonly #end: number;
  at: number;

  constructor(reader: ByteReader, { body, end }: Pick<IsoBox, 'body' | 'end'>) {
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

  /** A text up to a zero byte, which is skipped, or up to the end of the box. */
  string(): { readonly start: number; readonly text: string } {
    const start = this.at;
    const end = Math.min(this.#reader.indexOf(0, start), this.#end);
    this.at = Math.min(end + 1, this.#end);
    return { start, text: this.#reader.text(start, end - start) };
  }

  /** The bytes that have not been read yet. */
  get rest(): Extent {
    return { start: this.at, end: this.#end };
  }

  /** Version and flags of a full box. */
  versionAndFlags(): { readonly version: number; readonly flags: number } {
    return { version: this.uint(1), flags: this.uint(3) };
  }

  #take(size: number): number {
    const at = this.at;
    if (at + size > this.#end) throw new UnreadableImage('An ISO box is too short for its fields');
    this.at += size;
    return at;
  }
}
