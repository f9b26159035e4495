import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requestAsIs } from '../../support/request-as-is.ts';
import { openStore, path, png } from './object-store-for.ts';

describe('A page of another origin that uploads directly', () => {
  const page = 'https://app.example';
  const names = ['origin', 'methods', 'headers'].map((name) => `access-control-allow-${name}`);
  const allowed = ({ headers }: Response) => names.map((name) => headers.get(name));
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'content-type',
    },
  });

  test('passes the preflight if every origin is allowed', async (t) => {
    const store = await openStore(t);
    const response = await fetch(store.url + path, preflight(page));
    deepEqual([response.status, allowed(response)], [200, ['*', 'PUT', 'content-type']]);
    deepEqual(await response.text(), '');
  });

  test('passes the preflight only if its origin is allowed', async (t) => {
    const store = await openStore(t, { allowedOrigins: ['https://other.example', page] });
    const response = await fetch(store.url + path, preflight(page));
    deepEqual([response.status, allowed(response)], [200, [page, 'PUT', 'content-type']]);
    equal(response.headers.get('vary'), 'Origin');
    for (const origin of ['https://evil.example', `${page}.evil.example`, 'null', 'http://app.example']) {
      const refused = await fetch(store.url + path, preflight(origin));
      deepEqual([refused.status, allowed(refused)], [403, [null, null, null]], origin);
    }
  });

  test('may read the response, its ETag, and the error of a refusal', async (t) => {
    const store = await openStore(t, { allowedOrigins: [page] });
    const headers = { ...png, Origin: page };
    for (const [target, status] of [
      [await store.target(), 200],
      [path, 403],
    ] as const) {
      const response = await store.send({ path: target, headers });
      deepEqual([response.status, response.headers.get('access-control-allow-origin')], [status, page]);
      equal(response.headers.get('access-control-expose-headers'), 'ETag');
    }
  });

  test('that is not allowed gets no CORS headers, as with S3, though the signature is valid', async (t) => {
    const store = await openStore(t, { allowedOrigins: [page] });
    const response = await store.send({
      path: await store.target(),
      headers: { ...png, Origin: 'https://evil.example' },
    });
    equal(response.headers.get('access-control-allow-origin'), null);
  });

  test('is assumed only if the request has an Origin', async (t) => {
    const store = await openStore(t);
    const response = await requestAsIs(store.url, { path, method: 'OPTIONS' });
    deepEqual([response.status, allowed(response)], [403, [null, null, null]]);
  });
});
