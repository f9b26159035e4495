import { UnreadableImage } from './unreadable-image.ts';

const visitsPerByte = 4;

/** A range of bytes of a file: `start` is the first byte, `end` the first byte after it. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * Bounds-checked access to a file's bytes. Counts every byte that is read or copied, so that a hostile file cannot make
 * a reader take more steps than four times the file's size. Every method throws `UnreadableImage` beyond the end of the
 * file or beyond that number of steps.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  #visited = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** How many bytes were read so far; a byte that was read twice counts twice. */
  get visited(): number {
    return this.#visited;
  }

  /** An unsigned integer of one to eight bytes, big-endian. */
  uint(at: number, size: number): number {
    this.#visit(at, at + size);
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + (this.bytes[at + index] ?? 0);
    return value;
  }

  /** An unsigned integer of one to eight bytes, little-endian. */
  uintLE(at: number, size: number): number {
    this.#visit(at, at + size);
    let value = 0;
    for (let index = size - 1; index >= 0; index--) value = value * 256 + (this.bytes[at + index] ?? 0);
    return value;
  }

  /** `length` bytes as Latin-1 text. */
  text(at: number, length: number): string {
    let text = '';
    for (const byte of this.view(at, at + length)) text += String.fromCharCode(byte);
    return text;
  }

  /** Whether the bytes at `at` equal `expected`; false if they would reach beyond the end. */
  has(at: number, expected: Uint8Array): boolean {
    if (at + expected.length > this.length) return false;
    return this.view(at, at + expected.length).every((byte, index) => byte === expected[index]);
  }

  /** The position of the next such byte, starting at `from`; the file's length if there is none. */
  indexOf(byte: number, from: number): number {
    const found = this.bytes.indexOf(byte, from);
    const to = found < 0 ? this.length : found;
    this.#visit(from, to);
    return to;
  }

  /** A view of the bytes from `start` to `end`, not a copy. */
  view(start: number, end: number): Uint8Array {
    this.#visit(start, end);
    return this.bytes.subarray(start, end);
  }

  #visit(start: number, end: number): void {
    if (!(start >= 0 && start <= end && end <= this.length)) throw new UnreadableImage('The file is truncated');
    this.#visited += end - start;
    if (this.#visited > visitsPerByte * this.length)
      throw new UnreadableImage('The parts of the file overlap or refer to each other too often');
  }
}
