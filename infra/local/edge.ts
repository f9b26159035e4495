import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createContext, runInContext } from 'node:vm';
import type { LambdaAnswer } from './lambda-runtime.ts';

/**
 * CloudFront's part on one machine: answers a request, or returns undefined and passes it on, perhaps with another path
 * or other headers (it changes the request). Nothing is cached.
 */
export type Edge = (request: IncomingMessage) => LambdaAnswer | undefined;

type Values = Record<string, { value: string; multiValue?: { value: string }[] }>;

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
interface ViewerRequest {
  method: string;
  uri: string;
  querystring: Values;
  headers: Values;
  cookies: Values;
}

interface ViewerResponse {
  readonly statusCode: number;
  readonly headers?: Values;
  readonly body?: { readonly data: string };
}

type ViewerFunction = (event: object) => ViewerRequest | ViewerResponse;

/** Runs the CloudFront function of viewer requests, from the code that is deployed to CloudFront. */
export function openEdge(viewerFunctionCode: string): Edge {
  const context = createContext({});
  const handler = runInContext(`${viewerFunctionCode}\nhandler`, context) as ViewerFunction;
  return (request) => {
    const viewerRequest = toViewerRequest(request);
    const { uri, headers } = structuredClone(viewerRequest);
    const result = handler({
      version: '1.0',
      context: { distributionDomainName: 'localhost', eventType: 'viewer-request', requestId: randomUUID() },
      viewer: { ip: request.socket.remoteAddress },
      request: viewerRequest,
    });
    if ('statusCode' in result) return toAnswer(result);
    if (result.uri !== uri) request.url = request.url?.replace(target, (_, origin) => origin + result.uri);
    const changed = Object.entries(result.headers).filter(([name, { value }]) => headers[name]?.value !== value);
    for (const [name, { value }] of changed) setHeader(request, { name, value });
    return undefined;
  };
}

/** The origin (in absolute-form request targets) and the path of a request target. */
const target = /^((?:https?:\/\/[^/?]*)?)([^?]*)/i;

function toViewerRequest({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): ViewerRequest {
  const [before = '', , uri = ''] = target.exec(url) ?? [];
  const search = url.slice(before.length + '?'.length);
  const pairs = search.split('&').filter((pair) => pair !== '');
  return {
    method,
    uri,
    querystring: toValues(pairs.map((pair) => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=?/s, '')])),
    headers: toValues(headerPairs(rawHeaders).map(([name, value]) => [name.toLowerCase(), value])),
    cookies: {},
  };
}

function toValues(pairs: readonly (readonly [string, string])[]): Values {
  const named = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries(
    [...named].map(([name, [[, value] = ['', ''], ...more]]) => {
      const multiValue = [{ value }, ...more.map(([, other]) => ({ value: other }))];
      return [name, more.length === 0 ? { value } : { value, multiValue }];
    }),
  );
}

function headerPairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}

/** Replaces all headers of that name by one. */
function setHeader(request: IncomingMessage, { name, value }: { name: string; value: string }): void {
  const others = headerPairs(request.rawHeaders).filter(([other]) => other.toLowerCase() !== name);
  request.rawHeaders = [...others, [name, value]].flat();
}

function toAnswer({ statusCode, headers = {}, body }: ViewerResponse): LambdaAnswer {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
  return { statusCode, headers: plain, body: body?.data ?? '' };
}
