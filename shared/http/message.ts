import type { Readable } from 'node:stream';
import { PhotoFailure } from '../core/failure.ts';

/** A request as every function receives it, on AWS as on one machine. */
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

/** The first value of a query parameter, whose name is given in lower case and compared without regard to case. */
export function queryValue({ query }: RequestHead, name: string): string | undefined {
  return Object.entries(query).find(([key]) => key.toLowerCase() === name)?.[1][0];
}

/** A JSON answer. It is made for one caller, so it is not cacheable. */
export function json(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
    body: JSON.stringify(body),
  };
}

/** The same answer with further headers, which override its own. */
export function withHeaders(response: HttpResponse, headers: Readonly<Record<string, string>>): HttpResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}

/** The body as a JSON object. Refuses anything else with `bad-request`. */
export function readJsonObject(request: HttpRequest): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch (cause) {
    throw new PhotoFailure('bad-request', { reason: 'The body is not JSON', cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PhotoFailure('bad-request', { reason: 'The body is not a JSON object' });
  }
  return value as Readonly<Record<string, unknown>>;
}
