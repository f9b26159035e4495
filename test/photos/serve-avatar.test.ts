import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { ActivePhoto } from '../../shared/core/owner.ts';
import { photoKey } from '../../shared/core/photo-key.ts';
import { serveAvatar } from '../../shared/photos/serve-avatar.ts';
import { fakeService } from '../support/fake-service.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { sampleRequest } from '../support/sample-request.ts';

/** Serves a photo of that size and extension, whose record says of it what `recorded` does. */
async function serve(
  width: number,
  height: number,
  extension: 'png' | 'webp',
  { size, isMeasured = true }: { size?: number; isMeasured?: boolean } = {},
  asked?: number,
) {
  const { service, objects } = fakeService();
  const bytes = await sharp({ create: { width, height, channels: 3, background: 'red' } })
    .toFormat(extension)
    .toBuffer();
  const photo: ActivePhoto & { ownerId: string } = {
    ...{ ownerId: 'ada', assetId: assetIdAt(now), activeAt: now, extension, scope: 'private' },
    size: size ?? bytes.length,
    ...(isMeasured ? { pixels: { width, height } } : {}),
  };
  const key = photoKey({ ...photo, id: photo.assetId });
  objects.set(`user-assets/${key}`, { bucket: 'user-assets', key, bytes, contentType: '', sha256: '', metadata: {} });
  const { status, headers, body } = await serveAvatar(service, sampleRequest(), photo, asked);
  assert.equal(status, 200);
  assert.equal(headers['Cache-Control'], 'private, no-store');
  assert.ok(body instanceof Readable);
  return { asItIs: bytes, served: await buffer(body), type: headers['Content-Type'] };
}

describe('a current photo', () => {
  it('is served as it is where the clients of the API can show it', async () => {
    for (const [width, height] of [
      [1024, 1024],
      [10, 1024],
    ] as const) {
      const { asItIs, served, type } = await serve(width, height, 'png');
      assert.equal(type, 'image/png');
      assert.deepEqual(served, asItIs);
    }
  });

  for (const [what, width, height, extension, recorded] of [
    ['that is too wide', 1025, 40, 'png', {}],
    ['that is too high', 40, 1025, 'png', {}],
    ['of another format', 40, 40, 'webp', {}],
    ['of too many bytes', 40, 40, 'png', { size: 1_048_577 }],
  ] as const) {
    it(`${what} is served as a square that they can show`, async () => {
      const { served, type } = await serve(width, height, extension, recorded);
      const made = await sharp(served).metadata();
      assert.deepEqual([type, made.format, made.width, made.height], ['image/jpeg', 'jpeg', 40, 40]);
    });
  }

  it('is served as a square of the side that is asked for, of whatever is there', async () => {
    const { served } = await serve(100, 200, 'png', {}, 64);
    const { format, width, height } = await sharp(served).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 64, 64]);
  });

  it('whose size in pixels is not known is served as a square', async () => {
    const { served } = await serve(30, 40, 'png', { isMeasured: false });
    assert.deepEqual((await sharp(served).metadata()).width, 30);
  });
});
