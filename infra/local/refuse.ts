import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { gatewayErrorBody } from '../../shared/apis/refuse.ts';
import type { Refusal } from './refusals.ts';

const lingerMillis = 1000;

/** Responds with a refusal, in place of any headers that are already set. */
export function refuse(response: ServerResponse, refusal: Refusal, requestId: string): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const { headers, body } = answerOf(refusal, requestId);
  response.writeHead(refusal.status, headers).end(body);
}

/** Responds with a refusal on a bare connection, whose request could not be read, and closes it. */
export async function refuseUnread(socket: Duplex, refusal: Refusal, requestId: string): Promise<void> {
  const { headers, body } = answerOf(refusal, requestId);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => {}); // without a listener a reset would end the process
  socket.resume().end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`);
  // Closing a connection with unread data resets it, and the client loses the response.
  await setTimeout(lingerMillis, undefined, { ref: false });
  socket.destroy();
}

function answerOf({ own, ...refusal }: Refusal, requestId: string) {
  const { type, text: body } = own ?? { type: 'application/json', text: gatewayErrorBody({ ...refusal, requestId }) };
  return {
    headers: {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'Content-Length': String(Buffer.byteLength(body)),
      'Access-Control-Allow-Origin': '*', // the body is a fixed text, and a gateway response cannot depend on the Origin
    },
    body,
  };
}
