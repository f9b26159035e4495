import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';

export interface AsIs {
  readonly method?: string;
  /** Sent unchanged after the service's own path: dots are not resolved, nothing is encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Sends a request that `fetch` would change. With `Expect: 100-continue` it waits for the interim response, as curl
 * does.
 */
export async function requestAsIs(url: string, { method = 'GET', path, headers = {}, body }: AsIs): Promise<Response> {
  const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, {
    method,
    path: new URL(url).pathname.replace(/\/$/, '') + path,
    agent: false,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Length': body.length }) },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  if ('Expect' in headers) {
    request.flushHeaders();
    await once(request, 'continue');
  }
  request.end(body);
  const [message] = await answered;
  const content = await buffer(message);
  return new Response(content.length === 0 ? null : content, {
    status: message.statusCode ?? 0,
    headers: Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]),
  });
}

/** Sends bytes over a bare connection, then waits, ends or resets it; resolves with all received bytes. */
export async function sendBytes(url: string, bytes: Uint8Array, then: 'wait' | 'end' | 'break off'): Promise<string> {
  const { protocol, hostname, port } = new URL(url);
  const socket: Socket =
    protocol === 'https:'
      ? connectTls({ host: hostname, port: Number(port || 443), servername: hostname })
      : connect({ host: hostname, port: Number(port || 80) });
  const closed = once(socket, 'close');
  socket.on('error', () => {}); // a reset is a valid outcome
  const answer = text(socket).catch(() => '');
  await new Promise((sent) => socket.write(bytes, sent));
  if (then === 'end') socket.end();
  if (then === 'break off') socket.resetAndDestroy();
  await closed;
  return answer;
}
