import type { ImageReading } from '../core/image-reading.ts';
import { type Metadata, metadataKinds } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';

type Facts = Pick<ImageReading, 'pixels' | 'frames'> & Partial<Pick<ImageReading, 'decoded'>>;

/** What stays of a file, as a reader walks over it, and what was found on the way. */
export class Selection {
  readonly #reader: ByteReader;
  readonly #found = new Set<Metadata>();
  readonly #removed = new Set<Metadata>();
  readonly #parts: Uint8Array[] = [];
  #from = 0;
  #to = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  /** Keeps bytes as they are. */
  keep(start: number, end: number): void {
    if (start !== this.#to) {
      this.#flush();
      this.#from = start;
    }
    this.#to = end;
  }

  /** Puts bytes in which stand in for others. They may still be changed. */
  insert(bytes: Uint8Array): void {
    this.#flush();
    this.#from = this.#to; // nothing is kept since
    this.#parts.push(bytes);
  }

  /** Notes what stays. */
  find(kind: Metadata): void {
    this.#found.add(kind);
  }

  /** Whether that was found. */
  holds(kind: Metadata): boolean {
    return this.#found.has(kind);
  }

  /** Notes what is left out. */
  remove(...kinds: readonly Metadata[]): void {
    for (const kind of kinds) {
      this.#found.add(kind);
      this.#removed.add(kind);
    }
  }

  /** Of what stays, in bytes. */
  get length(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, this.#to - this.#from);
  }

  reading({ pixels, frames, decoded = pixels.width * pixels.height * frames }: Facts): ImageReading {
    this.#flush();
    const inOrder = (kinds: ReadonlySet<Metadata>) => metadataKinds.filter((kind) => kinds.has(kind));
    return {
      ...{ pixels, frames, decoded },
      found: inOrder(this.#found),
      removed: inOrder(this.#removed),
      parts: this.#removed.size > 0 ? this.#parts : [this.#reader.bytes],
    };
  }

  #flush(): void {
    if (this.#to > this.#from) this.#parts.push(this.#reader.view(this.#from, this.#to));
    this.#from = this.#to;
  }
}
