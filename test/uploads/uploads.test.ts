import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromMetadata } from '../../shared/core/asset-metadata.ts';
import { photosOf } from '../../shared/photos/storage-event.ts';
import { aliceService, firstPhotoId } from '../support/alice-service.ts';
import type { Part } from '../support/multipart.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { now } from '../support/sample-asset.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { avatarUpload, filePart, openliftUpload, purposePart } from '../support/upload-request.ts';

const ofPhoto = (id: string) => `OWNER#alice PHOTO#${id}`;

describe('a photo that is uploaded', () => {
  it('is announced, stored, recorded, added to its owner, and the message is hastened', async () => {
    const { service, calls } = aliceService();
    await receiveUpload(service, openliftUpload());
    assert.deepEqual(calls, [
      'table.get OWNER#alice OWNER',
      'queue.send',
      'storage.put',
      `table.create ${ofPhoto(firstPhotoId)}`,
      'table.update OWNER#alice OWNER',
      'queue.hasten',
    ]);
  });

  it('has a record of its public name if it is public', async () => {
    const { service, calls } = aliceService();
    await receiveUpload(service, avatarUpload());
    assert.deepEqual(calls, [
      'table.get OWNER#alice OWNER',
      'queue.send',
      'storage.put',
      `table.create ${ofPhoto(firstPhotoId)}`,
      `table.create ASSET#${firstPhotoId} ASSET`,
      'table.update OWNER#alice OWNER',
      'queue.hasten',
    ]);
  });

  it('is announced after a delay and at the end if the store sends no events', async () => {
    const { service, messages } = aliceService();
    await receiveUpload(service, openliftUpload());
    assert.deepEqual(
      messages.map(({ delaySeconds }) => delaySeconds),
      [60, 0],
    );
    for (const { message } of messages) {
      assert.deepEqual(photosOf(message), [{ ownerId: 'alice', id: firstPhotoId, extension: 'png' }]);
    }
  });

  it('is not announced if the store sends events', async () => {
    const { service, calls, messages } = aliceService({ storageAnnounces: true });
    await receiveUpload(service, openliftUpload());
    assert.deepEqual(messages, []);
    assert.deepEqual(calls.slice(0, 2), ['table.get OWNER#alice OWNER', 'storage.put']);
  });

  it('is stored byte for byte with its key, type and the metadata of its record', async () => {
    const { service, objects, items } = aliceService();
    await receiveUpload(service, openliftUpload([filePart({ fileName: 'Фото.PNG' })]));
    const key = `users/alice/profile-picture/${firstPhotoId}.png`;
    const object = objects.get(`user-assets/${key}`);
    assert.ok(object);
    assert.deepEqual(Buffer.from(object.bytes), samplePhotos.png);
    assert.equal(object.contentType, 'image/png');
    assert.equal(object.sha256, createHash('sha256').update(samplePhotos.png).digest('hex'));
    const asset = fromMetadata({ key, size: object.bytes.length, metadata: object.metadata });
    assert.deepEqual(asset, {
      id: firstPhotoId,
      ownerId: 'alice',
      username: 'Alice',
      uploadedBy: 'alice',
      api: 'openlift',
      scope: 'private',
      placed: true,
      fileName: 'Фото.PNG',
      extension: 'png',
      size: samplePhotos.png.length,
      pixels: { width: 1, height: 1 },
      sha256: object.sha256,
      ...{ door: 'function', found: [], removed: [] },
    });
    const record = items().find(({ sk }) => sk === `PHOTO#${firstPhotoId}`);
    const { api, ...facts } = asset;
    assert.deepEqual({ ...record, ...facts, dialect: api }, record);
  });

  it("belongs to the account that a customer's session names, without the customer's name", async () => {
    const { service, items } = aliceService();
    const login: Part = { name: 'login', content: '1002' };
    await receiveUpload(service, avatarUpload([purposePart, login, filePart()], 'Bearer customer'));
    const owner = items().find(({ sk }) => sk === 'OWNER');
    assert.deepEqual([owner?.pk, owner?.username], ['OWNER#1002', undefined]);
  });

  it('has its uploader in its history, also if that is not the owner, and in its metadata', async () => {
    const { service, items, objects } = aliceService();
    const login: Part = { name: 'login', content: '1002' };
    await receiveUpload(service, avatarUpload([purposePart, login, filePart()], 'Bearer customer'));
    const record = items().find(({ sk }) => sk.startsWith('PHOTO#'));
    assert.deepEqual(record?.history, [{ change: 'uploaded', at: now.toISOString(), by: 'customer' }]);
    const [[key = '', object] = []] = [...objects];
    const adopted = fromMetadata({
      key: key.replace('user-assets/', ''),
      size: 1,
      metadata: object?.metadata ?? {},
    });
    assert.deepEqual([adopted?.ownerId, adopted?.uploadedBy], ['1002', 'customer']);
  });

  it('is a new photo each time', async () => {
    const { service, objects } = aliceService();
    await receiveUpload(service, openliftUpload());
    await receiveUpload(service, openliftUpload());
    assert.equal(objects.size, 2);
  });
});
