import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SQSEvent } from 'aws-lambda';
import { readOwner } from '../../shared/assets/find-owner.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { removePhoto } from '../../shared/assets/remove-photo.ts';
import { toMetadata } from '../../shared/core/asset-metadata.ts';
import { photoKey } from '../../shared/core/photo-key.ts';
import { processBatch } from '../../shared/photos/process-batch.ts';
import { photosOf, type SettlingParts, settlePhotos, toStorageEvent } from '../../shared/photos/storage-event.ts';
import type { Storage } from '../../shared/storage/storage.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { openMemoryStorage } from '../support/memory-storage.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetAt, minute } from '../support/timeline.ts';

/** A message as S3 sends it: keys are form-encoded. */
function s3Message(...keys: string[]): string {
  return JSON.stringify({
    Records: keys.map((key) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: 'stack-userassets-1x2y', arn: 'arn:aws:s3:::stack-userassets-1x2y' },
        object: {
          key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
          size: 3,
          sequencer: '0055',
        },
      },
    })),
  });
}

function batch(...bodies: string[]) {
  return { Records: bodies.map((body, n) => ({ messageId: `m${n}`, body })) } as SQSEvent;
}

const settle = (parts: SettlingParts, event: SQSEvent) =>
  processBatch(event, (message) => settlePhotos(parts, message));

function service(storage: Storage = openMemoryStorage()) {
  const table = openMemoryTable();
  return { table, storage, clock: () => minute(60), photosKeptActive: 5 };
}

async function store(storage: Storage, asset = assetAt(minute(1))) {
  await storage.put({
    bucket: 'user-assets',
    key: photoKey(asset),
    bytes: new Uint8Array(asset.size),
    contentType: 'image/png',
    sha256: asset.sha256,
    metadata: toMetadata(asset),
  });
  return asset;
}

suite('messages of the store', () => {
  test('name the photos of any owner, from S3 and from Portrait', () => {
    for (const ownerId of ['ada', 'auth0|x', 'a+b@c.de', '..', 'über uns', '100%']) {
      const asset = assetAt(minute(1), { ownerId });
      const expected = [{ ownerId, id: asset.id, extension: 'png' }];
      assert.deepEqual(photosOf(s3Message(photoKey(asset))), expected);
      assert.deepEqual(photosOf(toStorageEvent(asset, minute(1))), expected);
    }
  });

  test('about other objects name none', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'stack-userassets-1x2y' };
    assert.deepEqual(photosOf(JSON.stringify(test)), []);
    assert.deepEqual(photosOf(s3Message('users/ada/attachments/cv.pdf', 'logo.png', 'users/../x.png')), []);
  });
});

suite('settling', () => {
  test('adopts an object without a record, with the same record as the upload makes', async () => {
    const parts = service();
    const asset = await store(parts.storage, assetAt(minute(1), { username: 'Ada', fileName: 'Ich – 漢字.png' }));
    assert.deepEqual(await settle(parts, batch(s3Message(photoKey(asset)))), { batchItemFailures: [] });
    const { activeAt, history, ...recorded } =
      (await findPhoto(parts.table, { ownerId: 'ada', assetId: asset.id })) ?? {};
    assert.deepEqual(recorded, asset);
    assert.deepEqual(activeAt, minute(1));
    assert.equal(history?.length, 1);
    assert.equal((await readOwner(parts.table, 'ada')).username, 'Ada');
  });

  test('does not record an object that Portrait did not store, or that is gone', async () => {
    const parts = service();
    const asset = assetAt(minute(1));
    await parts.storage.put({
      bucket: 'user-assets',
      key: photoKey(asset),
      bytes: new Uint8Array(3),
      contentType: 'image/png',
      sha256: '',
      metadata: {},
    });
    const gone = assetAt(minute(2));
    const answer = await settle(parts, batch(s3Message(photoKey(asset), photoKey(gone))));
    assert.deepEqual(answer, { batchItemFailures: [] });
    assert.deepEqual(parts.table.items(), []);
  });

  test('removes the object of a deleted photo, which a repeated upload stored again', async () => {
    const parts = service();
    const asset = await store(parts.storage, assetAt(minute(1)));
    const message = batch(s3Message(photoKey(asset)));
    await settle(parts, message);
    await removePhoto(parts, { ownerId: 'ada', assetId: asset.id, by: 'ada' });
    await store(parts.storage, asset);
    assert.deepEqual(await settle(parts, message), { batchItemFailures: [] });
    assert.equal(await parts.storage.head({ bucket: 'user-assets', key: photoKey(asset) }), undefined);
    assert.deepEqual((await readOwner(parts.table, 'ada')).photos, []);
  });

  test('returns only the messages that failed, so that only these are delivered again', async (t) => {
    t.mock.method(logger(), 'error', () => {});
    const storage = openMemoryStorage();
    const broken = assetAt(minute(2), { ownerId: 'broken' });
    const head: Storage['head'] = (ref) => {
      if (ref.key.includes('broken')) throw new Error('the store is out');
      return storage.head(ref);
    };
    const parts = service({ ...storage, head });
    const asset = await store(storage);
    const messages = [photoKey(asset), photoKey(broken)].map((key) => s3Message(key));
    const answer = await settle(parts, batch('{no JSON', ...messages));
    assert.deepEqual(answer.batchItemFailures, [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }]);
    assert.ok(await findPhoto(parts.table, { ownerId: 'ada', assetId: asset.id }));
  });

  test('archives the photos beyond five, for uploads that are adopted in any order', async () => {
    const parts = service();
    const assets = await Promise.all([3, 1, 7, 5, 2, 6, 4].map((n) => store(parts.storage, assetAt(minute(n)))));
    await settle(parts, batch(...assets.map((asset) => s3Message(photoKey(asset)))));
    const active = (await readOwner(parts.table, 'ada')).photos.map(({ activeAt }) => activeAt.getUTCMinutes());
    assert.deepEqual(active.sort(), [3, 4, 5, 6, 7]);
  });
});
