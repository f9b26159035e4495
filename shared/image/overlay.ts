import type { Metadata } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';
import type { Selection } from './selection.ts';

/** Replaces bytes of a file in place, so that the positions of all others stay the same. */
export class Overlay {
  readonly #selection: Selection;
  readonly #patches: { readonly start: number; readonly bytes: Uint8Array }[] = [];

  constructor(selection: Selection) {
    this.#selection = selection;
  }

  get reader(): ByteReader {
    return this.#selection.reader;
  }

  /**
   * Replaces the bytes at `start`, and notes the kinds as removed. Does nothing if the file has the same bytes there
   * already. Patches must not overlap.
   */
  write(start: number, { bytes, kinds }: { readonly bytes: Uint8Array; readonly kinds: readonly Metadata[] }): void {
    if (this.reader.has(start, bytes)) return;
    this.#patches.push({ start, bytes });
    this.#selection.remove(...kinds);
  }

  /** Keeps the file up to `end`, with its patches. */
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
