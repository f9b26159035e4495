import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { findPhoto } from '../../../shared/assets/find-photo.ts';
import { removePhoto } from '../../../shared/assets/remove-photo.ts';
import { settlePhotos, toStorageEvent } from '../../../shared/photos/storage-event.ts';
import { logger } from '../../../shared/telemetry/log.ts';
import { now } from '../../support/sample-asset.ts';
import {
  type Answer,
  firstId,
  noPhoto,
  otherPhoto,
  photo,
  refusal,
  type TicketScene,
  waiting,
  withTicket,
} from '../../support/ticket-scene.ts';

const id = firstId;
const mismatch = refusal(415, 'VALIDATION_FAILED', 'File content is of an unknown type, not image/png');
const anAnswer = (size = photo.length) => ({ success: true, data: { assetId: id, size } });

describe('a second use of a ticket', () => {
  for (const [what, second] of [
    ['the same photo', photo],
    ['another photo', otherPhoto],
    ['bytes that are not a photo', noPhoto],
  ] as const) {
    it(`before the first is judged replaces it: ${what}`, async () => {
      const { put, status, photos } = await withTicket();
      put(id);
      put(id, second);
      assert.equal((await status(id)).status, second === noPhoto ? 415 : 201);
      assert.deepEqual(await photos(), second === noPhoto ? [] : [second]);
    });

    it(`after the outcome changes nothing and is deleted: ${what}`, async () => {
      const { put, status, arrive, photos, isWaiting } = await withTicket();
      put(id);
      const first = await status(id);
      put(id, second);
      await arrive(id);
      assert.ok(!isWaiting(id));
      put(id, second);
      assert.deepEqual(await status(id), first);
      assert.deepEqual([isWaiting(id), await photos()], [false, [photo]]);
    });

    // The second arrives at each call that the judging of the first makes, and its status is requested at once.
    it(`while the first is judged changes nothing: ${what}`, async () => {
      const claim = `table.update UPLOAD#${id} TICKET`;
      for (let at = 1; ; at++) {
        const others: Promise<Answer>[] = [];
        let number = 0;
        let claimed = false;
        const scene = await withTicket({
          interrupt(call, when) {
            claimed ||= call === claim && when === 'after' && number > 0;
            if (!claimed || when === 'before' || others.length > 0 || number++ !== at) return;
            scene.put(id, second);
            others.push(
              scene.status(id),
              scene.arrive(id).then(() => waiting),
            );
          },
        });
        scene.put(id);
        number = 1;
        const first = await scene.status(id);
        if (others.length === 0) {
          assert.ok(at > 5, `${at} calls were tried`);
          break;
        }
        assert.partialDeepStrictEqual(first, { status: 201, body: anAnswer() });
        for (const other of await Promise.all(others)) {
          if (other.status !== 202) assert.deepEqual(other, first);
        }
        await scene.arrive(id);
        assert.deepEqual(await scene.status(id), first);
        assert.deepEqual([scene.isWaiting(id), await scene.photos()], [false, [photo]], `at call ${at}`);
      }
    });
  }

  it('while the first is judged does not change the answer if it is too large', async () => {
    const others: Promise<unknown>[] = [];
    const scene = await withTicket({
      interrupt(call, when) {
        if (call !== 'storage.put' || when !== 'before') return;
        scene.put(id, Buffer.alloc(5_242_881));
        others.push(scene.status(id));
      },
    });
    scene.put(id);
    const first = await scene.status(id);
    assert.equal(others.length, 1);
    await Promise.all(others);
    assert.equal(first.status, 201);
    assert.deepEqual([await scene.status(id), await scene.photos()], [first, [photo]]);
  });

  it('does not restore a deleted photo', async () => {
    const { put, arrive, status, service, isWaiting } = await withTicket();
    put(id);
    const first = await status(id);
    await removePhoto(service, { ownerId: 'alice', assetId: id, by: 'alice' });
    put(id);
    await arrive(id);
    assert.deepEqual(await status(id), first);
    assert.ok(!isWaiting(id));
    assert.equal(
      (await findPhoto(service.table, { ownerId: 'alice', assetId: id }))?.deletedAt?.getTime(),
      now.getTime(),
    );
  });
});

describe('a ticket that ten requests settle at once', () => {
  it('has one photo and one answer', async () => {
    const { put, status, arrive, photos, isWaiting } = await withTicket();
    put(id);
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        if (n % 2 === 0) await arrive(id);
        return status(id);
      }),
    );
    assert.equal(answers[0]?.status, 201);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.deepEqual([isWaiting(id), await photos()], [false, [photo]]);
  });

  it('has one refusal', async () => {
    const { put, status, arrive, photos } = await withTicket();
    put(id, noPhoto);
    const answers = await Promise.all(Array.from({ length: 10 }, () => Promise.all([status(id), arrive(id)])));
    for (const [answer] of answers) assert.deepEqual(answer, mismatch);
    assert.deepEqual(await photos(), []);
  });

  it('has one answer if a request finds the object removed by another', async () => {
    const others: Promise<Answer>[] = [];
    const scene = await withTicket({
      interrupt(call, when) {
        if (call === `table.get UPLOAD#${id} OUTCOME` && when === 'after' && others.length === 0) {
          others.push(Promise.resolve(waiting)); // once
          others.push(scene.status(id));
        }
      },
    });
    scene.put(id);
    const { storage } = scene.service;
    let isHeld = false;
    const slow: typeof storage.open = async (ref) => {
      if (!isHeld) {
        isHeld = true; // the second request finishes first
        await others[1];
      }
      return storage.open(ref);
    };
    Object.assign(scene.service, { storage: { ...storage, open: slow } });
    const late = await scene.status(id);
    assert.equal(late.status, 201);
    assert.deepEqual(late, await others[1]);
  });
});

describe('a ticket whose settling crashes at any call', () => {
  before(() => void mock.method(logger(), 'error', () => {}));
  after(() => mock.restoreAll());

  /** Crashes before and after each call in turn, then runs the test. */
  async function eachCrash(
    bytes: Buffer,
    storageAnnounces: boolean,
    then: (scene: TicketScene, crash: string) => Promise<void>,
  ): Promise<void> {
    for (const moment of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        let number: number | undefined;
        let crash = '';
        const scene = await withTicket({
          storageAnnounces,
          interrupt(call, when) {
            if (number === undefined || when !== moment || ++number !== at) return;
            crash = `${when} ${call}`;
            throw new Error('crash');
          },
        });
        scene.put(id, bytes);
        number = 0;
        await scene.arrive(id).catch((error: Error) => assert.equal(error.message, 'crash'));
        if (crash === '') {
          assert.ok(at > 5, `${at} calls were tried`);
          break;
        }
        number = undefined;
        await then(scene, crash);
      }
    }
  }

  for (const storageAnnounces of [true, false]) {
    const stores = storageAnnounces ? 'a store that sends messages' : 'a store that sends no messages';

    it(`becomes one photo at the retry, with ${stores}`, async () => {
      await eachCrash(photo, storageAnnounces, async ({ arrive, status, photos, isWaiting }, crash) => {
        await arrive(id);
        const answer = await status(id);
        assert.partialDeepStrictEqual(answer, { status: 201, body: anAnswer() }, crash);
        assert.deepEqual([isWaiting(id), await photos()], [false, [photo]], crash);
        await arrive(id);
        assert.deepEqual(await status(id), answer, crash);
      });
    });

    it(`gets the same refusal at the retry, with ${stores}`, async () => {
      await eachCrash(noPhoto, storageAnnounces, async ({ arrive, status, photos, isWaiting }, crash) => {
        await arrive(id);
        assert.deepEqual(await status(id), mismatch, crash);
        assert.deepEqual([isWaiting(id), await photos()], [false, []], crash);
      });
    });

    it(`does not become a second or mixed photo if other bytes replace it, with ${stores}`, async () => {
      await eachCrash(photo, storageAnnounces, async ({ put, arrive, status, photos }, crash) => {
        put(id, otherPhoto);
        await arrive(id);
        const answer = await status(id);
        const found = await photos();
        assert.ok(found.length <= 1, crash);
        if (answer.status === 202) {
          assert.deepEqual(
            found.filter((each) => !each.equals(photo)),
            [],
            crash,
          );
          put(id); // the first bytes again
          assert.equal((await status(id)).status, 201, crash);
          assert.deepEqual(await photos(), [photo], crash);
        } else assert.equal(found.length, 1, crash);
      });
    });
  }

  it('does not restore a photo that its owner has deleted since', async () => {
    await eachCrash(photo, false, async ({ arrive, status, service, objects, isWaiting }, crash) => {
      const record = await findPhoto(service.table, { ownerId: 'alice', assetId: id });
      if (record === undefined) return; // there is nothing to delete yet
      await removePhoto(service, { ownerId: 'alice', assetId: id, by: 'alice' });
      await arrive(id);
      const answer = await status(id);
      // The answer was stored before the deletion, or is a refusal.
      if (answer.status !== 201) assert.deepEqual(answer, refusal(404, 'NOT_FOUND', 'Photo not found'), crash);
      await settlePhotos(service, toStorageEvent({ ownerId: 'alice', id, extension: record.extension }, now));
      assert.deepEqual([...objects.keys()], [], crash);
      assert.ok(!isWaiting(id));
      assert.deepEqual(await status(id), answer, crash);
    });
  });
});
