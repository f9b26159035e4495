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

interface Sample {
  readonly width: number;
  readonly height: number;
  readonly extension?: 'png' | 'webp';
  /** The size in bytes that the record states; absent for the actual one. */
  readonly size?: number;
  /** Whether the record has the size in pixels. */
  readonly isMeasured?: boolean;
  /** The side of the requested square. */
  readonly asked?: number;
}

/** Serves a photo of that size and extension. */
async function serve({ width, height, extension = 'png', size, isMeasured = true, asked }: Sample) {
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
  const { status, headers, body } = await serveAvatar(service, { request: sampleRequest(), photo, size: asked });
  assert.equal(status, 200);
  assert.equal(headers['Cache-Control'], 'private, no-store');
  assert.ok(body instanceof Readable);
  return { stored: bytes, served: await buffer(body), type: headers['Content-Type'] };
}

describe('a current photo', () => {
  it('is served byte for byte if all clients can show it', async () => {
    for (const [width, height] of [
      [1024, 1024],
      [10, 1024],
    ] as const) {
      const { stored, served, type } = await serve({ width, height });
      assert.equal(type, 'image/png');
      assert.deepEqual(served, stored);
    }
  });

  for (const [what, sample] of [
    ['that is too wide', { width: 1025, height: 40 }],
    ['that is too high', { width: 40, height: 1025 }],
    ['of another format', { width: 40, height: 40, extension: 'webp' }],
    ['of too many bytes', { width: 40, height: 40, size: 1_048_577 }],
  ] as const) {
    it(`${what} is served as a JPEG square`, async () => {
      const { served, type } = await serve(sample);
      const made = await sharp(served).metadata();
      assert.deepEqual([type, made.format, made.width, made.height], ['image/jpeg', 'jpeg', 40, 40]);
    });
  }

  it('is served as a square of the requested side', async () => {
    const { served } = await serve({ width: 100, height: 200, asked: 64 });
    const { format, width, height } = await sharp(served).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 64, 64]);
  });

  it('whose record lacks the size in pixels is served as a square', async () => {
    const { served } = await serve({ width: 30, height: 40, isMeasured: false });
    assert.deepEqual((await sharp(served).metadata()).width, 30);
  });
});
