import type { Readable } from 'node:stream';
import { PhotoFailure } from '../core/failure.ts';

/** A request as every function sees it, wherever it came from. */
export interface HttpRequest {
  readonly method: string;
  /** As the client sent it, without the query and without the prefix that some routes are also served under. */
  readonly path: string;
  /** The route's template, such as `/storage/{name}`. */
  readonly resource: string;
  /** What the template's variables stand for. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
  readonly requestId: string;
  /** When the gateway received it. */
  readonly at: Date;
}

/** What is known of a request without its body. */
export type RequestHead = Omit<HttpRequest, 'body'>;

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each the value of a `Set-Cookie`. */
  readonly cookies?: readonly string[];
  readonly body?: string | Readable;
}

/** The first value that a query has for a name, given in lower case, whatever the case in which it stands there. */
export function queryValue({ query }: RequestHead, name: string): string | undefined {
  return Object.entries(query).find(([key]) => key.toLowerCase() === name)?.[1][0];
}

/** A JSON answer; nothing that is made for one caller may lie in a cache. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** The body as a JSON object. Refuses anything else with `bad-request`. */
export function readJsonObject(request: HttpRequest): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch (cause) {
    throw new PhotoFailure('bad-request', { reason: 'The body is not JSON' }, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PhotoFailure('bad-request', { reason: 'The body is not a JSON object' });
  }
  return value as Readonly<Record<string, unknown>>;
}
