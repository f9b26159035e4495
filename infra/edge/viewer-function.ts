import { readFileSync } from 'node:fs';
import { apiOf } from '../../shared/apis/apis.ts';
import { withoutPrefix } from '../../shared/apis/routes.ts';
import { uploadOf } from '../../shared/apis/uploads.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { Variables } from '../../shared/core/variables.ts';
import type { Api } from '../../shared/http/api.ts';
import { maxFunctionBytes, maxGatewayBytes } from '../../shared/http/gateway-limits.ts';
import { pathPattern } from '../../shared/http/match-path.ts';
import type { HttpResponse, RequestHead } from '../../shared/http/message.ts';
import type { Route } from '../../shared/http/route.ts';

interface EdgeSettings {
  readonly routes: readonly Route[];
  /** The variables from which the APIs read what uploads may be. */
  readonly read: Variables;
  /** Without the wide door, an upload that is too large for a function is refused. */
  readonly hasWideDoor: boolean;
}

/** Placeholders for the request's id and time, which only the edge knows; it also replaces the path. */
const requestId = '{request id}';
const at = new Date('2001-02-03T04:05:06.789Z');

/**
 * The code of the CloudFront function for viewer requests: the file beside this one, after a constant with its data.
 */
export function viewerFunctionCode({ routes, read, hasWideDoor }: EdgeSettings): string {
  const maxBytes = hasWideDoor ? maxGatewayBytes : maxFunctionBytes;
  const uploadRoutes = routes.filter(({ upload }) => upload !== undefined);
  const apis = [...Map.groupBy(uploadRoutes, apiOfRoute)].map(([api, own]) => ({
    uploads: own.map(({ method, path }) => [method, pathPattern(path)]),
    needsLength: own.some((route) => maxBytesOf(route, read) > maxFunctionBytes),
    refusals: [...(api.variants ?? []), {}].map((query) =>
      refusalsOf(api, { request: requestTo(own[0], query), maxBytes }),
    ),
  }));
  const data = { maxFunctionBytes, maxBytes, requestId, time: at.toISOString(), millis: String(at.getTime()), apis };
  const source = readFileSync(new URL('./viewer-request.js', import.meta.url), 'utf8');
  return `const uploads = ${JSON.stringify(data)};\n${source}`;
}

/** An API's refusals to a query: of a too large upload, and of one without a length. */
function refusalsOf(api: Api, { request, maxBytes }: { request: RequestHead; maxBytes: number }) {
  const tooLarge = api.refuse(new PhotoFailure('request-too-large', { maxBytes }), { request });
  const noLength = api.refuse(new PhotoFailure('length-required', {}), { request });
  const saysPath = [tooLarge, noLength].some(({ body }) => String(body).includes(request.path));
  return {
    query: request.query,
    ...(saysPath ? { path: request.path } : {}),
    headers: edgeHeaders(tooLarge), // the same for both refusals; the function has room for 10 KB
    tooLarge: { status: tooLarge.status, body: tooLarge.body },
    noLength: { status: noLength.status, body: noLength.body },
  };
}

function maxBytesOf(route: Route, read: Variables): number {
  const upload = uploadOf(localRoute(route));
  if (upload === undefined) throw new TypeError(`${route.path} is not an upload`);
  return upload.readPolicy(read).maxBytes;
}

function apiOfRoute(route: Route): Api {
  const api = apiOf(localRoute(route).path);
  if (api === undefined) throw new TypeError(`${route.path} belongs to no API`);
  return api;
}

/** A route without the configured prefix. */
function localRoute(route: Route): Route {
  return { ...route, path: withoutPrefix({ path: route.path, resource: route.path }).resource };
}

function requestTo(route: Route | undefined, query: RequestHead['query']): RequestHead {
  if (route === undefined) throw new TypeError('There is no route');
  const { method, path } = localRoute(route);
  return { method, path, resource: path, parameters: {}, headers: {}, query, requestId, at };
}

/** Pages of every origin may read the refusals, as they may read the gateway's own errors. */
function edgeHeaders({ headers }: HttpResponse): Record<string, string> {
  const all = Object.entries({ ...headers, 'Access-Control-Allow-Origin': '*' });
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
}
