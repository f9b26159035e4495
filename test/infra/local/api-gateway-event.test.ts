import { deepEqual, equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { requestAsIs } from '../../support/request-as-is.ts';
import { gatewayFor, recordingGateway } from './gateway-for.ts';

describe('The event of a request', () => {
  test('has the shape of a REST API’s proxy event', async (t) => {
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

  test('holds every value of a repeated header, and the last one in the single-value fields', async (t) => {
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

  test('has a null body if none was sent, and a binary body unchanged', async (t) => {
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

  test('has null query parameters if none were sent', async (t) => {
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
    ['/api/storage/signed/b/..//x/', '/api/storage/signed/{bucket}/{path+}', { bucket: 'b', path: '..//x' }],
    ['/nowhere/at/all', '/{proxy+}', { proxy: 'nowhere/at/all' }],
    ['/storage', '/{proxy+}', { proxy: 'storage' }],
    ['/storage/', '/{proxy+}', { proxy: 'storage' }],
    ['/storage/a/b', '/{proxy+}', { proxy: 'storage/a/b' }],
    ['/nowhere//at/all//', '/{proxy+}', { proxy: 'nowhere//at/all' }],
    ['/storage/a/', '/storage/{name}', { name: 'a' }],
    ['///storage/a', '/storage/{name}', { name: 'a' }],
    ['/', '/', null],
    ['//', '/', null],
    ['http://elsewhere.example/storage/a', '/storage/{name}', { name: 'a' }],
    ['http://elsewhere.example?a=http://b.example/c', '/', null],
  ] as const) {
    test(`names ${resource} for ${path}, with its parameters decoded once`, async (t) => {
      const { url, events } = await recordingGateway(t);
      await requestAsIs(url, { path });
      deepEqual([events[0]?.resource, events[0]?.pathParameters], [resource, pathParameters]);
    });
  }

  test('has a path with one leading slash and all trailing slashes', async (t) => {
    const { url, events } = await recordingGateway(t);
    for (const path of ['//nowhere//x//', '/', '//']) await requestAsIs(url, { path });
    deepEqual(
      events.map(({ path }) => path),
      ['/nowhere//x//', '/', '/'],
    );
  });

  test('has a query that is split at semicolons as well', async (t) => {
    const { url, events } = await recordingGateway(t);
    await requestAsIs(url, { path: '/account/me?a=1;b=2&a=%3B' });
    deepEqual(events[0]?.multiValueQueryStringParameters, { a: ['1', ';'], b: ['2'] });
  });

  test('goes to the function of its route, or to `unrouted` if no route matches', async (t) => {
    const named = (name: string) => async () => ({ statusCode: 200, body: name });
    const { url } = await gatewayFor(t, { account: named('account'), unrouted: named('unrouted') });
    for (const [method, path, name] of [
      ['GET', '/account/me', 'account'],
      ['PUT', '/account/profile', 'account'],
      ['DELETE', '/account/me', 'unrouted'],
      ['GET', '/', 'unrouted'],
      ['PUT', '/account/me/', 'account'],
      ['PATCH', '/account/me', 'unrouted'],
    ] as const) {
      equal(await (await fetch(url + path, { method })).text(), name);
    }
  });
});
