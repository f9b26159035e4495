import type { Extent } from './byte-reader.ts';

/** A marker with its parameters. */
export interface Segment extends Extent {
  readonly code: number;
  /** The first byte of the parameters. */
  readonly body: number;
}
