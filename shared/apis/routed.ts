import { PhotoFailure } from '../core/failure.ts';
import type { Verb } from './http-function.ts';

/** The verb of a function that serves several routes: one for each of their templates. */
export function routed<Parts>(verbs: Readonly<Record<string, Verb<Parts>>>): Verb<Parts> {
  return async (service, request) => {
    const verb = verbs[request.resource];
    if (verb === undefined) throw new PhotoFailure('not-found', { what: 'route' });
    return verb(service, request);
  };
}
