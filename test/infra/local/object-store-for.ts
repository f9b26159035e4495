import { deepEqual, equal } from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { startGateway } from '../../../infra/local/gateway.ts';
import { openObjectEndpoint } from '../../../infra/local/object-endpoint.ts';
import { openKeyRing } from '../../../shared/identity/key-ring.ts';
import { fixedSecret } from '../../../shared/identity/secret.ts';
import { keysOf } from '../../../shared/photos/storage-event.ts';
import type { AwaitedObject } from '../../../shared/storage/direct-puts.ts';
import { directPutPurpose, openLocalDirectPuts } from '../../../shared/storage/local-direct-puts.ts';
import { openLocalFolder } from '../../../shared/storage/local-folder.ts';
import { logger } from '../../../shared/telemetry/log.ts';
import { linkSecret } from '../../support/fake-service.ts';
import { temporaryFolder } from '../../support/local-service.ts';
import { type AsIs, requestAsIs } from '../../support/request-as-is.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';

/** The signed upload. */
export const place = { bucket: 'transient', key: `tickets/${assetIdAt(now, 1)}` } as const;
export const path = `/local-object-storage/${place.bucket}/${place.key}`;
export const body = Buffer.alloc(100_000, 'photo');
export const awaited: AwaitedObject = { ...place, contentType: 'image/png', size: body.length, maxBytes: 5_242_880 };
export const png = { 'Content-Type': 'image/png' };

/** A gateway with an object endpoint, and the messages that it has announced. */
export async function openStore(t: TestContext, { allowedOrigins = ['*'], announce = async () => {} } = {}) {
  const folder = await temporaryFolder();
  const storage = openLocalFolder(folder.path);
  const time = { now };
  const keys = openKeyRing(fixedSecret(linkSecret), { purpose: directPutPurpose, clock: () => time.now });
  const directPuts = openLocalDirectPuts(keys, { publicBaseUrl: 'http://localhost', clock: () => time.now });
  const announced: string[] = [];
  const endpoint = openObjectEndpoint({
    ...{ storage, directPuts, allowedOrigins },
    async announce(message) {
      announced.push(...keysOf(message));
      await announce();
      if (takesAway) await storage.remove(place);
    },
  });
  let takesAway = false;
  const { mock: logged } = t.mock.method(logger(), 'error', () => {});
  const { port, stop } = await startGateway({
    ...{ port: 0, routes: [], functions: Promise.resolve(new Map()), put: async () => {} },
    objects: Promise.resolve(endpoint),
  });
  t.after(async () => {
    await stop();
    await folder.remove();
  });
  const url = `http://localhost:${port}`;
  return {
    ...{ url, announced, time, logged },
    takeAway: () => (takesAway = true),
    /** The path with its token. */
    async target(given: Partial<AwaitedObject> = {}): Promise<string> {
      const { url: address } = await directPuts.offer({ ...awaited, ...given }, 600);
      return address.replace('http://localhost', '');
    },
    send: (request: AsIs) => requestAsIs(url, { method: 'PUT', headers: png, body, ...request }),
    async stored() {
      const object = await storage.open(place);
      return object && { type: object.contentType, bytes: await text(object.body) };
    },
    async etag() {
      return (await storage.head(place))?.etag;
    },
  };
}

export type Store = Awaited<ReturnType<typeof openStore>>;

/** Asserts a refusal in S3's form, after which no object is stored and no message is announced. */
export async function refuses(store: Store, request: AsIs, [status, code]: readonly [number, string]): Promise<void> {
  const response = await store.send(request);
  equal(response.status, status);
  equal(response.headers.get('content-type'), 'application/xml');
  equal(await response.text(), `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`);
  deepEqual([await store.stored(), store.announced], [undefined, []]);
}
