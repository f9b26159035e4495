import { ConfigError, type Variables } from '../core/variables.ts';
import type { Api } from '../http/api.ts';
import type { HandlerKey, Method, Route, UploadKey } from '../http/route.ts';
import { inboxResource, outcomeResource } from '../uploads/wide-door.ts';
import { apis } from './apis.ts';
import { wideDoorRoutes } from './wide-door-routes.ts';

const everyApi: readonly Api[] = apis;
export const apiRoutes: readonly Route[] = everyApi.flatMap((api) => api.routes);

/** Every route of the service. The stack, the local gateway and the functions read this one table. */
export const routes: readonly Route[] = [...apiRoutes, ...wideDoorRoutes(apiRoutes)];

type AnyRoute = (typeof apis)[number]['routes'][number] | ReturnType<typeof wideDoorRoutes>[number];

/** The routes for which a function must have a handler, as `METHOD /path`. */
export type HandlerKeyOf<Name extends Route['function']> = HandlerKey<AnyRoute, Name>;

/** The upload routes, as `METHOD /path`. */
export type AnyUploadKey = UploadKey<AnyRoute>;

/**
 * The routes as they are served: those of an API with a path prefix also under it. Refuses with `ConfigError` a prefix
 * that another route begins with.
 */
export function servedRoutes(read: Variables): readonly Route[] {
  return [...everyApi.flatMap((api) => withPrefix(api, read)), ...wideDoorRoutes(apiRoutes)];
}

function withPrefix({ routes: own, pathPrefix }: Api, read: Variables): readonly Route[] {
  if (pathPrefix === undefined) return own;
  const prefix = pathPrefix.read(read);
  if (routes.some(({ path }) => path === prefix || path.startsWith(`${prefix}/`))) {
    throw new ConfigError(`${pathPrefix.variable} must be a segment that no route begins with`);
  }
  return own.flatMap((route) => (route.isPrefixed ? [route, { ...route, path: prefix + route.path }] : [route]));
}

/** Leaves out the routes of the wide door. */
export function withoutWideDoor(table: readonly Route[]): readonly Route[] {
  return table.filter(({ path }) => !isWideDoor(path));
}

function isWideDoor(resource: string): boolean {
  return resource === inboxResource || resource === outcomeResource;
}

const templates: ReadonlySet<string> = new Set(routes.map(({ path }) => path));

/**
 * A request's path and template as the route table has them, without a configured prefix and without the wide door's
 * first segment. The template of the wide door stays.
 */
export function withoutPrefix<T extends { readonly path: string; readonly resource: string }>(request: T): T {
  if (isWideDoor(request.resource)) return { ...request, path: withoutFirstSegment(request.path) };
  const resource = withoutFirstSegment(request.resource);
  if (templates.has(request.resource) || !templates.has(resource)) return request;
  return { ...request, resource, path: withoutFirstSegment(request.path) };
}

export function withoutFirstSegment(path: string): string {
  return path.replace(/^\/+[^/]+/, '');
}

/** The methods of a route's template. */
export function methodsOf(resource: string): readonly Method[] {
  return routes.filter((route) => route.path === resource).map((route) => route.method);
}
