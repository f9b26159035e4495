import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { readPublic } from '../../../shared/apis/account/read-public.ts';
import { recordPhoto } from '../../../shared/assets/record-photo.ts';
import { removePhoto } from '../../../shared/assets/remove-photo.ts';
import type { Asset } from '../../../shared/core/asset.ts';
import { toMetadata } from '../../../shared/core/asset-metadata.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import { fakeService } from '../../support/fake-service.ts';
import { assetIdAt, now, sampleAsset } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const avatar: Asset = { ...sampleAsset, api: 'account-avatar', scope: 'public', placed: false, extension: 'png' };
const { id } = avatar;

/** A service that keeps one photo; its calls are those after that. */
async function serviceWith(asset: Asset) {
  const fake = fakeService();
  const { service } = fake;
  await service.storage.put({
    bucket: 'user-assets',
    key: photoKey(asset),
    bytes: Buffer.from('bytes'),
    contentType: 'text/html',
    sha256: asset.sha256,
    metadata: toMetadata(asset),
  });
  await recordPhoto(service, asset);
  fake.calls.length = 0;
  return fake;
}

const requestOf = (name: string, method = 'GET') =>
  sampleRequest({ method, path: `/storage/${name}`, resource: '/storage/{name}', parameters: { name } });

const notFound = { name: 'PhotoFailure', code: 'not-found', facts: { what: 'file' } };

describe('a public photo', () => {
  for (const name of [id, `${id}.png`, id.toUpperCase(), `${id.toUpperCase()}.PNG`]) {
    it(`is read by ${name}`, async () => {
      const { service, calls } = await serviceWith(avatar);
      const { status, headers, body } = await readPublic(service, requestOf(name));
      assert.equal(status, 200);
      assert.deepEqual(headers, {
        'Content-Type': 'image/png',
        'Content-Length': '5',
        ETag: '"etag"',
        'Last-Modified': 'Tue, 23 Sep 2025 10:30:00 GMT',
        'Accept-Ranges': 'bytes',
        'Cache-Control': 'public, max-age=86400, s-maxage=31536000',
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "default-src 'none'; sandbox",
      });
      assert.ok(body instanceof Readable);
      assert.equal(await text(body), 'bytes');
      assert.deepEqual(calls, [`table.get ASSET#${id} ASSET`, 'storage.open']);
    });
  }

  it('answers HEAD with the same headers and no bytes', async () => {
    const { service } = await serviceWith(avatar);
    const { headers } = await readPublic(service, requestOf(id));
    const { body, ...answer } = await readPublic(service, requestOf(id, 'HEAD'));
    assert.deepEqual(answer, { status: 200, headers });
    assert.equal(body, undefined);
  });

  for (const name of [`${id}.jpg`, `${id}.`, `${id}.png.png`, `${id}.png/`, `.${id}.png`, `${id}x`, `${id} `]) {
    it(`is not found by ${name}`, async () => {
      const { service } = await serviceWith(avatar);
      for (const method of ['GET', 'HEAD'])
        await assert.rejects(readPublic(service, requestOf(name, method)), notFound);
    });
  }

  it('is not found once it is deleted', async () => {
    const { service } = await serviceWith(avatar);
    await removePhoto(service, { ownerId: avatar.ownerId, assetId: id, by: avatar.ownerId });
    await assert.rejects(readPublic(service, requestOf(id)), notFound);
  });

  it('is not found if its object is missing', async () => {
    const { service, objects } = await serviceWith(avatar);
    objects.clear();
    for (const method of ['GET', 'HEAD']) await assert.rejects(readPublic(service, requestOf(id, method)), notFound);
  });
});

it('a private photo is not found by its id', async () => {
  const { service } = await serviceWith({ ...avatar, scope: 'private' });
  await assert.rejects(readPublic(service, requestOf(id)), notFound);
});

it('an unknown id is not found, without a read if the name is not an id', async () => {
  const { service, calls } = await serviceWith(avatar);
  await assert.rejects(readPublic(service, requestOf(assetIdAt(now, 9))), notFound);
  assert.equal(calls.length, 1);
  for (const name of ['', '..', 'x', '%2e%2e', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', `${id}\n`]) {
    await assert.rejects(readPublic(service, requestOf(name)), notFound);
  }
  await assert.rejects(readPublic(service, sampleRequest()), notFound);
  assert.equal(calls.length, 1);
});
