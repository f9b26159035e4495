import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SQSEvent } from 'aws-lambda';
import { settleArrival } from '../../../shared/apis/openlift/settle-arrival.ts';
import { processBatch } from '../../../shared/photos/process-batch.ts';
import { logger } from '../../../shared/telemetry/log.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { noPhoto, otherPhoto, photo, ticketScene } from '../../support/ticket-scene.ts';

const id = assetIdAt(now, 1);
const unknown = assetIdAt(now, 99);

/** A message as S3 sends it. */
function s3Message(...keys: readonly string[]): string {
  return JSON.stringify({
    Records: keys.map((key) => ({
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'eu-west-1', eventName: 'ObjectCreated:Post' },
      s3: {
        bucket: { name: 'stack-transient-1x2y', arn: 'arn:aws:s3:::stack-transient-1x2y' },
        object: { key: encodeURIComponent(key), size: 100, eTag: 'abc', sequencer: '0055' },
      },
    })),
  });
}

async function withTicket(settings: Parameters<typeof ticketScene>[0] = {}) {
  const scene = ticketScene(settings);
  assert.equal(await scene.ticket(), id);
  const deliver = (message: string) => settleArrival(scene.service, message);
  return { ...scene, deliver };
}

describe('a message of the store', () => {
  it('judges the photo before the first status request', async () => {
    const { put, deliver, photos, isWaiting, status } = await withTicket();
    put(id);
    await deliver(s3Message(`tickets/${id}`));
    assert.deepEqual([isWaiting(id), await photos()], [false, [photo]]);
    assert.equal((await status(id)).status, 201);
  });

  it('has the same effect if Portrait sends it', async () => {
    const { put, arrive, photos } = await withTicket();
    put(id);
    await arrive(id);
    assert.deepEqual(await photos(), [photo]);
  });

  for (const [what, story] of [
    ['twice', ['message', 'message', 'status']],
    ['after the status', ['status', 'message', 'message']],
    ['between two status requests', ['status', 'message', 'status']],
  ] as const) {
    it(`that arrives ${what} makes one photo and one answer`, async () => {
      const { put, arrive, status, photos } = await withTicket();
      put(id);
      const answers: unknown[] = [];
      for (const step of story) {
        if (step === 'message') await arrive(id);
        else answers.push(await status(id));
      }
      assert.deepEqual(await status(id), answers[0]);
      assert.deepEqual(await photos(), [photo]);
    });
  }

  it('that arrives before the object is visible changes nothing', async () => {
    const { put, arrive, status, photos } = await withTicket();
    await arrive(id);
    assert.equal((await status(id)).status, 202);
    put(id);
    assert.equal((await status(id)).status, 201);
    assert.deepEqual(await photos(), [photo]);
  });

  it('that is out of order settles the stored object', async () => {
    const { put, deliver, photos, isWaiting } = await withTicket();
    put(id, noPhoto);
    put(id, otherPhoto);
    await deliver(s3Message(`tickets/${id}`));
    await deliver(s3Message(`tickets/${id}`));
    assert.deepEqual([isWaiting(id), await photos()], [false, [otherPhoto]]);
  });

  it('about several objects settles each', async () => {
    const { ticket, put, deliver, photos, isWaiting } = await withTicket();
    const second = await ticket();
    put(id);
    put(second, otherPhoto);
    put(unknown);
    await deliver(s3Message(`tickets/${unknown}`, `tickets/${id}`, `tickets/${second}`));
    assert.deepEqual([id, second, unknown].map(isWaiting), [false, false, false]);
    assert.deepEqual(await photos(), [photo, otherPhoto]);
  });

  it('about an object without a ticket removes it', async () => {
    const { put, deliver, photos, isWaiting } = await withTicket();
    put(unknown);
    await deliver(s3Message(`tickets/${unknown}`));
    assert.deepEqual([isWaiting(unknown), await photos()], [false, []]);
  });

  it('about an object whose ticket has expired removes it unread', async () => {
    const time = { now };
    const { put, arrive, photos, isWaiting, calls } = await withTicket({ clock: () => time.now });
    put(id);
    time.now = new Date(now.getTime() + 86_400_000);
    calls.length = 0;
    await arrive(id);
    assert.deepEqual([isWaiting(id), await photos()], [false, []]);
    assert.deepEqual(calls, [`table.get UPLOAD#${id} TICKET`, 'storage.remove'], 'the object is not read');
  });

  it('about other objects, and S3’s test event, change nothing', async () => {
    const { put, deliver, calls, isWaiting } = await withTicket();
    put(id);
    calls.length = 0;
    const testEvent = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'stack-transient-1x2y' };
    await deliver(JSON.stringify(testEvent));
    await deliver(JSON.stringify({ Records: [] }));
    await deliver(JSON.stringify({ Records: [{}, { s3: {} }, { s3: { object: {} } }] }));
    const others = [
      `inbox/${id}`,
      `tickets/${id}/x`,
      `tickets/../users/${id}`,
      'tickets/',
      'tickets/x',
      `pictures/${id}`,
    ];
    await deliver(s3Message(...others));
    assert.deepEqual([calls, isWaiting(id)], [[], true]);
  });
});

describe('a message that fails', () => {
  it('is delivered again, without the others of its batch', async (t) => {
    const { mock: logged } = t.mock.method(logger(), 'error', () => {});
    let isBroken = true;
    const { ticket, put, service, photos } = await withTicket({
      interrupt(call) {
        if (isBroken && call === `table.get UPLOAD#${id} TICKET`) throw new Error('throttled');
      },
    });
    const second = await ticket();
    put(id);
    put(second, otherPhoto);
    const bodies = [s3Message(`tickets/${id}`), 'not JSON', s3Message(`tickets/${second}`), s3Message('tickets/%')];
    const Records = bodies.map((body, n) => ({ messageId: `m${n}`, body }));
    const settle = () => processBatch({ Records } as SQSEvent, (message) => settleArrival(service, message));
    assert.deepEqual(await settle(), {
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }],
    });
    assert.deepEqual(await photos(), [otherPhoto]);
    assert.equal(logged.callCount(), 2);
    isBroken = false;
    assert.deepEqual(await settle(), { batchItemFailures: [{ itemIdentifier: 'm1' }] });
    assert.deepEqual(await photos(), [otherPhoto, photo]);
  });
});
