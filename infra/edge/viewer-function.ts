import { readFileSync } from 'node:fs';
import { dialectOf } from '../../shared/apis/apis.ts';
import { isUpload, type Route, withoutPrefix } from '../../shared/apis/routes.ts';
import { uploadAt } from '../../shared/apis/uploads.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { maxFunctionBytes, maxGatewayBytes } from '../../shared/http/gateway-limits.ts';
import type { HttpResponse, RequestHead } from '../../shared/http/message.ts';
import type { Service } from '../../shared/service/service.ts';
import type { Dialect } from '../../shared/uploads/upload.ts';

export interface EdgeSettings {
  readonly routes: readonly Route[];
  readonly policies: Pick<Service, 'openlift' | 'crafter'>;
  /** Whether there is a wide door; without one, what does not fit a function is refused. */
  readonly hasWideDoor: boolean;
}

/** Stands in refusals for the id that the edge gives a request. */
const requestId = '{request id}';

/** The function that CloudFront runs at a viewer's request: the file beside this one, and before it what it must know of uploads. */
export function viewerFunctionCode({ routes, policies, hasWideDoor }: EdgeSettings): string {
  const limit = hasWideDoor ? maxGatewayBytes : maxFunctionBytes;
  const apis = [...Map.groupBy(routes.filter(isUpload), dialectOfRoute)].map(([dialect, own]) => ({
    paths: own.map(({ path }) => pathPattern(path)),
    needsLength: own.some((route) => uploadAt(requestTo(route).path).policy(policies).maxBytes > maxFunctionBytes),
    refusals: [...(dialect.variants ?? []), {}].map((query) => refusalsOf(dialect, requestTo(own[0], query), limit)),
  }));
  const uploads = { maxFunctionBytes, maxBytes: limit, requestId, apis };
  const source = readFileSync(new URL('./viewer-request.js', import.meta.url), 'utf8');
  return `const uploads = ${JSON.stringify(uploads)};\n${source}`;
}

/** How a dialect refuses, to a query, what the edge refuses. */
function refusalsOf(dialect: Dialect, request: RequestHead, limit: number) {
  const tooLarge = dialect.refuse(new PhotoFailure('request-too-large', { maxBytes: limit }), request);
  const noLength = dialect.refuse(new PhotoFailure('length-required', {}), request);
  return {
    query: request.query,
    headers: edgeHeaders(tooLarge), // those of both; a function has room for 10 KB
    tooLarge: { status: tooLarge.status, body: tooLarge.body },
    noLength: { status: noLength.status, body: noLength.body },
  };
}

function dialectOfRoute(route: Route): Dialect {
  const { path } = requestTo(route);
  const dialect = dialectOf(path);
  if (dialect === undefined) throw new TypeError(`${path} belongs to no dialect`);
  return dialect;
}

/** A template as the source of a regular expression; slashes are read as the gateway reads them. */
function pathPattern(template: string): string {
  const pattern = template
    .slice(1)
    .replaceAll('.', '\\.')
    .replaceAll(/\{\w+\}/g, '[^/]+');
  return `^/*${pattern}/*$`;
}

function requestTo(route: Route | undefined, query: RequestHead['query'] = {}): RequestHead {
  if (route === undefined) throw new TypeError('There is no route');
  const { path } = withoutPrefix({ path: route.path, resource: route.path });
  return { method: 'POST', path, resource: route.path, parameters: {}, headers: {}, query, requestId };
}

/** As on the gateway's own errors, every origin may read them. */
function edgeHeaders({ headers }: HttpResponse): Record<string, string> {
  const all = Object.entries({ ...headers, 'Access-Control-Allow-Origin': '*' });
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
}
