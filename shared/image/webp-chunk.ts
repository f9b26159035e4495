import type { Extent } from './byte-reader.ts';

/** A RIFF chunk; `end` is after its padding. */
export interface Chunk extends Extent {
  readonly type: string;
  /** The first byte of the data. */
  readonly body: number;
  /** The first byte after the data. */
  readonly bodyEnd: number;
}
