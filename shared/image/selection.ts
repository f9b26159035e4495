import type { ImageReading } from '../core/image-reading.ts';
import { type Metadata, metadataKinds } from '../core/metadata.ts';
import type { ByteReader } from './byte-reader.ts';

type Facts = Pick<ImageReading, 'pixels' | 'frames'> & Partial<Pick<ImageReading, 'decoded'>>;

/** Collects, while a format's reader walks over a file, the parts of the cleaned file and the kinds of metadata. */
export class Selection {
  readonly reader: ByteReader;
  readonly #found = new Set<Metadata>();
  readonly #removed = new Set<Metadata>();
  readonly #parts: Uint8Array[] = [];
  #from = 0;
  #to = 0;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /** Keeps the file's bytes from `start` to `end`, after those that were kept before. */
  keep(start: number, end: number): void {
    if (start !== this.#to) {
      this.#flush();
      this.#from = start;
    }
    this.#to = end;
  }

  /** Adds bytes that are not in the file. The caller may change them until `reading`. */
  insert(bytes: Uint8Array): void {
    this.#flush();
    this.#from = this.#to;
    this.#parts.push(bytes);
  }

  /** Notes metadata that stays. */
  find(kind: Metadata): void {
    this.#found.add(kind);
  }

  /** Whether the kind was found so far. */
  holds(kind: Metadata): boolean {
    return this.#found.has(kind);
  }

  /** Notes metadata that is left out. */
  remove(...kinds: readonly Metadata[]): void {
    for (const kind of kinds) {
      this.#found.add(kind);
      this.#removed.add(kind);
    }
  }

  /** The length of the cleaned file so far, in bytes. */
  get length(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, this.#to - this.#from);
  }

  /** The result. If nothing was removed, its only part is the file itself. */
  reading({ pixels, frames, decoded = pixels.width * pixels.height * frames }: Facts): ImageReading {
    this.#flush();
    const inOrder = (kinds: ReadonlySet<Metadata>) => metadataKinds.filter((kind) => kinds.has(kind));
    return {
      ...{ pixels, frames, decoded },
      found: inOrder(this.#found),
      removed: inOrder(this.#removed),
      parts: this.#removed.size > 0 ? this.#parts : [this.reader.bytes],
    };
  }

  #flush(): void {
    if (this.#to > this.#from) this.#parts.push(this.reader.view(this.#from, this.#to));
    this.#from = this.#to;
  }
}
