import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/executionModeStreamifyResponse';
import type { StreamifyHandler } from 'aws-lambda';
import { sendBytes } from '../../support/request-as-is.ts';
import { gatewayFor, type Handlers } from './gateway-for.ts';

const photo = { 'Content-Type': 'image/png', ETag: '"x"' };

/** A function as Portrait's streaming ones are made. */
function streaming(statusCode: number, headers: Record<string, string>, body = ''): StreamifyHandler {
  const answer = { statusCode, headers, body };
  return middy({ executionMode: executionModeStreamifyResponse }).handler(async () => answer) as never;
}

/** One request after the other over one connection, which only works where each answer ends where it says so. */
async function answers(t: Parameters<typeof gatewayFor>[0], method: 'GET' | 'HEAD', handlers: Handlers) {
  const { url } = await gatewayFor(t, { ...handlers, unrouted: async () => ({ statusCode: 404, body: 'the next' }) });
  const requests = [`${method} /storage/a HTTP/1.1\r\nHost: x\r\n\r\n`, 'GET / HTTP/1.0\r\n\r\n'];
  const sent = await sendBytes(url, Buffer.from(requests.join('')), 'wait');
  const [answer = '', next] = sent.split(/(?=HTTP\/1\.1 404 )/);
  equal(next?.split('\r\n\r\n')[1], 'the next');
  const [head = '', ...body] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line): [string, string] => line.split(': ') as [string, string]));
  return {
    status: Number(statusLine.split(' ')[1]),
    length: headers.get('Content-Length'),
    encoding: headers.get('Transfer-Encoding'),
    type: headers.get('Content-Type'),
    body: body.join('\r\n\r\n'),
  };
}

const framed = { encoding: null, type: 'image/png', body: '' };

for (const [how, made] of [
  ['streamed', streaming],
  [
    'buffered',
    (statusCode: number, headers: object, body = '') =>
      async () => ({ statusCode, headers, body }),
  ],
] as const) {
  describe(`A ${how} answer`, () => {
    test('to HEAD has the length of what GET would bring, and no body', async (t) => {
      const read = made(200, { ...photo, 'Content-Length': '5' });
      deepEqual(await answers(t, 'HEAD', { 'public-read': read }), { status: 200, length: '5', ...framed });
    });

    test('to HEAD loses a body that the function gave nevertheless', async (t) => {
      const read = made(404, photo, 'a body');
      deepEqual(await answers(t, 'HEAD', { 'public-read': read }), { status: 404, length: null, ...framed });
    });

    for (const status of [204, 304]) {
      test(`of status ${status} is its head and nothing more`, async (t) => {
        for (const body of ['', 'a body']) {
          const read = made(status, photo, body);
          deepEqual(await answers(t, 'GET', { 'public-read': read }), { status, length: null, ...framed });
        }
      });
    }

    test('of status 204 has no length, whatever the function says', async (t) => {
      const read = made(204, { ...photo, 'Content-Length': '0' });
      deepEqual(await answers(t, 'GET', { 'public-read': read }), { status: 204, length: null, ...framed });
    });

    test('of status 200 may be empty', async (t) => {
      const read = made(200, photo);
      deepEqual(await answers(t, 'GET', { 'public-read': read }), { status: 200, length: '0', ...framed });
    });
  });
}

test('A streamed answer without a length goes in chunks', async (t) => {
  const answer = await answers(t, 'GET', { 'public-read': streaming(200, photo, 'photo') });
  deepEqual(answer, {
    status: 200,
    length: null,
    encoding: 'chunked',
    type: 'image/png',
    body: '5\r\nphoto\r\n0\r\n\r\n',
  });
});
