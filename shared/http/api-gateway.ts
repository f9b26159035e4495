import { Readable } from 'node:stream';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { HttpRequest, HttpResponse, RequestHead } from './message.ts';

/**
 * A REST API's Lambda proxy event as a request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function toRequest(event: APIGatewayProxyEvent): HttpRequest {
  const body =
    event.body === null ? new Uint8Array() : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  return { ...toRequestHead(event), body };
}

/** The fields that the events of functions and of authorizers share. */
type RequestEvent = Pick<
  APIGatewayProxyEvent | APIGatewayRequestAuthorizerEvent,
  | 'httpMethod'
  | 'path'
  | 'resource'
  | 'pathParameters'
  | 'multiValueHeaders'
  | 'multiValueQueryStringParameters'
  | 'requestContext'
>;

/** The same without the body, also for an authorizer's event. */
export function toRequestHead(event: RequestEvent): RequestHead {
  return {
    method: event.httpMethod,
    path: event.path,
    resource: event.resource,
    parameters: onlyStrings(event.pathParameters),
    headers: joinHeaders(event),
    query: onlyLists(event.multiValueQueryStringParameters),
    requestId: event.requestContext.requestId,
    at: new Date(event.requestContext.requestTimeEpoch),
  };
}

/** The result of a buffered function, for the REST API. */
export function toResult(response: HttpResponse): APIGatewayProxyResult {
  if (response.body instanceof Readable) throw new TypeError('A buffered function cannot answer with a stream');
  const { status, headers, cookies, body = '' } = response;
  return {
    statusCode: status,
    headers: { ...headers },
    ...(cookies === undefined ? {} : { multiValueHeaders: { 'Set-Cookie': [...cookies] } }),
    body,
  };
}

/** The result of a streaming function, for middy, which writes the Lambda runtime's prelude and then the body. */
export interface StreamedResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string | Readable;
}

/** A response as the result of a streaming function. */
export function toStreamedResult(response: HttpResponse): StreamedResult {
  return { statusCode: response.status, headers: { ...response.headers }, body: response.body ?? '' };
}

function joinHeaders(event: RequestEvent): Record<string, string> {
  const headers = new Map<string, string[]>();
  for (const [name, values] of Object.entries(onlyLists(event.multiValueHeaders))) {
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), ...values]);
  }
  // HTTP/2 may split the Cookie header; its values are joined by semicolons (RFC 9113 §8.2.3).
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.join(name === 'cookie' ? '; ' : ', ')]));
}

function onlyStrings(values: Readonly<Record<string, string | undefined>> | null): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function onlyLists(values: Readonly<Record<string, string[] | undefined>> | null): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter((entry): entry is [string, string[]] => entry[1] !== undefined),
  );
}
