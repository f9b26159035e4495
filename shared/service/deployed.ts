import { Variables } from '../core/variables.ts';
import type { Service } from './service.ts';

type AnyPart = (read: Variables) => Partial<Service>;
type NamesOf<Opened> = Opened extends unknown ? keyof Opened & keyof Service : never;

/** The service of a function that works with these parts. */
type ServiceOf<Parts extends readonly AnyPart[]> = Pick<Service, NamesOf<ReturnType<Parts[number]>>>;

const opened = new Map<AnyPart, Partial<Service>>();

/**
 * The parts that a function works with, from this environment: opened at its first request and then kept, each once for all
 * functions of a process.
 */
export function deployed<Parts extends readonly AnyPart[]>(...parts: Parts): () => ServiceOf<Parts> {
  let service: ServiceOf<Parts> | undefined;
  return () => {
    service ??= Object.assign({}, ...parts.map(open)) as ServiceOf<Parts>;
    return service;
  };
}

function open(part: AnyPart): Partial<Service> {
  const there = opened.get(part) ?? part(new Variables(process.env));
  opened.set(part, there);
  return there;
}
