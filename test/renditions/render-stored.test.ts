import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Rendering } from '../../shared/core/rendition.ts';
import { renditionOf } from '../../shared/renditions/render-order.ts';
import { renderStored } from '../../shared/renditions/render-stored.ts';
import type { ObjectRef } from '../../shared/storage/storage.ts';
import { fakeService } from '../support/fake-service.ts';

const source: ObjectRef = { bucket: 'user-assets', key: 'users/ada/profile-picture/photo.png' };
const rendering: Rendering = { size: 32, format: 'plain' };
const rendition = renditionOf(source, rendering);
const named = ({ bucket, key }: ObjectRef) => `${bucket}/${key}`;

async function serviceWith(interrupt?: (call: string, when: 'before' | 'after') => void) {
  const fake = fakeService(interrupt === undefined ? {} : { interrupt });
  const bytes = await sharp({ create: { width: 90, height: 60, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  fake.objects.set(named(source), { ...source, bytes, contentType: 'image/png', sha256: '', metadata: {} });
  return fake;
}

describe('a rendition of a stored object', () => {
  it('is stored with its type and hash, and the object does not change', async () => {
    const { service, objects } = await serviceWith();
    const before = objects.get(named(source));
    assert.equal(await renderStored(service, { source, rendering }), 'stored');
    const made = objects.get(named(rendition));
    assert.ok(made);
    assert.equal(made.contentType, 'image/jpeg');
    assert.equal(made.sha256, createHash('sha256').update(made.bytes).digest('hex'));
    const { width, height } = await sharp(made.bytes).metadata();
    assert.deepEqual([width, height], [32, 32]);
    assert.equal(objects.get(named(source)), before);
  });

  it('is stored once under concurrency', async () => {
    const { service, objects, calls } = await serviceWith();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => renderStored(service, { source, rendering })));
    assert.deepEqual(new Set(outcomes), new Set(['stored']));
    const kept = objects.get(named(rendition));
    assert.equal(await renderStored(service, { source, rendering }), 'stored');
    assert.equal(objects.get(named(rendition)), kept);
    assert.equal(objects.size, 2);
    assert.equal(calls.at(-1), 'storage.head', 'the last call only checks whether the rendition exists');
  });

  it('is not made if the object does not exist', async () => {
    const { service, objects } = await serviceWith();
    objects.clear();
    assert.equal(await renderStored(service, { source, rendering }), 'not-found');
    assert.equal(objects.size, 0);
  });

  it('is removed if the object was deleted meanwhile', async () => {
    const fake = await serviceWith((call, when) => {
      if (call === 'storage.create' && when === 'before') fake.objects.delete(named(source));
    });
    assert.equal(await renderStored(fake.service, { source, rendering }), 'not-found');
    assert.equal(fake.objects.size, 0);
  });

  it('is not made or stored if the bytes are not an image', async () => {
    const { service, objects } = await serviceWith();
    objects.set(named(source), { ...source, bytes: Buffer.from('x'), contentType: '', sha256: '', metadata: {} });
    assert.equal(await renderStored(service, { source, rendering }), 'not-renderable');
    assert.equal(objects.size, 1);
  });

  it('is at the address that the renderer returns', async () => {
    const { service } = await serviceWith();
    const { bucket, key } = await service.renderer.render(source, rendering);
    const opened = await service.storage.open({ bucket, key });
    assert.ok(opened);
    assert.equal((await sharp(await buffer(opened.body)).metadata()).format, 'jpeg');
  });
});
