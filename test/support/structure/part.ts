/** A segment, chunk, block or ISO box of a file. */
export interface Part {
  /** The name of a marker, or the type of a chunk or an ISO box. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The first byte of its content. */
  readonly body: number;
  /** The position of its length field. */
  readonly length?: Place;
  /** Positions of some of its fields for counts and sizes. */
  readonly counts: readonly Place[];
  /** Whether its content is coded pixels or colours, which can be any bytes. */
  readonly pixels: boolean;
  readonly children: readonly Part[];
}

/** The position of a number. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly littleEndian: boolean;
}

/** A part, by default without length field, counts, pixels and children. */
export function part(
  name: string,
  facts: Pick<Part, 'start' | 'body' | 'end'> & Partial<Pick<Part, 'length' | 'counts' | 'pixels' | 'children'>>,
): Part {
  return { name, counts: [], pixels: false, children: [], ...facts };
}

/** The rest of a file, after its end or unreadable, as one part; empty if there is none. */
export function remainder(
  name: string,
  { start, end }: { readonly start: number; readonly end: number },
): readonly Part[] {
  return start < end ? [part(name, { start, body: start, end })] : [];
}

/** Parts and all their descendants; a parent comes before its children. */
export function withChildren(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((each) => [each, ...withChildren(each.children)]);
}
