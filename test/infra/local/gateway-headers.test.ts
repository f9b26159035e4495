import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requestAsIs, sendBytes } from '../../support/request-as-is.ts';
import { gatewayFor, recordingGateway } from './gateway-for.ts';

describe('Response headers', () => {
  async function answered(t: Parameters<typeof gatewayFor>[0], headers: Record<string, string>): Promise<Headers> {
    const { url } = await gatewayFor(t, { account: async () => ({ statusCode: 200, headers, body: '{}' }) });
    return (await requestAsIs(url, { path: '/account/me' })).headers;
  }

  for (const name of ['WWW-Authenticate', 'Authorization', 'Content-MD5', 'Max-Forwards', 'Server', 'User-Agent']) {
    test(`are renamed: ${name}`, async (t) => {
      const headers = await answered(t, { [name]: 'x' });
      deepEqual([headers.get(name), headers.get(`x-amzn-Remapped-${name}`)], [null, 'x']);
    });
  }

  test('are renamed if they have several values, in any case', async (t) => {
    const multiValueHeaders = { 'www-authenticate': ['Bearer', 'Basic'] };
    const { url } = await gatewayFor(t, { account: async () => ({ statusCode: 401, multiValueHeaders }) });
    const answer = await sendBytes(url, Buffer.from('GET /account/me HTTP/1.0\r\n\r\n'), 'wait');
    deepEqual(answer.match(/^.*authenticate.*$/gim), [
      'x-amzn-Remapped-www-authenticate: Bearer',
      'x-amzn-Remapped-www-authenticate: Basic',
    ]);
  });

  test('Date and Connection are the gateway’s own', async (t) => {
    const long = 'Thu, 01 Jan 1970 00:00:00 GMT';
    const headers = await answered(t, { Date: long, Connection: 'upgrade' });
    deepEqual([headers.get('x-amzn-Remapped-Date'), headers.get('x-amzn-Remapped-Connection')], [long, 'upgrade']);
    match(headers.get('Date') ?? '', / 20\d\d /);
    equal(headers.get('Connection'), 'close');
  });

  for (const name of ['Expect', 'Host', 'Proxy-Authenticate', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Via']) {
    test(`are dropped: ${name}`, async (t) => {
      const headers = await answered(t, { [name]: 'chunked', 'X-Own': 'x' });
      deepEqual([headers.get(name), headers.get(`x-amzn-Remapped-${name}`), headers.get('X-Own')], [null, null, 'x']);
    });
  }

  test('Content-Type is JSON if the function sets none', async (t) => {
    equal((await answered(t, {})).get('Content-Type'), 'application/json');
  });

  test('Content-Type is the function’s', async (t) => {
    equal((await answered(t, { 'content-type': 'text/plain' })).get('Content-Type'), 'text/plain');
  });

  test('Content-Length is the length of the body, even if the function sets another', async (t) => {
    for (const length of ['1', '500'])
      equal((await answered(t, { 'content-length': length })).get('Content-Length'), '2');
  });

  test('are renamed in streamed responses too', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const headers = { 'WWW-Authenticate': 'Bearer', 'Transfer-Encoding': 'gzip' };
      awslambda.HttpResponseStream.from(stream, { statusCode: 401, headers }).end('{}');
    });
    const { url } = await gatewayFor(t, { account });
    const { headers } = await requestAsIs(url, { path: '/account/me' });
    deepEqual(
      ['WWW-Authenticate', 'x-amzn-Remapped-WWW-Authenticate', 'Transfer-Encoding'].map((name) => headers.get(name)),
      [null, 'Bearer', 'chunked'],
    );
  });
});

describe('The request headers that a function gets', () => {
  async function seen(t: Parameters<typeof recordingGateway>[0], lines: readonly string[], body = '') {
    const { url, events } = await recordingGateway(t);
    const head = ['POST /upload HTTP/1.1', 'Host: portrait.example', 'Connection: close', ...lines];
    match(await sendBytes(url, Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`), 'wait'), /^HTTP\/1\.1 204 /m);
    const { headers = {}, multiValueHeaders = {}, body: received } = events[0] ?? {};
    return { headers, multiValueHeaders, body: Buffer.from(received ?? '', 'base64').toString() };
  }

  test('are the client’s, with names as written', async (t) => {
    const { headers } = await seen(t, ['aUTHORIZATION: Bearer x', 'Via: 1.0 proxy', 'Range: bytes=0-1', 'X-oWN: 1']);
    const { 'X-Forwarded-For': _, 'X-Forwarded-Port': __, ...rest } = headers;
    deepEqual(rest, {
      Host: 'portrait.example',
      aUTHORIZATION: 'Bearer x',
      Via: '1.0 proxy',
      Range: 'bytes=0-1',
      'X-oWN': '1',
      'X-Forwarded-Proto': 'http',
    });
  });

  for (const name of [
    'Content-MD5',
    'Max-Forwards',
    'Proxy-Authenticate',
    'Server',
    'TE',
    'Trailer',
    'upgrade',
    'WWW-Authenticate',
  ]) {
    test(`lack ${name}`, async (t) => {
      const { headers, multiValueHeaders } = await seen(t, [`${name}: x`, 'X-Own: x']);
      deepEqual([headers[name], multiValueHeaders[name], headers['X-Own']], [undefined, undefined, 'x']);
    });
  }

  test('lack Expect, and no expectation is refused', async (t) => {
    for (const expectation of ['100-continue', 'miracles']) {
      const { headers } = await seen(t, [`Expect: ${expectation}`]);
      equal(headers.Expect, undefined);
    }
  });

  test('lack Transfer-Encoding, Content-Length and Connection', async (t) => {
    const framings: [string, string][] = [
      ['Transfer-Encoding: chunked', '3\r\nabc\r\n0\r\n\r\n'],
      ['Content-Length: 3', 'abc'],
    ];
    for (const [line, framed] of framings) {
      const { headers, body } = await seen(t, [line], framed);
      deepEqual(
        [headers['Transfer-Encoding'], headers['Content-Length'], headers.Connection],
        Array(3).fill(undefined),
      );
      equal(body, 'abc');
    }
  });

  test("are without AWS's own signatures", async (t) => {
    const { headers } = await seen(t, ['Authorization: AWS4-HMAC-SHA256 Credential=x']);
    equal(headers.Authorization, undefined);
  });

  test('append the client’s address to X-Forwarded-For', async (t) => {
    const { headers, multiValueHeaders } = await seen(t, [
      'x-forwarded-for: 192.0.2.1',
      'X-Forwarded-For: 192.0.2.2',
      'x-forwarded-proto: https',
      'X-FORWARDED-PORT: 1',
    ]);
    match(headers['X-Forwarded-For'] ?? '', /^192\.0\.2\.1, 192\.0\.2\.2, (::1|(::ffff:)?127\.0\.0\.1)$/);
    match(headers['X-Forwarded-Port'] ?? '', /^\d{4,5}$/);
    deepEqual(multiValueHeaders['X-Forwarded-Proto'], ['http']);
    deepEqual(
      [headers['x-forwarded-for'], headers['x-forwarded-proto'], headers['X-FORWARDED-PORT']],
      [undefined, undefined, undefined],
    );
  });
});
