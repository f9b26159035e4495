import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cropTemporaryPicture } from '../../../shared/apis/akana/crop-picture.ts';
import { PhotoFailure } from '../../../shared/core/failure.ts';
import { change, currentOf, withPicture } from '../../support/akana-assignment.ts';
import { cropRequest } from '../../support/akana-requests.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';

describe('a picture that is assigned concurrently', () => {
  it('becomes one photo of one user', async () => {
    const fake = await withPicture();
    for (const owner of ['alice', 'bob', 'carol']) {
      await fake.service.table.put({ pk: `OWNER#${owner}`, sk: 'OWNER', v: 1 });
    }
    const outcomes = await Promise.allSettled(
      ['alice', 'bob', 'carol', 'alice', 'bob'].map((user) =>
        change(fake.service, { PictureID: '1001' }, { user, authorization: 'Bearer admin' }),
      ),
    );
    assert.ok(outcomes.some(({ status }) => status === 'fulfilled'));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof PhotoFailure, String(outcome.reason));
    }
    assert.equal(new Set(fake.items().flatMap(({ sk }) => (sk.startsWith('PHOTO#') ? [sk] : []))).size, 1);
  });
});

describe('an assignment that crashes', () => {
  const fault = new Error('the network is gone');

  it('after any call can be retried, and makes one photo with one id', async () => {
    const undisturbed = await withPicture('jpeg');
    await cropTemporaryPicture(undisturbed.service, cropRequest('1001', 'x=0&y=0&w=256&h=256'));
    undisturbed.calls.length = 0;
    await change(undisturbed.service, { PictureID: '1001' });
    const steps = undisturbed.calls.length;
    assert.ok(steps > 10);

    for (const moment of ['before', 'after'] as const) {
      for (let step = 1; step <= steps; step++) {
        let armed = false;
        let calls = 0;
        const broken = await withPicture('jpeg', {
          interrupt: (_, when) => {
            if (!armed) return;
            if (when === 'before') calls++;
            if (calls === step && when === moment) throw fault;
          },
        });
        await cropTemporaryPicture(broken.service, cropRequest('1001', 'x=0&y=0&w=256&h=256'));
        armed = true;
        await assert.rejects(change(broken.service, { PictureID: '1001' }), fault);
        armed = false;
        const again = await change(broken.service, { PictureID: '1001' }).catch((error: unknown) => error);
        // If the picture had moved already, it is no longer in the dropbox.
        if (again instanceof PhotoFailure) assert.equal(again.code, 'not-found', `${moment} ${step}`);
        else assert.ok(!(again instanceof Error), String(again));
        const photos = broken.items().filter(({ sk }) => sk.startsWith('PHOTO#'));
        assert.equal(photos.length, 1, `${moment} ${step}`);
        assert.ok(await currentOf(broken, 'alice'), `${moment} ${step}`);
        assert.equal([...broken.objects.keys()].filter((key) => key.startsWith('user-assets/')).length, 1);
      }
    }
  });

  it('cannot be completed for another user', async () => {
    let armed = false;
    const fake = await withPicture('png', {
      interrupt: (call) => {
        if (armed && call === 'storage.put') throw fault;
      },
    });
    await fake.service.table.put({ pk: 'OWNER#bob', sk: 'OWNER', v: 1 });
    armed = true;
    await assert.rejects(change(fake.service, { PictureID: '1001' }), fault);
    armed = false;
    const as = { user: 'bob', authorization: 'Bearer admin' };
    await assert.rejects(change(fake.service, { PictureID: '1001' }, as), { code: 'not-found' });
    assert.equal((await change(fake.service, { PictureID: '1001' })).status, 200);
    assert.equal((await currentOf(fake, 'alice'))?.photo.assetId, assetIdAt(now, 2), 'the id of the first claim');
  });
});
