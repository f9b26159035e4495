import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { readSigned } from '../../../shared/apis/openlift/read-signed.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import type { BucketName } from '../../../shared/storage/storage.ts';
import { fakeService } from '../../support/fake-service.ts';
import { now, sampleAsset } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const key = photoKey({ ...sampleAsset, ownerId: 'auth0|x' });
const until = new Date(now.getTime() + 3_600_000);

async function serviceWith({ bucket = 'user-assets', path = key }: { bucket?: string; path?: string } = {}) {
  const fake = fakeService();
  const token = await fake.service.linkTokens.sign({ bucket, path }, { from: now, until });
  return { ...fake, token };
}

function keep({ objects }: { objects: Map<string, object> }, bucket: BucketName, path: string): void {
  const object = { bucket, key: path, bytes: Buffer.from('bytes'), contentType: 'text/html', sha256: '', metadata: {} };
  objects.set(`${bucket}/${path}`, object);
}

function requestOf(token: string | undefined, given: Partial<HttpRequest> = {}): HttpRequest {
  return sampleRequest({
    path: `/api/storage/signed/user-assets/${key}`,
    parameters: { bucket: 'user-assets', path: key },
    query: token === undefined ? {} : { token: [token] },
    ...given,
  });
}

describe('a signed link', () => {
  it('serves the bytes with the type of the key’s extension, sandboxed', async () => {
    const { service, objects, token } = await serviceWith();
    keep({ objects }, 'user-assets', key);
    const { status, headers, body } = await readSigned(service, requestOf(token));
    assert.equal(status, 200);
    assert.deepEqual(headers, {
      'Content-Type': 'image/jpeg',
      'Content-Length': '5',
      ETag: '"etag"',
      'Last-Modified': 'Tue, 23 Sep 2025 10:30:00 GMT',
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'public, max-age=3600, s-maxage=300',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    });
    assert.ok(body instanceof Readable);
    assert.equal(await text(body), 'bytes');
  });

  it('costs one read of the storage and none of the table', async () => {
    const { service, objects, calls, token } = await serviceWith();
    keep({ objects }, 'user-assets', key);
    await readSigned(service, requestOf(token));
    assert.deepEqual(calls, ['storage.open']);
  });

  it('answers HEAD with the same headers and no bytes', async () => {
    const { service, objects, calls, token } = await serviceWith();
    keep({ objects }, 'user-assets', key);
    const { headers } = await readSigned(service, requestOf(token));
    const { body, ...answer } = await readSigned(service, requestOf(token, { method: 'HEAD' }));
    assert.deepEqual(answer, { status: 200, headers });
    assert.equal(body, undefined);
    assert.equal(calls.at(-1), 'storage.head');
  });

  it('is cacheable until it expires, in the CDN for at most five minutes', async () => {
    const { service, objects } = await serviceWith();
    keep({ objects }, 'user-assets', key);
    for (const [millis, cacheControl] of [
      [300_001, 'public, max-age=300, s-maxage=300'],
      [10_999, 'public, max-age=10, s-maxage=10'],
      [999, 'public, max-age=0, s-maxage=0'],
    ] as const) {
      const end = new Date(now.getTime() + millis);
      const token = await service.linkTokens.sign({ bucket: 'user-assets', path: key }, { from: now, until: end });
      // Tokens expire at whole seconds, so the test moves the clock.
      const clock = () => new Date(Math.ceil(end.getTime() / 1000) * 1000 - millis);
      const { headers } = await readSigned({ ...service, clock }, requestOf(token));
      assert.equal(headers['Cache-Control'], cacheControl);
    }
  });

  it('is valid with its path percent-encoded or decoded by the gateway', async () => {
    const { service, objects, token } = await serviceWith();
    keep({ objects }, 'user-assets', key);
    for (const path of [key, key.split('/').map(encodeURIComponent).join('/')]) {
      const { status } = await readSigned(service, requestOf(token, { parameters: { bucket: 'user-assets', path } }));
      assert.equal(status, 200);
    }
  });

  it('can read the bucket app-assets', async () => {
    const { service, objects, token } = await serviceWith({ bucket: 'app-assets', path: 'default.png' });
    keep({ objects }, 'app-assets', 'default.png');
    const parameters = { bucket: 'app-assets', path: 'default.png' };
    assert.equal((await readSigned(service, requestOf(token, { parameters }))).headers['Content-Type'], 'image/png');
  });
});

describe('a signed link is refused before the storage is read', () => {
  const refusedFor = (reason: string) => ({ name: 'PhotoFailure', code: 'link-refused', facts: { reason } });

  for (const [why, given, reason] of [
    ['without a token', { query: {} }, 'Missing token'],
    ['with an empty token', { query: { token: [''] } }, 'Missing token'],
    ['with a malformed token', { query: { token: ['x'] } }, 'Malformed token'],
    ['for another path', { parameters: { bucket: 'user-assets', path: `${key}x` } }, 'Path mismatch'],
    ['for the folder above', { parameters: { bucket: 'user-assets', path: `x/../${key}` } }, 'Path mismatch'],
    [
      'for a path that is encoded twice',
      { parameters: { bucket: 'user-assets', path: encodeURIComponent(encodeURIComponent(key)) } },
      'Path mismatch',
    ],
    ['for a malformed encoding', { parameters: { bucket: 'user-assets', path: '%' } }, 'Path mismatch'],
    ['without a path', { parameters: { bucket: 'user-assets' } }, 'Path mismatch'],
    ['for another bucket', { parameters: { bucket: 'app-assets', path: key } }, 'Path mismatch'],
    ['for PUT', { method: 'PUT' }, 'Operation not allowed'],
    ['for POST', { method: 'POST' }, 'Operation not allowed'],
    ['for DELETE', { method: 'DELETE' }, 'Operation not allowed'],
  ] as const) {
    it(why, async () => {
      const { service, objects, calls, token } = await serviceWith();
      keep({ objects }, 'user-assets', key);
      await assert.rejects(readSigned(service, requestOf(token, given)), refusedFor(reason));
      assert.deepEqual(calls, []);
    });
  }

  it('for an unknown bucket, although the token names it', async () => {
    const { service, token } = await serviceWith({ bucket: 'constructor' });
    const parameters = { bucket: 'constructor', path: key };
    await assert.rejects(readSigned(service, requestOf(token, { parameters })), refusedFor('Path mismatch'));
  });

  it('if it has expired', async () => {
    const { token } = await serviceWith();
    const { service, calls } = fakeService({ clock: () => until });
    await assert.rejects(readSigned(service, requestOf(token)), { code: 'link-expired' });
    assert.deepEqual(calls, []);
  });
});

it('a valid link to a deleted file is not found', async () => {
  const { service, token } = await serviceWith();
  for (const method of ['GET', 'HEAD']) {
    await assert.rejects(readSigned(service, requestOf(token, { method })), {
      code: 'not-found',
      facts: { what: 'file' },
    });
  }
});
