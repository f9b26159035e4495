import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { refuse } from '../../shared/apis/refuse.ts';
import { findOutcome } from '../../shared/assets/outcome-item.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { type HttpResponse, json } from '../../shared/http/message.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { inboxObject } from '../../shared/uploads/inbox.ts';
import { settleUpload } from '../../shared/uploads/settle-upload.ts';
import { type FakeService, type FakeSettings, fakeService } from '../support/fake-service.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { sampleFailure } from '../support/sample-failures.ts';
import { sampleRequest } from '../support/sample-request.ts';

const id = assetIdAt(now, 1);
const object = inboxObject(id);
const expiresAt = new Date(now.getTime() + 1000);
const { body: _, ...request } = sampleRequest({ method: 'POST', path: '/upload', resource: '/upload' });
const refused = (failure: PhotoFailure) => refuse(failure, { request, publicHost: 'api.openlift.app' });
const waiting = { id, object, mayComeAgain: false, expiresAt, refuse: refused };
const created = json(201, { stored: true });

function fakeWithBody(settings: FakeSettings = {}): FakeService {
  const fake = fakeService(settings);
  fake.objects.set(`${object.bucket}/${object.key}`, {
    ...{ ...object, bytes: Buffer.from('x'), contentType: 'image/png' },
    ...{ sha256: '', metadata: {} },
  });
  return fake;
}

const settle = ({ service }: FakeService, answer: () => Promise<HttpResponse | undefined>) =>
  settleUpload(service, { ...waiting, answer });
const rejecting = (error: unknown) => () => Promise.reject(error);

describe('the first answer to an upload', () => {
  it('is stored until it expires, and the body is deleted', async () => {
    const fake = fakeWithBody();
    assert.deepEqual(await settle(fake, async () => created), created);
    assert.deepEqual(await findOutcome(fake.service.table, id), created);
    assert.equal(fake.items()[0]?.expires, expiresAt.getTime() / 1000);
    assert.equal(fake.objects.size, 0);
  });

  it('is returned to later requests, without judging again', async () => {
    const fake = fakeWithBody();
    await settle(fake, async () => created);
    assert.deepEqual(await settle(fake, async () => assert.fail('It is settled')), created);
  });

  it('is also returned to a request that was judging at the same time', async () => {
    const fake = fakeWithBody();
    const late = settle(fake, async () => {
      await settle(fake, async () => created);
      return json(500, {});
    });
    assert.deepEqual(await late, created);
  });

  it('is also returned to a request that finds the body deleted', async () => {
    const fake = fakeWithBody();
    const late = settle(fake, async () => {
      await settle(fake, async () => created);
      return undefined;
    });
    assert.deepEqual(await late, created);
  });

  it('can have no body', async () => {
    const { status, headers, body } = (await settle(fakeWithBody(), async () => ({ status: 401, headers: {} }))) ?? {};
    assert.deepEqual([status, headers, body], [401, {}, '']);
  });

  it('can be a refusal, in the words of the API', async () => {
    const failure = sampleFailure('content-mismatch');
    assert.deepEqual(await settle(fakeWithBody(), rejecting(failure)), refuse(failure, { request }));
  });

  it('stands if deleting the body fails, which is logged', async (t) => {
    const { mock } = t.mock.method(logger(), 'error', () => {});
    const fake = fakeWithBody({
      interrupt: (call) => {
        if (call === 'storage.remove') throw new Error('the network is gone');
      },
    });
    assert.deepEqual(await settle(fake, async () => created), created);
    assert.deepEqual([mock.callCount(), fake.objects.size], [1, 1]);
    assert.deepEqual(await settle(fake, async () => assert.fail('It is settled')), created);
  });
});

describe('stores no outcome and keeps the body', () => {
  const assertUnsettled = ({ objects, items }: FakeService) => assert.deepEqual([objects.size, items()], [1, []]);

  it('if the body is not stored yet', async () => {
    const fake = fakeWithBody();
    assert.equal(await settle(fake, async () => undefined), undefined);
    assertUnsettled(fake);
  });

  it('after an internal error', async () => {
    for (const error of [new Error('the network is gone'), new PhotoFailure('internal', {}), 'x']) {
      const fake = fakeWithBody();
      await assert.rejects(settle(fake, rejecting(error)), (thrown) => thrown === error);
      assertUnsettled(fake);
    }
  });

  it('if the answer is not text', async () => {
    const fake = fakeWithBody();
    const stream = { status: 200, headers: {}, body: Readable.from(['x']) };
    await assert.rejects(
      settle(fake, async () => stream),
      TypeError,
    );
    assertUnsettled(fake);
  });

  for (const mayComeAgain of [false, true]) {
    it(
      mayComeAgain
        ? 'deletes bytes that a client stores again'
        : 'does not look for bytes that no client can store again',
      async () => {
        const fake = fakeWithBody();
        const ask = () => settleUpload(fake.service, { ...waiting, mayComeAgain, answer: async () => created });
        const first = await ask();
        fake.calls.length = 0;
        assert.deepEqual(await ask(), first);
        assert.deepEqual(
          fake.calls.filter((call) => call.startsWith('storage')),
          mayComeAgain ? ['storage.remove'] : [],
        );
      },
    );
  }
});
