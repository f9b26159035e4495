import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { gatewayErrorBody } from '../../shared/http/gateway-errors.ts';
import type { Refusal } from './refusals.ts';

const lingerMillis = 1000;

/** Answers with a refusal, whatever a function had begun to say. */
export function refuse(response: ServerResponse, refusal: Refusal, requestId: string): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const { headers, body } = answerOf(refusal, requestId);
  response.writeHead(refusal.status, headers).end(body);
}

/** The same where no request was read, so that there is nothing but a connection. */
export async function refuseUnread(socket: Duplex, refusal: Refusal, requestId: string): Promise<void> {
  const { headers, body } = answerOf(refusal, requestId);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => {}); // a reset that nobody hears of would end the process
  socket.resume().end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`);
  // A connection that is closed over what is still coming in is reset, and the answer lost.
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
      'Access-Control-Allow-Origin': '*', // nothing in it is anybody's, and a gateway response has no say in whose page asks
    },
    body,
  };
}
