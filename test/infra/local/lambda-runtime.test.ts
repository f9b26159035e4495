import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gatewayFor } from './gateway-for.ts';

describe('A streamed response', () => {
  const prelude = JSON.stringify({ statusCode: 201, headers: { 'X-One': '1' } });
  const body = 'zeros \0\0\0\0\0\0\0\0 in the body are the body';
  const wire = Buffer.from(`${prelude}${'\0'.repeat(8)}${body}`);

  async function check(url: string): Promise<void> {
    const response = await fetch(`${url}/account/me`);
    deepEqual([response.status, response.headers.get('X-One'), await response.text()], [201, '1', body]);
  }

  test('is read correctly if its frame is split at any byte', async (t) => {
    let split = 0;
    const account = awslambda.streamifyResponse(async (_, stream) => {
      stream.write(wire.subarray(0, split));
      await setImmediate();
      stream.end(wire.subarray(split));
    });
    const { url } = await gatewayFor(t, { account });
    for (split = 0; split <= wire.length; split++) await check(url);
  });

  test('is read correctly if it arrives byte by byte', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      for (const byte of wire) {
        stream.write(Buffer.from([byte]));
        if (byte === 0) await setImmediate();
      }
      stream.end();
    });
    await check((await gatewayFor(t, { account })).url);
  });

  test('may get its prelude from HttpResponseStream.from', async (t) => {
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const framed = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-One': '1' } });
      framed.write(body.slice(0, 5));
      framed.end(body.slice(5));
    });
    await check((await gatewayFor(t, { account })).url);
  });

  test('may have no body, as for HEAD', async (t) => {
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

  test('of many megabytes arrives complete', async (t) => {
    const chunk = Buffer.alloc(100_000, 'photo');
    const account = awslambda.streamifyResponse(async (_, stream) => {
      const framed = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      await pipeline(Readable.from(Array(200).fill(chunk)), framed);
    });
    const { url } = await gatewayFor(t, { account });
    const bytes = Buffer.from(await (await fetch(`${url}/account/me`)).arrayBuffer());
    ok(bytes.equals(Buffer.alloc(20_000_000, chunk)));
  });

  test('that fails midway ends with an aborted connection', async (t) => {
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

  test('stops at its source when the client hangs up, and the gateway keeps serving', async (t) => {
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
