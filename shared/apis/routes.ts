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

/** The routes by which files come in, as `METHOD /path`. */
export type AnyUploadKey = UploadKey<AnyRoute>;

/**
 * The routes as they are served: those of an API with a path prefix also under it. Refuses with `ConfigError` a prefix that
 * another route begins with.
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

/** The same without the wide door. */
export function withoutWideDoor(table: readonly Route[]): readonly Route[] {
  return table.filter(({ path }) => !isWideDoor(path));
}

function isWideDoor(resource: string): boolean {
  return resource === inboxResource || resource === outcomeResource;
}

const templates: ReadonlySet<string> = new Set(routes.map(({ path }) => path));

/**
 * A request's path and template as the route table has them, without a configured prefix and without the wide door's first
 * segment. The template of the wide door stays.
 */
export function withoutPrefix<T extends { readonly path: string; readonly resource: string }>(place: T): T {
  if (isWideDoor(place.resource)) return { ...place, path: withoutFirstSegment(place.path) };
  const resource = withoutFirstSegment(place.resource);
  if (templates.has(place.resource) || !templates.has(resource)) return place;
  return { ...place, resource, path: withoutFirstSegment(place.path) };
}

function withoutFirstSegment(path: string): string {
  return path.replace(/^\/+[^/]+/, '');
}

/** An upload's request line, matched. */
export interface MatchedUpload extends MatchedPath {
  readonly key: AnyUploadKey;
  readonly method: Method;
  readonly kind: UploadBody;
  /** Without the prefix, encoded as it may stand in a URL. The parameters are decoded. */
  readonly path: string;
}

/** The routes by which files come in, each with its name. */
export const uploadRoutes = apiRoutes.flatMap((route) => {
  const { method, path: resource, upload: kind, isPrefixed } = route;
  if (kind === undefined) return [];
  const key = routeKey(route) as AnyUploadKey; // the type lists the routes that have `upload`
  return [{ key, method, resource, kind, isPrefixed }];
});

/** The upload that a request is for, through any prefix; undefined if it is for none. */
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

/** The methods that a template is served under. */
export function methodsOf(resource: string): readonly Method[] {
  return routes.filter((route) => route.path === resource).map((route) => route.method);
}
