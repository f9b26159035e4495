import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { type FunctionName, matchPath, methodsOf, routes, unrouted } from '../../shared/http/routes.ts';
import { logFailure } from '../../shared/log.ts';
import { toApiGatewayEvent } from './api-gateway-event.ts';
import { invoke, type LambdaAnswer, type LambdaHandler } from './lambda-runtime.ts';

/** The functions behind the gateway, by name. */
export type Functions = ReadonlyMap<FunctionName, LambdaHandler>;

export interface Gateway {
  readonly port: number;
  /** Answers what is under way, takes nothing new. */
  stop(): Promise<void>;
}

export interface GatewaySettings {
  readonly port: number;
  /** Resolves when the functions are loaded; requests wait for them. */
  readonly functions: Promise<Functions>;
  readonly allowedOrigins: () => readonly string[];
}

// Only so that nobody can fill the memory; nothing near what any dialect takes.
const maxBodyBytes = 64 * 1024 * 1024;

const graceMillis = 10_000;

/** API Gateway's part on one machine: from HTTP to the functions' events and back, by the route table. */
export async function startGateway({ port, functions, allowedOrigins }: GatewaySettings): Promise<Gateway> {
  const underWay = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    answer(request, response).catch((error: unknown) => {
      const clientGone = (request.destroyed && !request.complete) || response.destroyed;
      if (!clientGone) logFailure('The gateway failed', error);
      if (clientGone || response.headersSent) response.destroy();
      else send(response, 502, JSON.stringify({ message: 'Internal server error' }));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', search = ''] = splitTarget(request.url ?? '/');
    const matched = matchPath(path);
    if (request.method === 'OPTIONS') return preflight(request, response, matched?.resource, allowedOrigins());

    const body = await readBody(request);
    if (body === undefined) return send(response, 413, JSON.stringify({ message: 'Request Too Long' }));
    const route = routes.find(({ method, path }) => method === request.method && path === matched?.resource);
    const name = route?.function ?? unrouted;
    const handler = (await functions).get(name);
    if (handler === undefined) throw new Error(`There is no function ${name}`);
    await write(response, await invoke(handler, name, toApiGatewayEvent(request, { path, search, matched, body })));
  }

  server.listen(port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      const answered = [...underWay].map((response) => new Promise((resolve) => response.once('close', resolve)));
      await Promise.race([Promise.all(answered), setTimeout(graceMillis, undefined, { ref: false })]);
      server.closeAllConnections(); // those that ask nothing, and those that read too slowly
      await closed;
    },
  };
}

/** Path and query of a request's target, which may also be a whole URL. */
function splitTarget(target: string): [string, string] {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const question = local.indexOf('?');
  return question < 0 ? [local, ''] : [local.slice(0, question), local.slice(question + 1)];
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

/** Browsers ask before they send a token or a method of their own across origins. */
function preflight(
  { headers }: IncomingMessage,
  response: ServerResponse,
  resource: string | undefined,
  allowedOrigins: readonly string[],
): void {
  const { origin = '' } = headers;
  const allowed = allowedOrigins.includes('*') ? '*' : allowedOrigins.includes(origin) ? origin : undefined;
  response.setHeader('Vary', 'Origin, Access-Control-Request-Headers');
  if (allowed !== undefined && resource !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', allowed);
    response.setHeader('Access-Control-Allow-Methods', methodsOf(resource).join(', '));
    response.setHeader(
      'Access-Control-Allow-Headers',
      headers['access-control-request-headers'] ?? 'Authorization, Content-Type',
    );
    response.setHeader('Access-Control-Max-Age', '600');
  }
  response.writeHead(204).end();
}

async function write(response: ServerResponse, answer: LambdaAnswer): Promise<void> {
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
  for (const [name, values] of Object.entries(answer.multiValueHeaders ?? {})) response.setHeader(name, values);
  response.statusCode = answer.statusCode;
  if (answer.body instanceof Readable) await pipeline(answer.body, response);
  else response.end(answer.body);
}

/** The gateway's own answer, whatever a function had begun to say. */
function send(response: ServerResponse, status: number, body: string): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
}
