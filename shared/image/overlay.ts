import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import type { Selection } from './selection.ts';

/** Bytes that are replaced in their place, so that nothing behind them moves. */
export class Overlay {
  readonly #reader: ByteReader;
  readonly #selection: Selection;
  readonly #patches: { readonly start: number; readonly bytes: Uint8Array }[] = [];

  constructor(reader: ByteReader, selection: Selection) {
    this.#reader = reader;
    this.#selection = selection;
  }

  /** Puts bytes in a place, unless they stand there. No two may overlap. */
  write(start: number, bytes: Uint8Array, kinds: readonly Metadata[]): void {
    if (this.#reader.has(start, bytes)) return;
    this.#patches.push({ start, bytes });
    this.#selection.remove(...kinds);
  }

  /** Keeps the file to `end`, with what was put in. */
  keep(end: number): void {
    let at = 0;
    for (const { start, bytes } of this.#patches.sort((one, other) => one.start - other.start)) {
      if (start > at) this.#selection.keep(at, start);
      this.#selection.insert(bytes);
      at = start + bytes.length;
    }
    if (end > at) this.#selection.keep(at, end);
  }
}
