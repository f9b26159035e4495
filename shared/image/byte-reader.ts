import { UnreadableImage } from './unreadable-image.ts';

const visitsPerByte = 4;

/**
 * A file's bytes for whoever walks over them: nothing beyond their end can be read, and every byte that is looked at or copied
 * counts, so that no file, however it is made, takes more steps than four times its size.
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

  /** How many bytes were looked at so far, each as often as it was. */
  get visited(): number {
    return this.#visited;
  }

  /** An unsigned number of up to eight bytes, the most significant first unless it is little-endian. */
  uint(at: number, size: number, littleEndian = false): number {
    this.#visit(at, at + size);
    let value = 0;
    for (let index = 0; index < size; index++) {
      value = value * 256 + (this.bytes[at + (littleEndian ? size - 1 - index : index)] ?? 0);
    }
    return value;
  }

  /** A text of so many bytes, a character each. */
  text(at: number, length: number): string {
    let text = '';
    for (const byte of this.view(at, at + length)) text += String.fromCharCode(byte);
    return text;
  }

  /** Whether these bytes are there at this place. */
  has(at: number, expected: Uint8Array): boolean {
    if (at + expected.length > this.length) return false;
    return this.view(at, at + expected.length).every((byte, index) => byte === expected[index]);
  }

  /** Where a byte is next, at `from` or behind it; the length where it is not. */
  indexOf(byte: number, from: number): number {
    const found = this.bytes.indexOf(byte, from);
    const to = found < 0 ? this.length : found;
    this.#visit(from, to);
    return to;
  }

  /** A part of the bytes themselves, not a copy. */
  view(start: number, end: number): Uint8Array {
    this.#visit(start, end);
    return this.bytes.subarray(start, end);
  }

  #visit(start: number, end: number): void {
    if (!(start >= 0 && start <= end && end <= this.length)) throw new UnreadableImage('it is cut off');
    this.#visited += end - start;
    if (this.#visited > visitsPerByte * this.length)
      throw new UnreadableImage('its parts refer to each other too often');
  }
}
