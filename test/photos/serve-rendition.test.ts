import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { serveRendition } from '../../shared/photos/serve-rendition.ts';
import type { ObjectRef } from '../../shared/storage/storage.ts';
import { fakeService } from '../support/fake-service.ts';
import { sampleRequest } from '../support/sample-request.ts';

const source: ObjectRef = { bucket: 'user-assets', key: 'users/ada/profile-picture/photo.png' };
const shown = { source, rendering: { size: 32, format: 'plain' }, cacheControl: 'no-store' } as const;

async function serviceWith(background = '#ff0000') {
  const fake = fakeService();
  const image = sharp({ create: { width: 90, height: 60, channels: 4, background } });
  const object = { ...source, bytes: await image.png().toBuffer(), contentType: 'image/png', sha256: '', metadata: {} };
  fake.objects.set(`${source.bucket}/${source.key}`, object);
  return fake;
}

describe('a rendition', () => {
  it('is made at the first request, and read from storage after that', async () => {
    const { service, calls } = await serviceWith();
    for (const made of [true, false]) {
      calls.length = 0;
      const { status, headers, body } = await serveRendition(service, { request: sampleRequest(), ...shown });
      assert.equal(calls.includes('storage.create'), made);
      assert.deepEqual([status, headers['Content-Type'], headers['Cache-Control']], [200, 'image/jpeg', 'no-store']);
      assert.equal(headers['X-Content-Type-Options'], 'nosniff');
      assert.ok(body instanceof Readable);
      const bytes = await buffer(body);
      assert.equal(headers['Content-Length'], String(bytes.length));
      assert.equal((await sharp(bytes).metadata()).width, 32);
    }
    assert.deepEqual(calls, ['storage.open']);
  });

  it('is served as PNG if it has transparent pixels', async () => {
    const { service } = await serviceWith('#ff000080');
    const { headers } = await serveRendition(service, { request: sampleRequest(), ...shown });
    assert.equal(headers['Content-Type'], 'image/png');
  });

  it('has the same headers for HEAD as for GET, without a body', async () => {
    const { service } = await serviceWith();
    const head = await serveRendition(service, { request: sampleRequest({ method: 'HEAD' }), ...shown });
    const { body: _, ...whole } = await serveRendition(service, { request: sampleRequest(), ...shown });
    assert.deepEqual(head, whole);
  });

  it('is not found if its source is gone', async () => {
    const { service, objects } = await serviceWith();
    objects.clear();
    await assert.rejects(serveRendition(service, { request: sampleRequest(), ...shown }), { code: 'not-found' });
  });

  it('is refused if the bytes of the source do not decode', async () => {
    const { service, objects } = await serviceWith();
    const broken = { ...source, bytes: Buffer.from('x'), contentType: '', sha256: '', metadata: {} };
    objects.set(`${source.bucket}/${source.key}`, broken);
    await assert.rejects(serveRendition(service, { request: sampleRequest(), ...shown }), { code: 'not-renderable' });
  });
});
