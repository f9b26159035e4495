import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { requestAsIs } from '../../e2e/request-as-is.ts';
import { gatewayFor, recordingGateway } from './gateway-for.ts';

describe('The event of a request', () => {
  test('has the shape that a REST API gives it', async (t) => {
    const { url, events } = await recordingGateway(t);

    await requestAsIs(url, {
      method: 'PUT',
      path: '/account/me?login=7&tag=a&tag=b&empty=&text=two+words%26more',
      headers: { 'X-One': '1', 'User-Agent': 'test', 'Content-Type': 'application/json' },
      body: Buffer.from('{"name":"é"}'),
    });

    const [event] = events;
    const { requestContext, headers, multiValueHeaders, ...rest } = event ?? {};
    deepEqual(rest, {
      resource: '/account/me',
      path: '/account/me',
      httpMethod: 'PUT',
      queryStringParameters: { login: '7', tag: 'b', empty: '', text: 'two words&more' },
      multiValueQueryStringParameters: { login: ['7'], tag: ['a', 'b'], empty: [''], text: ['two words&more'] },
      pathParameters: null,
      stageVariables: null,
      body: Buffer.from('{"name":"é"}').toString('base64'),
      isBase64Encoded: true,
    });
    deepEqual([headers?.['X-One'], multiValueHeaders?.['X-One']], ['1', ['1']]);
    equal(requestContext?.httpMethod, 'PUT');
    equal(requestContext?.resourcePath, '/account/me');
    equal(requestContext?.path, '/account/me');
    equal(requestContext?.protocol, 'HTTP/1.1');
    equal(requestContext?.identity.userAgent, 'test');
    match(requestContext?.identity.sourceIp ?? '', /^(::1|(::ffff:)?127\.0\.0\.1)$/);
    match(requestContext?.requestId ?? '', /^[0-9a-f-]{36}$/);
  });

  test('has a request id of its own', async (t) => {
    const { url, events } = await recordingGateway(t);
    await fetch(`${url}/account/me`);
    await fetch(`${url}/account/me`);
    equal(new Set(events.map(({ requestContext }) => requestContext.requestId)).size, 2);
  });

  test('holds every value of a repeated header, and the last one where only one has room', async (t) => {
    const { url, events } = await recordingGateway(t);
    const { port } = new URL(url);
    const socket = connect({ host: 'localhost', port: Number(port) });
    socket.end(
      'GET /account/me HTTP/1.1\r\nHost: x\r\nX-Many: a\r\nx-many: b\r\nX-Many: c\r\nConnection: close\r\n\r\n',
    );
    await once(socket.resume(), 'close');
    const { headers, multiValueHeaders } = events[0] ?? {};
    deepEqual([multiValueHeaders?.['X-Many'], multiValueHeaders?.['x-many']], [['a', 'c'], ['b']]);
    deepEqual([headers?.['X-Many'], headers?.['x-many']], ['c', 'b']);
  });

  test('is without a body where none was sent, and binary bodies come through whole', async (t) => {
    const { url, events } = await recordingGateway(t);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    await fetch(`${url}/upload`, { method: 'POST', body: bytes });
    await fetch(`${url}/upload`, { method: 'POST' });
    deepEqual(
      events.map(({ body, isBase64Encoded }) => [body, isBase64Encoded]),
      [
        [bytes.toString('base64'), true],
        [null, false],
      ],
    );
  });

  test('is without query parameters where none were sent', async (t) => {
    const { url, events } = await recordingGateway(t);
    for (const query of ['', '?']) await fetch(`${url}/account/me${query}`);
    for (const { queryStringParameters, multiValueQueryStringParameters } of events) {
      deepEqual([queryStringParameters, multiValueQueryStringParameters], [null, null]);
    }
  });

  for (const [path, resource, pathParameters] of [
    ['/storage/a.png', '/storage/{name}', { name: 'a.png' }],
    ['/storage/a%20b%2Fc', '/storage/{name}', { name: 'a b/c' }],
    ['/storage/%', '/storage/{name}', { name: '%' }],
    [
      '/api/storage/signed/user-assets/users/a%2540b/c.png',
      '/api/storage/signed/{bucket}/{path+}',
      { bucket: 'user-assets', path: 'users/a%40b/c.png' },
    ],
    ['/api/storage/signed/b/..//x/', '/api/storage/signed/{bucket}/{path+}', { bucket: 'b', path: '..//x/' }],
    ['/nowhere/at/all', '/{proxy+}', { proxy: 'nowhere/at/all' }],
    ['/storage', '/{proxy+}', { proxy: 'storage' }],
    ['/storage/a/b', '/{proxy+}', { proxy: 'storage/a/b' }],
    ['http://elsewhere.example/storage/a', '/storage/{name}', { name: 'a' }],
  ] as const) {
    test(`names ${resource} for ${path}, its variables decoded once`, async (t) => {
      const { url, events } = await recordingGateway(t);
      await requestAsIs(url, { path });
      deepEqual([events[0]?.resource, events[0]?.pathParameters], [resource, pathParameters]);
    });
  }

  test('goes to the function of its route, and to the one for unrouted requests where there is none', async (t) => {
    const named = (name: string) => async () => ({ statusCode: 200, body: name });
    const { url } = await gatewayFor(t, { account: named('account'), unrouted: named('unrouted') });
    for (const [method, path, name] of [
      ['GET', '/account/me', 'account'],
      ['PUT', '/account/profile', 'account'],
      ['DELETE', '/account/me', 'unrouted'],
      ['GET', '/', 'unrouted'],
    ] as const) {
      equal(await (await fetch(url + path, { method })).text(), name);
    }
  });
});

describe('A buffered answer', () => {
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
    test(`of ${what} arrives as it is`, async (t) => {
      const { url } = await gatewayFor(t, { account: async () => answer });
      const response = await fetch(`${url}/account/me`);
      deepEqual({ status: response.status, body: await response.text() }, expected);
    });
  }

  test('carries headers of one and of several values', async (t) => {
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
});

describe('A function that fails is answered with 502 and nothing of its error', () => {
  const fail = (thrown: unknown) => async () => {
    throw thrown;
  };
  for (const [what, handler] of [
    ['throws an error', fail(new Error('secret'))],
    ['throws something else', fail('secret')],
    ['answers nothing', async () => undefined],
    ['answers a text', async () => 'secret'],
    ['answers without a status', async () => ({ body: 'secret' })],
    ['answers a status that is a text', async () => ({ statusCode: '200', body: 'secret' })],
    ['answers a status that there is not', async () => ({ statusCode: 42, body: 'secret' })],
    ['answers a body that is no text', async () => ({ statusCode: 200, body: { secret: true } })],
    ['answers a header that would be two', async () => ({ statusCode: 200, headers: { X: 'a\r\nY: b' } })],
    [
      'answers such a header behind a length',
      async () => ({ statusCode: 200, headers: { 'Content-Length': '6', X: 'a\nb' }, body: 'secret' }),
    ],
    ['streams, and throws before its first byte', awslambda.streamifyResponse(fail(new Error('secret')))],
    ['streams, and ends before its prelude', awslambda.streamifyResponse(async (_, stream) => void stream.end())],
    [
      'streams, and ends within its prelude',
      awslambda.streamifyResponse(async (_, stream) => void stream.end('{"statusCode":200}\0\0')),
    ],
    [
      'streams a prelude that is no JSON',
      awslambda.streamifyResponse(async (_, stream) => void stream.end(`secret${'\0'.repeat(8)}`)),
    ],
  ] as const) {
    test(`where it ${what}`, async (t) => {
      const { url } = await gatewayFor(t, { account: handler });
      for (let time = 0; time < 2; time++) {
        const response = await fetch(`${url}/account/me`);
        deepEqual([response.status, await response.json()], [502, { message: 'Internal server error' }]);
      }
    });
  }

  test('where there is no such function', async (t) => {
    const { url } = await gatewayFor(t, {});
    equal((await fetch(`${url}/account/me`)).status, 502);
  });
});

describe('A streamed answer', () => {
  const prelude = JSON.stringify({ statusCode: 201, headers: { 'X-One': '1' } });
  const body = 'zeros \0\0\0\0\0\0\0\0 in the body are the body';
  const wire = Buffer.from(`${prelude}${'\0'.repeat(8)}${body}`);

  async function check(url: string): Promise<void> {
    const response = await fetch(`${url}/account/me`);
    deepEqual([response.status, response.headers.get('X-One'), await response.text()], [201, '1', body]);
  }

  test('is read from its framing, wherever that is split', async (t) => {
    let split = 0;
    const account = awslambda.streamifyResponse(async (_, stream) => {
      stream.write(wire.subarray(0, split));
      await setImmediate();
      stream.end(wire.subarray(split));
    });
    const { url } = await gatewayFor(t, { account });
    for (split = 0; split <= wire.length; split++) await check(url);
  });

  test('is read from single bytes', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      for (const byte of wire) {
        stream.write(Buffer.from([byte]));
        if (byte === 0) await setImmediate();
      }
      stream.end();
    });
    await check((await gatewayFor(t, { account })).url);
  });

  test('is framed by the runtime where the function leaves that to it', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const framed = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-One': '1' } });
      framed.write(body.slice(0, 5));
      framed.end(body.slice(5));
    });
    await check((await gatewayFor(t, { account })).url);
  });

  test('may be empty, as to HEAD', async (t) => {
    const read = awslambda.streamifyResponse(async (_, stream) => {
      const metadata = { statusCode: 200, headers: { 'Content-Length': '5', 'Content-Type': 'image/png' } };
      const framed = awslambda.HttpResponseStream.from(stream, metadata);
      framed.write('');
      framed.end();
    });
    const { url } = await gatewayFor(t, { 'public-read': read });
    const response = await fetch(`${url}/storage/a`, { method: 'HEAD' });
    deepEqual(
      [response.status, response.headers.get('Content-Length'), response.headers.get('Content-Type')],
      [200, '5', 'image/png'],
    );
  });

  test('of many megabytes arrives whole', async (t) => {
    const chunk = Buffer.alloc(100_000, 'photo');
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const framed = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      await pipeline(Readable.from(Array(200).fill(chunk)), framed);
    });
    const { url } = await gatewayFor(t, { account });
    const bytes = Buffer.from(await (await fetch(`${url}/account/me`)).arrayBuffer());
    ok(bytes.equals(Buffer.alloc(20_000_000, chunk)));
  });

  test('that fails on its way is broken off, so that nobody takes it for whole', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const framed = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      framed.write('half');
      await setImmediate();
      throw new Error('The disk is gone');
    });
    const { url } = await gatewayFor(t, { account, unrouted: async () => ({ statusCode: 404 }) });
    await rejects(fetch(`${url}/account/me`).then((response) => response.text()));
    equal((await fetch(url)).status, 404);
  });

  test('ends at its source when the client hangs up, and the gateway goes on', async (t) => {
    const source = Readable.from(forever());
    const ended = new Promise((resolve) => source.once('close', resolve));
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const framed = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      await pipeline(source, framed);
    });
    const { url } = await gatewayFor(t, { account, unrouted: async () => ({ statusCode: 404 }) });

    const hangUp = new AbortController();
    const response = await fetch(`${url}/account/me`, { signal: hangUp.signal });
    await response.body?.getReader().read();
    hangUp.abort();

    await ended;
    equal((await fetch(url)).status, 404);
  });
});

async function* forever(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.alloc(65_536);
    await setImmediate();
  }
}

describe('A client that goes before its request is whole', () => {
  test('reaches no function and harms nobody', async (t) => {
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

  test('may send 64 MB and no more', async (t) => {
    const { url, events } = await recordingGateway(t);
    const body = Buffer.alloc(64 * 1024 * 1024 + 1);
    const response = await fetch(`${url}/upload`, { method: 'POST', body });
    deepEqual([response.status, await response.json()], [413, { message: 'Request Too Long' }]);
    equal(events.length, 0);
  });
});

describe('A preflight request', () => {
  const ask = (url: string, path: string, headers: Record<string, string>) =>
    fetch(url + path, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST', ...headers } });

  test('is answered by the gateway, with the methods of the path and the headers asked for', async (t) => {
    const { url, events } = await recordingGateway(t);
    const response = await ask(url, '/account/me', {
      Origin: 'https://a.example',
      'Access-Control-Request-Headers': 'authorization,x-own',
    });
    equal(response.status, 204);
    deepEqual(
      ['Allow-Origin', 'Allow-Methods', 'Allow-Headers', 'Max-Age'].map((name) =>
        response.headers.get(`Access-Control-${name}`),
      ),
      ['*', 'GET, PUT', 'authorization,x-own', '600'],
    );
    equal(events.length, 0);
  });

  test('names the allowed headers where none are asked for', async (t) => {
    const { url } = await gatewayFor(t, {});
    const { headers } = await ask(url, '/upload', { Origin: 'https://a.example' });
    equal(headers.get('Access-Control-Allow-Headers'), 'Authorization, Content-Type');
  });

  test('allows the origins of the configuration and no others', async (t) => {
    const { url } = await gatewayFor(t, {}, ['https://a.example', 'https://b.example']);
    for (const [Origin, allowed] of [
      ['https://b.example', 'https://b.example'],
      ['https://c.example', null],
      ['https://a.example.c.example', null],
    ] as const) {
      const { headers } = await ask(url, '/upload', { Origin });
      equal(headers.get('Access-Control-Allow-Origin'), allowed);
      match(headers.get('Vary') ?? '', /\bOrigin\b/);
    }
  });

  test("allows nothing on a path that is nobody's", async (t) => {
    const { url } = await gatewayFor(t, {});
    const { status, headers } = await ask(url, '/nowhere', { Origin: 'https://a.example' });
    deepEqual([status, headers.get('Access-Control-Allow-Origin')], [204, null]);
  });
});
