import { deepEqual, equal, match } from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { openEdge } from '../../../infra/local/edge.ts';
import { requestAsIs } from '../../support/request-as-is.ts';
import { edgeCode } from '../edge/at-the-edge.ts';
import { gatewayFor } from './gateway-for.ts';

/** A request as Node parses it. */
function incoming(url: string, rawHeaders: string[] = [], method = 'GET'): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { method, url, rawHeaders });
}

/** An edge whose function has this body. */
const edgeOf = (body: string) => openEdge(`function handler(event) { ${body} }`);

/** The event that the function gets for a request. */
function shown(url: string, rawHeaders: string[] = [], method = 'GET') {
  const edge = edgeOf("return { statusCode: 200, body: { encoding: 'text', data: JSON.stringify(event) } };");
  const { body = '' } = edge(incoming(url, rawHeaders, method)) ?? {};
  return JSON.parse(String(body));
}

describe('The edge function gets', () => {
  test('a request in CloudFront’s event format', () => {
    const { request, version, context } = shown('/a%20b/c?x=1', ['Host', 'a.example', 'X-Y', 'z'], 'POST');
    deepEqual(request, {
      ...{ method: 'POST', uri: '/a%20b/c' },
      querystring: { x: { value: '1' } },
      headers: { host: { value: 'a.example' }, 'x-y': { value: 'z' } },
      cookies: {},
    });
    deepEqual([version, context.eventType], ['1.0', 'viewer-request']);
    match(context.requestId, /^[0-9a-f-]{36}$/);
  });

  test('repeated headers and parameters with their first value and all values', () => {
    const { headers, querystring } = shown('/?a=1&b=2&a=3&a=', ['Accept', 'x', 'ACCEPT', 'y', 'Host', 'z']).request;
    deepEqual(headers, {
      accept: { value: 'x', multiValue: [{ value: 'x' }, { value: 'y' }] },
      host: { value: 'z' },
    });
    deepEqual(querystring, {
      a: { value: '1', multiValue: [{ value: '1' }, { value: '3' }, { value: '' }] },
      b: { value: '2' },
    });
  });

  test('the query undecoded, also if it is malformed', () => {
    const { querystring } = shown('/?a=b=c&d&%20=%26&=e&&f=?').request;
    deepEqual(querystring, {
      ...{ a: { value: 'b=c' }, d: { value: '' }, '%20': { value: '%26' } },
      ...{ '': { value: 'e' }, f: { value: '?' } },
    });
  });

  test('only the path of an absolute-form target', () => {
    for (const [url, uri] of [
      ['http://a.example/b?c', '/b'],
      ['HTTPS://a.example:1/b', '/b'],
      ['//b', '//b'],
      ['http://a.example', ''],
    ] as const) {
      equal(shown(url).request.uri, uri);
    }
  });
});

describe('The edge passes a request on', () => {
  test('unchanged, if the function changes nothing', () => {
    const headers = ['Host', 'a.example', 'Accept', 'x', 'accept', 'y'];
    const request = incoming('/a?b', [...headers]);
    equal(edgeOf('return event.request;')(request), undefined);
    deepEqual([request.url, request.rawHeaders], ['/a?b', headers]);
  });

  for (const [url, expected] of [
    ['/a?b=/a', '/new$&/a?b=/a'],
    ['/a', '/new$&/a'],
    ['/a?', '/new$&/a?'],
    ['//a//?x', '/new$&//a//?x'],
    ['http://a/a?b', 'http://a/new$&/a?b'],
  ] as const) {
    test(`with the function's path and the original query: ${url}`, () => {
      const request = incoming(url);
      edgeOf("event.request.uri = '/new$&' + event.request.uri; return event.request;")(request);
      equal(request.url, expected);
    });
  }

  test('with the function’s headers, each in place of all of its name', () => {
    const edge = edgeOf("event.request.headers.accept = { value: 'new' }; return event.request;");
    for (const [before = [], after] of [
      [[], ['accept', 'new']],
      [
        ['Accept', 'x', 'Host', 'a', 'ACCEPT', 'y'],
        ['Host', 'a', 'accept', 'new'],
      ],
      [
        ['Accept', 'new', 'Host', 'a'],
        ['Accept', 'new', 'Host', 'a'],
      ],
    ]) {
      const request = incoming('/', [...before]);
      edge(request);
      deepEqual(request.rawHeaders, after);
    }
  });
});

describe('A response of the edge function', () => {
  test('is the gateway’s response, and the request is not passed on', () => {
    const request = incoming('/a');
    const answer = edgeOf(
      "return { statusCode: 413, headers: { 'x-y': { value: 'z' } }, body: { encoding: 'text', data: 'no' } };",
    )(request);
    deepEqual(answer, { statusCode: 413, headers: { 'x-y': 'z' }, body: 'no' });
    equal(request.url, '/a');
  });

  test('may have neither headers nor a body', () => {
    deepEqual(edgeOf('return { statusCode: 204 };')(incoming('/a')), { statusCode: 204, headers: {}, body: '' });
  });
});

describe('Before the gateway, the edge', () => {
  const record = (events: APIGatewayProxyEvent[]) => async (event: APIGatewayProxyEvent) => {
    events.push(event);
    return { statusCode: 204 };
  };

  test('passes uploads that fit a function to the function', async (t) => {
    const events: APIGatewayProxyEvent[] = [];
    const { url } = await gatewayFor(t, { upload: record(events) }, openEdge(edgeCode()));
    equal((await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(4_500_000) })).status, 204);
    deepEqual(
      events.map(({ resource, path }) => [resource, path]),
      [['/upload', '/upload']],
    );
  });

  test('sends larger uploads to the wide door, with their query', async (t) => {
    const events: APIGatewayProxyEvent[] = [];
    const door = record(events);
    const { url } = await gatewayFor(t, { door }, openEdge(edgeCode()));
    await fetch(`${url}//upload?a=b`, { method: 'POST', body: Buffer.alloc(4_500_001) });
    deepEqual(
      events.map(({ resource, path, queryStringParameters }) => [resource, path, queryStringParameters]),
      [['/inbox/{path+}', '/inbox/upload', { a: 'b' }]],
    );
  });

  test('answers 413 to too large uploads and 411 to chunked ones, after reading them to the end', async (t) => {
    const { url } = await gatewayFor(t, {}, openEdge(edgeCode()));
    const tooLarge = await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(10_485_761) });
    deepEqual(
      [tooLarge.status, await tooLarge.json()],
      [413, { error: 'INVALID_AVATAR', message: 'The request exceeds 10485760 bytes' }],
    );
    equal(tooLarge.headers.get('Access-Control-Allow-Origin'), '*');
    const body = new Blob([Buffer.alloc(5)]).stream();
    const inPieces = await fetch(`${url}/upload`, { method: 'POST', body, duplex: 'half' });
    deepEqual([inPieces.status, ((await inPieces.json()) as { error: string }).error], [411, 'INVALID_DATA']);
  });

  test('reduces an Accept header to what selects a rendition', async (t) => {
    const events: APIGatewayProxyEvent[] = [];
    const { url } = await gatewayFor(t, { 'signed-read': record(events) }, openEdge(edgeCode()));
    const headers = { Accept: 'image/avif,image/webp,*/*' };
    await requestAsIs(url, { path: '/api/storage/signed/user-assets/x', headers });
    deepEqual(events[0]?.multiValueHeaders.accept, ['image/avif']);
  });
});
