import { equal, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, type TestContext, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import type { StreamifyHandler } from 'aws-lambda';
import { streamingFunction } from '../../../shared/apis/http-function.ts';
import { readSigned } from '../../../shared/apis/openlift/read-signed.ts';
import { openLocalFolder } from '../../../shared/storage/local-folder.ts';
import { openS3 } from '../../../shared/storage/s3.ts';
import type { Storage } from '../../../shared/storage/storage.ts';
import { newObject } from '../../storage/storage-contract.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeService } from '../../support/fake-service.ts';
import { startS3Server } from '../../support/s3-server.ts';
import { now } from '../../support/sample-asset.ts';
import { gatewayFor } from './gateway-for.ts';

/** More than all buffers between a store and a client hold. */
const photo = newObject(randomBytes(16 * 1024 * 1024));

/** A store for one test. */
interface Store {
  readonly storage: Storage;
  /** The number of its open files, or of open requests to it. */
  readonly open: () => Promise<number>;
}

const stores: Readonly<Record<string, (t: TestContext) => Promise<Store>>> = {
  async 'the local folder'(t) {
    const folder = await mkdtemp(join(tmpdir(), 'portrait-hang-ups-'));
    t.after(() => rm(folder, { recursive: true }));
    return { storage: openLocalFolder(folder), open: () => openFilesIn(folder) };
  },
  async S3(t) {
    const { endpoint, credentials, stop } = await startS3Server(['user']);
    const client = new S3Client({ region: 'us-east-1', forcePathStyle: true, endpoint, credentials });
    const under = new Set<ServerResponse>();
    const unwatch = watchServers('/user/', (response) => {
      under.add(response);
      response.once('close', () => under.delete(response));
    });
    t.after(async () => {
      unwatch();
      client.destroy();
      await stop();
    });
    const storage = openS3(client, { 'user-assets': 'user', 'app-assets': 'user', transient: 'user' });
    return { storage, open: async () => under.size };
  },
};

/** The number of open files of a folder in this process, from Linux's /proc. */
async function openFilesIn(folder: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const files = await Promise.all(descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')));
  return files.filter((file) => file.startsWith(folder)).length;
}

/** Calls back at each request to a server of this process whose path begins so, until the test ends. */
function watchServers(path: string, see: (response: ServerResponse) => void): () => void {
  const watch = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.url?.startsWith(path)) see(response);
  };
  subscribe('http.server.request.start', watch);
  return () => unsubscribe('http.server.request.start', watch);
}

/** A link to a stored photo, served through a gateway, with the store's bodies recorded and its answers delayable. */
async function linkTo(t: TestContext, storage: Storage) {
  const bodies: Readable[] = [];
  let ended = 0;
  let asked = Promise.withResolvers<void>();
  let mayAnswer = Promise.resolve();
  async function held<Answer>(answer: Promise<Answer>): Promise<Answer> {
    asked.resolve();
    await Promise.all([answer, mayAnswer]);
    return answer;
  }
  function watch<Answer extends { readonly body: Readable } | string | undefined>(answer: Answer): Answer {
    if (typeof answer !== 'object') return answer;
    bodies.push(answer.body);
    answer.body.once('end', () => (ended += 1));
    return answer;
  }
  const watched: Storage = {
    ...storage,
    head: (ref) => held(storage.head(ref)),
    open: async (ref) => watch(await held(storage.open(ref))),
    openPart: async (ref, range) => watch(await held(storage.openPart(ref, range))),
  };
  const { service } = fakeService();
  const handler: unknown = streamingFunction(() => ({ ...service, storage: watched }), readSigned);
  const { url, logged } = await gatewayFor(t, { 'signed-read': handler as StreamifyHandler });
  const { bucket, key: path } = photo;
  const until = new Date(now.getTime() + 3_600_000);
  const token = await service.linkTokens.sign({ bucket, path }, { from: now, until });
  await storage.put(photo);
  return {
    url: `${url}/api/storage/signed/${bucket}/${path}?token=${token}`,
    logged,
    bodies,
    ended: () => ended,
    /** Holds the store's answers back until the returned function is called. */
    holdStore() {
      asked = Promise.withResolvers();
      const { promise, resolve } = Promise.withResolvers<void>();
      mayAnswer = promise;
      return { asked: asked.promise, answer: resolve };
    },
  };
}

type Link = Awaited<ReturnType<typeof linkTo>>;

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request over a connection of its own; resolves when the gateway has finished with it. */
function ask({ url }: Link, { method = 'GET', headers = {} }: Asked) {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const sent = request(url, { method, headers, agent: false });
  sent.on('error', () => {}); // this client hangs up itself
  const unwatch = watchServers(sent.path, (response) => {
    unwatch();
    response.once('close', resolve);
  });
  sent.end();
  return { sent, over };
}

function hangUp(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => sent.once('close', resolve).destroy());
}

/** The moments at which clients hang up. */
const moments: Readonly<Record<string, (link: Link, asked: Asked) => Promise<void>>> = {
  async 'in the middle of the bytes'(link, asked) {
    const { sent, over } = ask(link, asked);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await once(response, 'data');
    await hangUp(sent);
    await over;
  },
  async 'between the headers and the bytes'(link, asked) {
    const { sent, over } = ask(link, asked);
    await once(sent, 'response');
    await hangUp(sent);
    await over;
  },
  async 'before the first byte'(link, asked) {
    const store = link.holdStore();
    const { sent, over } = ask(link, asked);
    await store.asked;
    await hangUp(sent);
    await over;
    store.answer();
  },
  async 'when the store answers'(link, asked) {
    const store = link.holdStore();
    const { sent, over } = ask(link, asked);
    await store.asked;
    store.answer();
    await hangUp(sent);
    await over;
  },
};

/** Asserts that every body of the store is closed and none was read to its end. */
async function checkStopped({ open }: Store, { bodies, ended, logged }: Link, times: number): Promise<void> {
  await eventually(async () => {
    equal(bodies.filter(({ closed }) => closed).length, times);
    equal(await open(), 0);
  });
  equal(bodies.length, times);
  equal(ended(), 0);
  equal(logged.callCount(), 0);
}

async function checkGoesOn({ url }: Link): Promise<void> {
  const response = await fetch(url);
  equal(response.status, 200);
  ok(Buffer.from(await response.arrayBuffer()).equals(photo.bytes));
}

for (const [name, open] of Object.entries(stores)) {
  describe(`A client that reads from ${name}`, () => {
    for (const [moment, readAndHangUp] of Object.entries(moments)) {
      for (const [what, headers] of [
        ['the whole photo', {}],
        ['a part', { Range: 'bytes=1-' }],
      ] as const) {
        test(`and hangs up ${moment} of ${what} stops the store’s stream`, async (t) => {
          const store = await open(t);
          const link = await linkTo(t, store.storage);
          await readAndHangUp(link, { headers });
          await checkStopped(store, link, 1);
          await checkGoesOn(link);
        });
      }
    }

    for (const moment of ['before the first byte', 'when the store answers']) {
      test(`and hangs up ${moment} of a HEAD request leaves no stream open`, async (t) => {
        const store = await open(t);
        const link = await linkTo(t, store.storage);
        await moments[moment]?.(link, { method: 'HEAD' });
        await checkStopped(store, link, 0);
        await checkGoesOn(link);
      });
    }

    test('and hangs up a hundred times leaves no stream open', async (t) => {
      const store = await open(t);
      const link = await linkTo(t, store.storage);
      for (let time = 0; time < 25; time++) {
        for (const readAndHangUp of Object.values(moments)) await readAndHangUp(link, {});
      }
      await checkStopped(store, link, 100);
      await checkGoesOn(link);
    });
  });
}
