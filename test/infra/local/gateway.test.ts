import { deepEqual, equal, partialDeepStrictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { gatewayFor, recordingGateway } from './gateway-for.ts';

describe('A buffered response', () => {
  for (const [what, answer, expected] of [
    ['text', { statusCode: 200, body: 'é' }, { status: 200, body: 'é' }],
    ['nothing', { statusCode: 204 }, { status: 204, body: '' }],
    [
      'base64',
      { statusCode: 201, body: Buffer.from('\0é').toString('base64'), isBase64Encoded: true },
      { status: 201, body: '\0é' },
    ],
    [
      'text that looks like base64',
      { statusCode: 200, body: 'AAAA', isBase64Encoded: false },
      { status: 200, body: 'AAAA' },
    ],
  ] as const) {
    test(`of ${what} arrives unchanged`, async (t) => {
      const { url } = await gatewayFor(t, { account: async () => answer });
      const response = await fetch(`${url}/account/me`);
      deepEqual({ status: response.status, body: await response.text() }, expected);
    });
  }

  test('carries single-value and multi-value headers', async (t) => {
    const headers = { 'X-Number': 5, 'X-True': true, 'X-Both': 'single' };
    const multiValueHeaders = { 'Set-Cookie': ['a=1', 'b=2'], 'X-Both': ['first', 'second'] };
    const { url } = await gatewayFor(t, { account: async () => ({ statusCode: 200, headers, multiValueHeaders }) });
    const response = await fetch(`${url}/account/me`);
    deepEqual(
      ['X-Number', 'X-True', 'X-Both'].map((name) => response.headers.get(name)),
      ['5', 'true', 'first, second'],
    );
    deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
  });

  test('may have 6,291,556 bytes with its JSON envelope; a larger one is 502', async (t) => {
    const around = JSON.stringify({ statusCode: 200, body: '' }).length;
    const answering = (bytes: number) => ({ statusCode: 200, body: 'x'.repeat(bytes - around) });
    let bytes = 6_291_556;
    const { url } = await gatewayFor(t, { account: async () => answering(bytes) });
    const most = await fetch(`${url}/account/me`);
    deepEqual([most.status, await most.text()], [200, answering(bytes).body]);
    bytes += 1;
    deepEqual(await said(await fetch(`${url}/account/me`)), [
      ...[502, 'Internal server error'],
      ...['internal_server_error', 'RET_ERROR'],
    ]);
  });
});

describe('A failure of a function is answered with 502, without the error’s text, if the function', () => {
  const fail = (thrown: unknown) => async () => {
    throw thrown;
  };
  for (const [what, handler] of [
    ['throws an error', fail(new Error('secret'))],
    ['throws something else', fail('secret')],
    ['returns undefined', async () => undefined],
    ['returns a string', async () => 'secret'],
    ['returns no status', async () => ({ body: 'secret' })],
    ['returns a string as status', async () => ({ statusCode: '200', body: 'secret' })],
    ['returns an invalid status', async () => ({ statusCode: 42, body: 'secret' })],
    ['returns a body that is not a string', async () => ({ statusCode: 200, body: { secret: true } })],
    ['returns a header value with a line break', async () => ({ statusCode: 200, headers: { X: 'a\r\nY: b' } })],
    [
      'returns such a header after a Content-Length',
      async () => ({ statusCode: 200, headers: { 'Content-Length': '6', X: 'a\nb' }, body: 'secret' }),
    ],
    ['streams, and throws before its first byte', awslambda.streamifyResponse(fail(new Error('secret')))],
    ['streams, and ends before its prelude', awslambda.streamifyResponse(async (_, stream) => void stream.end())],
    [
      'streams, and ends within its prelude',
      awslambda.streamifyResponse(async (_, stream) => void stream.end('{"statusCode":200}\0\0')),
    ],
    [
      'streams a prelude that is not JSON',
      awslambda.streamifyResponse(async (_, stream) => void stream.end(`secret${'\0'.repeat(8)}`)),
    ],
  ] as const) {
    test(what, async (t) => {
      const { url } = await gatewayFor(t, { account: handler });
      for (let time = 0; time < 2; time++) {
        const response = await fetch(`${url}/account/me`);
        deepEqual(await said(response), [502, 'Internal server error', 'internal_server_error', 'RET_ERROR']);
      }
    });
  }

  test('and the response has the request id that the function got and that is logged', async (t) => {
    const events: APIGatewayProxyEvent[] = [];
    const { url, logged } = await gatewayFor(t, {
      account: async (event: APIGatewayProxyEvent) => void events.push(event),
    });
    const response = await fetch(`${url}/account/me`);
    const { request_id: requestId } = (await response.json()) as { request_id: string };
    equal(requestId, events[0]?.requestContext.requestId);
    equal(logged.callCount(), 1);
    partialDeepStrictEqual(logged.calls[0]?.arguments[1], { requestId });
  });
});

test('A missing function is answered with 500', async (t) => {
  const { url } = await gatewayFor(t, {});
  deepEqual(await said(await fetch(`${url}/account/me`)), [
    500,
    'Internal server error',
    'internal_server_error',
    'RET_ERROR',
  ]);
});

describe('A client that disconnects within its request', () => {
  test('invokes no function and does not disturb the gateway', async (t) => {
    const { url, events } = await recordingGateway(t);
    const { port } = new URL(url);
    for (const hangUp of ['end', 'resetAndDestroy'] as const) {
      const socket = connect({ host: 'localhost', port: Number(port) });
      socket.on('error', () => {});
      await new Promise((sent) =>
        socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf', sent),
      );
      socket[hangUp]();
      await once(socket.resume(), 'close');
    }
    equal((await fetch(`${url}/upload`, { method: 'POST' })).status, 204);
    equal(events.length, 1);
  });
});

describe('A request', () => {
  test('may have a body of 10,485,760 bytes; a larger one is answered with API Gateway’s 413', async (t) => {
    const { url, events } = await recordingGateway(t);
    const response = await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(10_485_761) });
    deepEqual(await refused(response), [413, 'text/plain', 'HTTP content length exceeded 10485760 bytes.']);
    const next = await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(10_485_760) });
    equal(
      (await refused(next))[2],
      '{"message": "Request Too Long"}',
      'below API Gateway’s limit, Lambda’s limit applies',
    );
    equal(events.length, 0);
  });

  test('may become an event of less than 6,291,456 bytes; a larger one is answered with Lambda’s 413', async (t) => {
    const { url, events } = await recordingGateway(t);
    const eventBytes = () => Buffer.byteLength(JSON.stringify(events.at(-1)));
    /** An event holds the User-Agent three times, and other headers twice. */
    const send = (agent: number, others: number) => {
      const headers = { 'User-Agent': 'x'.repeat(agent), X: 'x'.repeat(others) };
      return fetch(`${url}/upload`, { method: 'POST', headers, body: Buffer.alloc(4_716_000) });
    };
    equal((await send(1, 1)).status, 204);
    const missing = 6_291_455 - eventBytes();
    const odd = missing % 2;
    const [agent, others] = [1 + odd, 1 + (missing - 3 * odd) / 2];
    equal((await send(agent, others)).status, 204);
    equal(eventBytes(), 6_291_455);
    const tooLong = await send(agent + 1, others - 1);
    deepEqual(await refused(tooLong), [413, 'application/json', '{"message": "Request Too Long"}']);
    equal(events.length, 2);
  });
});

/** Status, type and text of AWS's fixed responses. */
async function refused(response: Response): Promise<unknown[]> {
  return [response.status, response.headers.get('Content-Type'), await response.text()];
}

/** The fields of the gateway's own responses. */
async function said(response: Response): Promise<unknown[]> {
  const { message, status, code, error } = (await response.json()) as Record<string, unknown>;
  equal(status, response.status);
  equal(response.headers.get('Content-Type'), 'application/json');
  return [status, message, code, error];
}
