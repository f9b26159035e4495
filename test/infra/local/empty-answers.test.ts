import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import middy from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/executionModeStreamifyResponse';
import type { StreamifyHandler } from 'aws-lambda';
import { sendBytes } from '../../support/request-as-is.ts';
import { gatewayFor, type Handlers } from './gateway-for.ts';

const photo = { 'Content-Type': 'image/png', ETag: '"x"' };

/** A streaming function that answers with this status, body and length. */
function streaming(statusCode: number, headers: Record<string, string>, body = ''): StreamifyHandler {
  const answer = { statusCode, headers, body };
  return middy({ executionMode: executionModeStreamifyResponse }).handler(async () => answer) as never;
}

/** Sends two requests over one connection; the second is answered only if the first response is framed correctly. */
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
    test('to HEAD has the Content-Length of GET, and no body', async (t) => {
      const read = made(200, { ...photo, 'Content-Length': '5' });
      deepEqual(await answers(t, 'HEAD', { 'public-read': read }), { status: 200, length: '5', ...framed });
    });

    test('to HEAD drops a body that the function sent', async (t) => {
      const read = made(404, photo, 'a body');
      deepEqual(await answers(t, 'HEAD', { 'public-read': read }), { status: 404, length: null, ...framed });
    });

    for (const status of [204, 304]) {
      test(`of status ${status} has no body`, async (t) => {
        for (const body of ['', 'a body']) {
          const read = made(status, photo, body);
          deepEqual(await answers(t, 'GET', { 'public-read': read }), { status, length: null, ...framed });
        }
      });
    }

    test('of status 204 has no Content-Length, even if the function sets one', async (t) => {
      const read = made(204, { ...photo, 'Content-Length': '0' });
      deepEqual(await answers(t, 'GET', { 'public-read': read }), { status: 204, length: null, ...framed });
    });

    test('of status 200 may have an empty body', async (t) => {
      const read = made(200, photo);
      deepEqual(await answers(t, 'GET', { 'public-read': read }), { status: 200, length: '0', ...framed });
    });
  });
}

test('A streamed response without a Content-Length is sent chunked', async (t) => {
  const answer = await answers(t, 'GET', { 'public-read': streaming(200, photo, 'photo') });
  deepEqual(answer, {
    status: 200,
    length: null,
    encoding: 'chunked',
    type: 'image/png',
    body: '5\r\nphoto\r\n0\r\n\r\n',
  });
});
