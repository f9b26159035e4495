/** A part of a file as its format frames it. */
export interface Part {
  /** What it is: a marker's name, a chunk's or box's type. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Where that begins which it holds. */
  readonly body: number;
  /** The number that says how long it is. */
  readonly length?: Place;
  /** Numbers in it that say how many or how large, the more interesting ones. */
  readonly counts: readonly Place[];
  /** What it holds are coded pixels, or colours: bytes that can be anything. */
  readonly pixels: boolean;
  readonly children: readonly Part[];
}

/** Where a number stands. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly littleEndian: boolean;
}

export function part(
  name: string,
  [start, body, end]: readonly [start: number, body: number, end: number],
  more: Partial<Pick<Part, 'length' | 'counts' | 'pixels' | 'children'>> = {},
): Part {
  return { name, start, body, end, counts: [], pixels: false, children: [], ...more };
}

/** What is left of a file, where anything is: behind its end, or what cannot be read. */
export function remainder(name: string, start: number, end: number): readonly Part[] {
  return start < end ? [part(name, [start, start, end])] : [];
}

/** Parts and all that they hold, from the outside in. */
export function withChildren(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((each) => [each, ...withChildren(each.children)]);
}
