import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { maxEventBytes, maxGatewayBytes } from '../../shared/http/gateway-limits.ts';
import type { FunctionName, Route } from '../../shared/http/route.ts';
import { logFailure } from '../../shared/telemetry/log.ts';
import { toApiGatewayEvent } from './api-gateway-event.ts';
import type { Edge } from './edge.ts';
import { responseHeaders } from './gateway-headers.ts';
import { invokeProxy, type LambdaAnswer, type LambdaFunction, type LambdaHandler } from './lambda-runtime.ts';
import type { ObjectEndpoint } from './object-endpoint.ts';
import {
  bodyTooLarge,
  eventTooLarge,
  misconfigured,
  noAnswer,
  type Refusal,
  refusalOf,
  refusalOfUnread,
  unknownMethod,
} from './refusals.ts';
import { refuse, refuseUnread } from './refuse.ts';
import { readTarget } from './request-target.ts';
import { authorize, type PutBody, storeBody } from './store-body.ts';

/** The functions behind the gateway, by name. */
export type Functions = ReadonlyMap<FunctionName, LambdaHandler>;

export interface Gateway {
  readonly port: number;
  /** Refuses new connections and waits up to ten seconds for requests in progress. */
  stop(): Promise<void>;
}

interface GatewaySettings {
  readonly port: number;
  readonly routes: readonly Route[];
  /** Resolves when the functions are loaded; requests wait for them. */
  readonly functions: Promise<Functions>;
  /** Stores the bodies of service integrations. */
  readonly put: PutBody;
  /** CloudFront's part, if any. */
  readonly edge?: Edge | undefined;
  /** Takes direct uploads; undefined if the store has an address of its own. */
  readonly objects?: Promise<ObjectEndpoint | undefined>;
}

/** A request and its response. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

const graceMillis = 10_000;

/** API Gateway's part on one machine: converts HTTP requests to function events and back, by the route table. */
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const underWay = new Set<ServerResponse>();
  const server = createServer({ requireHostHeader: false }, handle); // else Node itself answers 400
  server.on('checkExpectation', handle); // API Gateway drops the header
  server.on('clientError', refuseUnderWay);
  server.on('connect', (_: IncomingMessage, socket: Duplex) =>
    refuseUnread(socket, { refusal: unknownMethod, requestId: randomUUID() }),
  );

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const exchange = { request, response, requestId: randomUUID() };
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    answer(exchange, settings).catch((error: unknown) => fail(exchange, error));
  }

  /** Refuses a malformed request, unless the response to an earlier request is in progress on the same connection. */
  function refuseUnderWay(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (socket.writableEnded) return; // bytes that arrive after a refusal
    const answered = [...underWay].some((each) => each.socket === socket && (each.headersSent || each.req.complete));
    if (answered || !socket.writable) socket.destroy();
    else refuseUnread(socket, { refusal: refusalOfUnread(error), requestId: randomUUID() });
  }

  server.listen(settings.port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      const answered = [...underWay].map((response) => new Promise((resolve) => response.once('close', resolve)));
      await Promise.race([Promise.all(answered), setTimeout(graceMillis, undefined, { ref: false })]);
      server.closeAllConnections(); // idle ones, and clients that read too slowly
      await closed;
    },
  };
}

async function answer(exchange: Exchange, settings: GatewaySettings): Promise<void> {
  const { request, response, requestId } = exchange;
  const store = await settings.objects;
  if (store?.serves(request)) return store.answer(request, response);
  const received = await receive(exchange, settings);
  if ('refusal' in received) return refuse(response, { refusal: received.refusal, requestId });
  if ('statusCode' in received) return write(response, received);
  return write(response, await invokeProxy(received.function, received.event));
}

/** A response, the gateway's own refusal, or the function to invoke with an event. */
type Received =
  | LambdaAnswer
  | { readonly refusal: Refusal }
  | { readonly function: LambdaFunction; readonly event: APIGatewayProxyEvent };

/** Everything before the invocation; apart from it, so that the raw body can be garbage-collected meanwhile. */
async function receive({ request, requestId }: Exchange, settings: GatewaySettings): Promise<Received> {
  const { routes, functions, put, edge } = settings;
  const answered = edge?.(request);
  const target = readTarget(request.url ?? '/', routes);
  const body = await readBody(request); // to its end: many clients read no response before they have sent the body
  if (answered !== undefined) return answered;
  if (body === undefined) return { refusal: bodyTooLarge };
  const refusal = refusalOf(request, target);
  if (refusal !== undefined) return { refusal };

  const route = routes.find(({ method, path }) => method === request.method && path === target.resource);
  const name = route?.function ?? 'unrouted';
  const handler = (await functions).get(name);
  if (handler === undefined) {
    logFailure('The gateway failed', { error: new Error(`There is no function ${name}`), requestId });
    return { refusal: misconfigured };
  }
  const { stores } = route ?? {};
  if (stores !== undefined) {
    const event = toApiGatewayEvent(request, { target, body: Buffer.alloc(0), requestId });
    const admitted = await authorize({ name, handler }, event);
    return 'refusal' in admitted ? admitted : storeBody(stores, { event, body, context: admitted.context, put });
  }
  const event = toApiGatewayEvent(request, { target, body, requestId });
  return eventBytes(event) < maxEventBytes ? { function: { name, handler }, event } : { refusal: eventTooLarge };
}

function fail({ request, response, requestId }: Exchange, error: unknown): void {
  const clientGone = (request.destroyed && !request.complete) || response.destroyed;
  if (!clientGone) logFailure('The gateway failed', { error, requestId });
  if (clientGone || response.headersSent) response.destroy();
  else refuse(response, { refusal: noAnswer, requestId });
}

function eventBytes({ body, ...rest }: APIGatewayProxyEvent): number {
  return Buffer.byteLength(JSON.stringify({ ...rest, body: '' })) + (body?.length ?? 0);
}

/** The whole body; undefined if it exceeds the gateway's limit, after the rest has been read and discarded. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxGatewayBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > maxGatewayBytes ? undefined : Buffer.concat(chunks);
}

async function write(response: ServerResponse, answer: LambdaAnswer): Promise<void> {
  const { statusCode, body } = answer;
  // Use the function's Content-Length only if the body does not tell its length; a 204 has none.
  const isAsked = statusCode !== 204 && (body instanceof Readable || response.req.method === 'HEAD');
  for (const [name, values] of responseHeaders(answer)) {
    if (isAsked || name.toLowerCase() !== 'content-length') response.setHeader(name, values);
  }
  response.statusCode = statusCode;
  // If the client has gone already, pipeline() leaves the body open, and with it the store's stream.
  if (body instanceof Readable) await pipeline(body, response).finally(() => body.destroy());
  else response.end(body);
}
