import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { gatewayErrorBody } from '../../shared/apis/refuse.ts';
import type { Refusal } from './refusals.ts';

const lingerMillis = 1000;

/** A refusal, and the request that it is for. */
interface GivenRefusal {
  readonly refusal: Refusal;
  readonly requestId: string;
}

/** Responds with a refusal, in place of any headers that are already set. */
export function refuse(response: ServerResponse, given: GivenRefusal): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const { status, headers, body } = answerOf(given);
  response.writeHead(status, headers).end(body);
}

/** Responds with a refusal on a bare connection, whose request could not be read, and closes it. */
export async function refuseUnread(socket: Duplex, given: GivenRefusal): Promise<void> {
  const { status, headers, body } = answerOf(given);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => {}); // without a listener a reset would end the process
  socket.resume().end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  // Closing a connection with unread data resets it, and the client loses the response.
  await setTimeout(lingerMillis, undefined, { ref: false });
  socket.destroy();
}

function answerOf({ refusal: { own, ...refusal }, requestId }: GivenRefusal) {
  const { type, text: body } = own ?? { type: 'application/json', text: gatewayErrorBody({ ...refusal, requestId }) };
  return {
    status: refusal.status,
    headers: {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'Content-Length': String(Buffer.byteLength(body)),
      'Access-Control-Allow-Origin': '*', // the body is a fixed text, and a gateway response cannot depend on the Origin
    },
    body,
  };
}
