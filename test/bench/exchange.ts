import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';

interface Exchange {
  readonly agent: Agent;
  readonly method?: 'GET' | 'POST';
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

/** Sends a request; resolves as soon as the response headers have arrived. */
export function exchange(
  address: URL,
  { agent, method = 'GET', headers = {}, body }: Exchange,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(address, { agent, method, headers }, resolve).on('error', reject).end(body);
  });
}

/** Reads a response to its end, and counts its bytes. */
export function lengthOf(response: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    response.on('end', () => resolve(length)).on('error', reject);
  });
}
