import { PhotoFailure } from '../core/failure.ts';
import type { FunctionName } from '../http/route.ts';
import type { Verb } from './http-function.ts';
import { type HandlerKeyOf, routes } from './routes.ts';

/** A handler for each route of a function; a missing or misspelt route does not compile. */
export type Handlers<Name extends FunctionName, Parts> = Readonly<Record<HandlerKeyOf<Name>, Verb<Parts>>>;

/** The verb of a function: it calls the handler of the request's route. `HEAD` has the handler of `GET`. */
export function dispatch<Name extends FunctionName, Parts>(_: Name, handlers: Handlers<Name, Parts>): Verb<Parts> {
  const byKey: Readonly<Record<string, Verb<Parts>>> = handlers;
  return async (parts, request) => {
    const route = routes.find(({ method, path }) => method === request.method && path === request.resource);
    const handler = route && byKey[`${route.as ?? route.method} ${route.path}`];
    if (handler === undefined) throw new PhotoFailure('not-found', { what: 'route' });
    return handler(parts, request);
  };
}
