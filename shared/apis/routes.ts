import { ConfigError, type Variables } from '../core/variables.ts';
import type { Api } from '../http/api.ts';
import { decodeSegment, encodePath, type MatchedPath, matchPath } from '../http/match-path.ts';
import { type HandlerKey, type Method, type Route, routeKey, type UploadBody, type UploadKey } from '../http/route.ts';
import { inboxResource, outcomeResource } from '../uploads/wide-door.ts';
import { apis } from './apis.ts';
import { wideDoorRoutes } from './wide-door-routes.ts';

const everyApi: readonly Api[] = apis;
const apiRoutes: readonly Route[] = everyApi.flatMap((api) => api.routes);

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
  return [
    ...everyApi.flatMap((api) => withPrefix(api.routes, api.readPathPrefix?.(read))),
    ...wideDoorRoutes(apiRoutes),
  ];
}

function withPrefix(own: readonly Route[], prefix: string | undefined): readonly Route[] {
  if (prefix === undefined) return own;
  if (routes.some(({ path }) => path === prefix || path.startsWith(`${prefix}/`))) {
    throw new ConfigError(`The path prefix ${prefix} is already in use: other routes begin with it`);
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

function withoutFirstSegment(path: string): string {
  return path.replace(/^\/+[^/]+/, '');
}

/** The request line of an upload, matched to its route. */
interface MatchedUpload extends MatchedPath {
  readonly key: AnyUploadKey;
  readonly method: Method;
  readonly kind: UploadBody;
  /** Without the prefix, percent-encoded. The parameters are decoded. */
  readonly path: string;
}

/** The upload routes, each with its name. */
export const uploadRoutes = apiRoutes.flatMap((route) => {
  const { method, path: resource, upload: kind, isPrefixed } = route;
  if (kind === undefined) return [];
  const key = routeKey(route) as AnyUploadKey; // the type lists the routes that have `upload`
  return [{ key, method, resource, kind, isPrefixed }];
});

/** The upload of a request line, under any prefix; undefined if it is not an upload. */
export function matchUpload(method: string, path: string): MatchedUpload | undefined {
  const local = path.replace(/^\/*/, '/').replace(/\/+$/, '');
  for (const candidate of [local, withoutFirstSegment(local)]) {
    const matched = matchPath(candidate, routes);
    const found = uploadRoutes.find((each) => each.method === method && each.resource === matched?.resource);
    if (matched === undefined || found === undefined || (candidate !== local && !found.isPrefixed)) continue;
    const { isPrefixed: _, ...route } = found;
    const parameters = Object.fromEntries(
      Object.entries(matched.parameters).map(([name, value]) => [name, decodeSegment(value)]),
    );
    return { ...route, path: encodePath(candidate), parameters };
  }
  return undefined;
}

/** The methods of a route's template. */
export function methodsOf(resource: string): readonly Method[] {
  return routes.filter((route) => route.path === resource).map((route) => route.method);
}
