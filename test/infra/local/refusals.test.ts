import { deepEqual, equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { refusalOfUnread } from '../../../infra/local/refusals.ts';
import { requestAsIs, sendBytes } from '../../support/request-as-is.ts';
import { gatewayFor, recordingGateway } from './gateway-for.ts';

/** Status and body of the only response on a connection. */
function read(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line): [string, string] => line.split(': ') as [string, string]));
  equal(headers.get('Content-Type'), 'application/json');
  equal(headers.get('Cache-Control'), 'no-store');
  equal(headers.get('Content-Length'), String(body.length));
  const { request_id: requestId, status, ...rest } = JSON.parse(body) as Record<string, unknown>;
  match(String(requestId), /^[0-9a-f-]{36}$/);
  match(statusLine, new RegExp(`^HTTP/1.1 ${status} `));
  return { status, headers, body: rest };
}

function refused(status: number, message: string, of = 'INVALID_DATA') {
  const denied = of === 'PERMISSION_DENIED';
  return {
    status,
    body: {
      message,
      type: 'error',
      code: denied ? 'forbidden' : 'bad_request',
      error: of,
      errorCode: denied ? 'ACCESS_DENIED' : 'OTHER',
      success: false,
    },
  };
}

async function send(url: string, text: string) {
  const { status, body } = read(await sendBytes(url, Buffer.from(text), 'wait'));
  return { status, body };
}

describe('Headers', () => {
  const tooLarge = refused(431, 'The headers of the request are too large');

  /** A request whose head, without the final empty line, has this number of bytes. */
  function head(bytes: number, start = 'GET /account/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'): string {
    return `${start}X: ${'x'.repeat(bytes - start.length - 'X: \r\n'.length)}\r\n\r\n`;
  }

  test('may have 10,240 bytes including the request line', async (t) => {
    const { url, events } = await recordingGateway(t);
    match(await sendBytes(url, Buffer.from(head(10_240)), 'wait'), /^HTTP\/1\.1 204 /);
    equal(events.length, 1);
  });

  for (const bytes of [10_241, 16_000, 16_384, 20_000, 100_000, 2_000_000]) {
    test(`of ${bytes} bytes are refused, and no function is invoked`, async (t) => {
      const { url, events } = await recordingGateway(t);
      deepEqual(await send(url, head(bytes)), tooLarge);
      equal(events.length, 0);
    });
  }

  test('are refused if the query is too long', async (t) => {
    const { url, events } = await recordingGateway(t);
    for (const length of [10_200, 50_000]) {
      const target = `/account/me?x=${'x'.repeat(length)}`;
      deepEqual(await send(url, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), tooLarge);
    }
    equal(events.length, 0);
  });

  test('are refused if thousands of small ones exceed the limit', async (t) => {
    const { url, events } = await recordingGateway(t);
    const lines = 'x:\r\n'.repeat(3000);
    deepEqual(await send(url, `GET /account/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n`), tooLarge);
    equal(events.length, 0);
  });
});

describe('A malformed request', () => {
  const bad = refused(400, 'The request is not valid');

  for (const [what, text] of [
    ['bytes of something else', '\x16\x03\x01 hello\r\n\r\n'],
    ['an unknown method', 'MAKE /upload HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n'],
    ['two lengths', 'POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a chunk without a length', 'POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['no Host header', 'GET /account/me HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ] as const) {
    test(`is answered with 400, and no function is invoked: ${what}`, async (t) => {
      const { url, events } = await recordingGateway(t);
      deepEqual(await send(url, text), bad);
      equal(events.length, 0);
    });
  }

  for (const character of '|{}') {
    test(`is answered with 400 if the query has a bare ${character}`, async (t) => {
      const { url, events } = await recordingGateway(t);
      const path = `/account/me?x=${character}`;
      equal((await requestAsIs(url, { path })).status, 400);
      equal((await requestAsIs(url, { path: path.replace(character, encodeURIComponent(character)) })).status, 204);
      deepEqual(
        events.map(({ queryStringParameters }) => queryStringParameters),
        [{ x: character }],
      );
    });
  }

  test('is answered with 400 on a connection that served another request before', async (t) => {
    const { url } = await recordingGateway(t);
    const { port } = new URL(url);
    const socket = connect({ host: 'localhost', port: Number(port) });
    socket.write('GET /account/me HTTP/1.1\r\nHost: x\r\n\r\n');
    match(String(await once(socket, 'data')), /^HTTP\/1\.1 204 /);
    socket.write('nonsense\r\n\r\n');
    const { status, body } = read(String(await once(socket, 'data')));
    deepEqual({ status, body }, bad);
    await once(socket.resume(), 'close');
  });

  test('gets no response within the response to an earlier request', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).write('half');
      await new Promise(() => {}); // until the connection is gone
    });
    const { url } = await gatewayFor(t, { account });
    const { port } = new URL(url);
    const socket = connect({ host: 'localhost', port: Number(port) });
    socket.on('error', () => {});
    socket.write('GET /account/me HTTP/1.1\r\nHost: x\r\n\r\n');
    let received = '';
    socket.on('data', (chunk) => {
      if (received === '') socket.write('nonsense\r\n\r\n');
      received += chunk;
    });
    await once(socket, 'close');
    equal(received.match(/HTTP\/1\.1 /g)?.length, 1);
  });

  test('does not delay the stop of the gateway', async (t) => {
    const { url, stop } = await gatewayFor(t, {});
    const { port } = new URL(url);
    for (const text of ['nonsense\r\n\r\n', 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n']) {
      const socket = connect({ host: 'localhost', port: Number(port), allowHalfOpen: true });
      socket.write(text);
      await once(socket.resume(), 'end'); // and the client's side stays open
    }
    await stop();
  });
});

test('An incomplete request is answered with 408 at the timeout', () => {
  const { status, message } = refusalOfUnread(Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }));
  deepEqual([status, message], [408, 'The request did not arrive in time']);
});

describe('A method that REST APIs do not support', () => {
  const unknown = refused(403, 'There is no such method or resource', 'PERMISSION_DENIED');

  for (const [method, target] of [
    ['PROPFIND', '/account/me'],
    ['TRACE', '/account/me'],
    ['PURGE', '/nowhere'],
    ['CONNECT', 'a.example:443'],
  ]) {
    test(`is answered with 403 as by API Gateway, and no function is invoked: ${method}`, async (t) => {
      const { url, events } = await recordingGateway(t);
      deepEqual(await send(url, `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), unknown);
      equal(events.length, 0);
    });
  }
});

test('A client that sends CONNECT and disconnects does not disturb the gateway', async (t) => {
  const { url } = await recordingGateway(t);
  for (let time = 0; time < 20; time++) {
    await sendBytes(url, Buffer.from('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n'), 'break off');
  }
  equal((await requestAsIs(url, { path: '/account/me' })).status, 204);
});

describe('Error responses of the gateway itself', () => {
  const unknownMethod = (origin: string) =>
    `TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: ${origin}\r\n\r\n`;

  async function allowed(url: string, text: string) {
    const { headers } = read(await sendBytes(url, Buffer.from(text), 'wait'));
    return [headers.get('Access-Control-Allow-Origin'), headers.get('Vary')];
  }

  test('can be read by pages of every origin', async (t) => {
    const { url } = await gatewayFor(t, {});
    for (const text of [unknownMethod('https://a.example'), 'nonsense\r\n\r\n']) {
      deepEqual(await allowed(url, text), ['*', null]);
    }
  });

  test('have no body for HEAD, and drop the function’s headers', async (t) => {
    const headers = { ETag: '"x"', 'X-Broken': 'a\nb' };
    const { url } = await gatewayFor(t, { 'public-read': async () => ({ statusCode: 200, headers }) });
    const response = await requestAsIs(url, { method: 'HEAD', path: '/storage/a' });
    deepEqual([response.status, response.headers.get('ETag'), await response.text()], [502, null, '']);
  });
});
