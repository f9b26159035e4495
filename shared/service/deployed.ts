import type { Part } from '../core/part.ts';
import { Variables } from '../core/variables.ts';

type AnyPart = Part<object>;
type Opened<P> = P extends Part<infer Each> ? (each: Each) => void : never;

/** All opened parts together: the intersection of their types. */
type PartsOf<Parts extends readonly AnyPart[]> = Opened<Parts[number]> extends (all: infer All) => void ? All : never;

const opened = new Map<AnyPart, object>();

/**
 * Opens the parts of a function from the environment of the process, at the first call. Each part is opened once for
 * all functions of a process.
 */
export function deployed<const Parts extends readonly AnyPart[]>(parts: Parts): () => PartsOf<Parts> {
  let all: PartsOf<Parts> | undefined;
  return () => {
    all ??= Object.assign({}, ...parts.map(open)) as PartsOf<Parts>;
    return all;
  };
}

function open(part: AnyPart): object {
  const found = opened.get(part) ?? part.open(new Variables(process.env), clock);
  opened.set(part, found);
  return found;
}

const clock = () => new Date();
