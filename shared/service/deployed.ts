import type { Part } from '../core/part.ts';
import { Variables } from '../core/variables.ts';

type AnyPart = Part<object>;
type Opened<P> = P extends Part<infer Each> ? (each: Each) => void : never;

/** What all these parts are together: the intersection of what each opens. */
export type ServiceOf<Parts extends readonly AnyPart[]> =
  Opened<Parts[number]> extends (all: infer All) => void ? All : never;

const opened = new Map<AnyPart, object>();

/**
 * The service of a function that works with these parts, from this environment. The parts are opened at the first request and
 * then kept, each once for all functions of a process.
 */
export function deployed<const Parts extends readonly AnyPart[]>(parts: Parts): () => ServiceOf<Parts> {
  let service: ServiceOf<Parts> | undefined;
  return () => {
    service ??= Object.assign({}, ...parts.map(open)) as ServiceOf<Parts>;
    return service;
  };
}

function open(part: AnyPart): object {
  const found = opened.get(part) ?? part.open(new Variables(process.env), clock);
  opened.set(part, found);
  return found;
}

const clock = () => new Date();
