import { deepEqual, equal, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { alone } from './crowd.ts';
import { type PhotoService, photoOfSize, read, upload } from './photo-client.ts';

const photo = photoOfSize(1000);

test('an upload follows a 303 to its outcome, and sends no token there', async (t) => {
  const asked: (string | undefined)[][] = [];
  const service = await serviceAt(t, (request, response) => {
    asked.push([request.method, request.url, request.headers.authorization]);
    request.resume().on('end', () => {
      if (request.method === 'POST') response.writeHead(303, { Location: '/results/1' }).end('{}');
      else response.writeHead(201).end('1000');
    });
  });
  const address = await alone((agent) => upload(service, photo, agent));
  equal(address.pathname, '/photos/1');
  deepEqual(asked, [
    ['POST', '/photos', 'Bearer token'],
    ['GET', '/results/1', undefined],
  ]);
});

test('an upload fails on another status, and if only a part was stored', async (t) => {
  const refusing = await serviceAt(t, (_, response) => response.writeHead(413).end('too large'));
  await rejects(
    alone((agent) => upload(refusing, photo, agent)),
    /answered 413 too large/,
  );
  const cutting = await serviceAt(t, (_, response) => response.writeHead(201).end('999'));
  await rejects(
    alone((agent) => upload(cutting, photo, agent)),
    /stored 999 of 1000 bytes/,
  );
});

test('a read fails on another status, and on a truncated body', async (t) => {
  const { url } = await serviceAt(t, (request, response) => {
    response.writeHead(request.url === '/missing' ? 404 : 200).end(Buffer.alloc(request.url === '/short' ? 999 : 1000));
  });
  const readAt = (path: string) => alone((agent) => read(new URL(path, url), photo, agent));
  await rejects(readAt('/missing'), /answered 404/);
  await rejects(readAt('/short'), /answered 200 with 999/);
});

async function serviceAt(t: TestContext, listener: RequestListener): Promise<PhotoService> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploadPath: '/photos',
    uploadHeaders: async () => ({ Authorization: 'Bearer token' }),
    stored: (answer) => ({ path: '/photos/1', size: Number(answer) }),
  };
}
