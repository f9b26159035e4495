import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { refuse } from '../../shared/apis/apis.ts';
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
const place = inboxObject(id);
const expiresAt = new Date(now.getTime() + 1000);
const { body: _, ...request } = sampleRequest({ method: 'POST', path: '/upload', resource: '/upload' });
const waiting = { id, place, mayComeAgain: false, request, expiresAt };
const created = json(201, { taken: true });

function fakeWithBody(settings: FakeSettings = {}): FakeService {
  const fake = fakeService(settings);
  fake.objects.set(`${place.bucket}/${place.key}`, {
    ...{ ...place, bytes: Buffer.from('x'), contentType: 'image/png' },
    ...{ sha256: '', metadata: {} },
  });
  return fake;
}

const settle = ({ service }: FakeService, answer: () => Promise<HttpResponse | undefined>) =>
  settleUpload(service, waiting, answer);
const rejecting = (error: unknown) => () => Promise.reject(error);

describe('the first answer to an upload', () => {
  it('is kept until it expires, and what lay in the inbox goes', async () => {
    const fake = fakeWithBody();
    assert.deepEqual(await settle(fake, async () => created), created);
    assert.deepEqual(await findOutcome(fake.service.table, id), created);
    assert.equal(fake.items()[0]?.expires, expiresAt.getTime() / 1000);
    assert.equal(fake.objects.size, 0);
  });

  it('is answered from then on, and nobody asks for another', async () => {
    const fake = fakeWithBody();
    await settle(fake, async () => created);
    assert.deepEqual(await settle(fake, async () => assert.fail('It is settled')), created);
  });

  it('is answered also to whoever was about to give another', async () => {
    const fake = fakeWithBody();
    const late = settle(fake, async () => {
      await settle(fake, async () => created);
      return json(500, {});
    });
    assert.deepEqual(await late, created);
  });

  it('is answered also to whoever finds that there is nothing to judge any more', async () => {
    const fake = fakeWithBody();
    const late = settle(fake, async () => {
      await settle(fake, async () => created);
      return undefined;
    });
    assert.deepEqual(await late, created);
  });

  it('may be without a body', async () => {
    const { status, headers, body } = (await settle(fakeWithBody(), async () => ({ status: 401, headers: {} }))) ?? {};
    assert.deepEqual([status, headers, body], [401, {}, '']);
  });

  it('may be a refusal, which is told in the words of the API, by the address that users know', async () => {
    const failure = sampleFailure('content-mismatch');
    assert.deepEqual(await settle(fakeWithBody(), rejecting(failure)), refuse(failure, request));
    const path = '/api/dropbox/pictures';
    const page = { ...request, path, query: { wrapInHTML: ['true'], 'document.domain': ['openlift.app'] } };
    const { service } = fakeWithBody();
    assert.deepEqual(
      await settleUpload(service, { ...waiting, request: page }, rejecting(failure)),
      refuse(failure, page, 'api.openlift.app'),
    );
  });

  it('stands where what lay in the inbox does not go, which is logged', async (t) => {
    const { mock } = t.mock.method(logger, 'error', () => {});
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

describe('nothing is settled, and the inbox stays as it is', () => {
  const assertUnsettled = ({ objects, items }: FakeService) => assert.deepEqual([objects.size, items()], [1, []]);

  it('where there is nothing to judge yet', async () => {
    const fake = fakeWithBody();
    assert.equal(await settle(fake, async () => undefined), undefined);
    assertUnsettled(fake);
  });

  it('by what is nobody’s fault but ours', async () => {
    for (const error of [new Error('the network is gone'), new PhotoFailure('internal', {}), 'x']) {
      const fake = fakeWithBody();
      await assert.rejects(settle(fake, rejecting(error)), (thrown) => thrown === error);
      assertUnsettled(fake);
    }
  });

  it('by an answer that is no text', async () => {
    const fake = fakeWithBody();
    const stream = { status: 200, headers: {}, body: Readable.from(['x']) };
    await assert.rejects(
      settle(fake, async () => stream),
      TypeError,
    );
    assertUnsettled(fake);
  });

  for (const mayComeAgain of [false, true]) {
    it(`what a client ${mayComeAgain ? 'has put there again goes, and nothing else changes' : 'cannot put there again is not looked for'}`, async () => {
      const fake = fakeWithBody();
      const ask = () => settleUpload(fake.service, { ...waiting, mayComeAgain }, async () => created);
      const first = await ask();
      fake.calls.length = 0;
      assert.deepEqual(await ask(), first);
      assert.deepEqual(
        fake.calls.filter((call) => call.startsWith('storage')),
        mayComeAgain ? ['storage.remove'] : [],
      );
    });
  }
});
