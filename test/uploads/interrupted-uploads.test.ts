import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { photosOf } from '../../shared/photos/storage-event.ts';
import { aliceService, firstPhotoId } from '../support/alice-service.ts';
import type { FakeService } from '../support/fake-service.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { avatarUpload, openliftUpload } from '../support/upload-request.ts';

describe('an upload of which a call fails', () => {
  const fault = new Error('the network is gone');
  const assertPromises = ({ objects, items }: FakeService) => {
    const stored = objects.has(`user-assets/users/alice/profile-picture/${firstPhotoId}.png`);
    const recorded = items().some(({ sk }) => sk === `PHOTO#${firstPhotoId}`);
    const owned = items().some((item) => firstPhotoId in item);
    assert.ok(stored || items().length === 0, 'every record has its object');
    assert.ok(recorded || !owned, 'every photo of the owner has its record');
  };

  for (const [store, storageAnnounces, length] of [
    ['a store without events', false, 7],
    ['a store with events', true, 5],
  ] as const) {
    it(`makes ${length} calls with ${store}`, async () => {
      const undisturbed = aliceService({ storageAnnounces });
      await receiveUpload(undisturbed.service, avatarUpload());
      assert.equal(undisturbed.calls.length, length);
      assertPromises(undisturbed);
    });

    for (const number of Array.from({ length }, (_, index) => index + 1)) {
      for (const moment of ['before', 'after'] as const) {
        it(`is not acknowledged, with ${store}: ${moment} call ${number}`, async () => {
          const failing = aliceService({
            storageAnnounces,
            interrupt: (_, when, at) => {
              if (at === number && when === moment) throw fault;
            },
          });
          await assert.rejects(receiveUpload(failing.service, avatarUpload()), fault);
          assertPromises(failing);
        });
      }
    }
  }

  it('has a message that adopts its object', async () => {
    const failing = aliceService({
      interrupt: (call) => {
        if (call.startsWith('table.create')) throw fault;
      },
    });
    await assert.rejects(receiveUpload(failing.service, openliftUpload()), fault);
    assert.equal(failing.objects.size, 1);
    assert.deepEqual(
      failing.messages.map(({ message }) => photosOf(message)[0]?.id),
      [firstPhotoId],
    );
  });
});
