import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cropTemporaryPicture } from '../../../shared/apis/akana/crop-picture.ts';
import { findPicture } from '../../../shared/assets/picture-item.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import { akanaService, callers, cropRequest, pictureRequest, pictureUpload } from '../../support/akana-requests.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { now } from '../../support/sample-asset.ts';

async function withPicture() {
  const fake = akanaService();
  await receiveUpload(fake.service, pictureUpload());
  const cropOf = async () => (await findPicture(fake.service.table, { number: 1001, now }))?.crop;
  return { ...fake, cropOf };
}

describe('PUT /api/dropbox/pictures/{PictureID}', () => {
  it('stores the crop and answers the number as JSON, which the widget parses', async () => {
    const { service, cropOf } = await withPicture();
    const { status, headers, body } = await cropTemporaryPicture(
      service,
      cropRequest('1001', 'x=1.5&y=2&w=100&h=100.25'),
    );
    assert.deepEqual([status, JSON.parse(String(body))], [200, 1001]);
    assert.match(headers['Content-Type'] ?? '', /^application\/json\b/);
    assert.deepEqual(await cropOf(), { x: 1.5, y: 2, w: 100, h: 100.25 });
  });

  it('does not change the object, so that a second crop refers to the whole picture', async () => {
    const { service, objects, cropOf } = await withPicture();
    const before = [...objects];
    await cropTemporaryPicture(service, cropRequest('1001', 'x=0&y=0&w=256&h=256'));
    await cropTemporaryPicture(service, cropRequest('1001', 'x=256&y=256&w=256&h=256'));
    assert.deepEqual(await cropOf(), { x: 256, y: 256, w: 256, h: 256 });
    assert.deepEqual([...objects], before);
  });

  it('clamps a crop to the picture', async () => {
    const { service, cropOf } = await withPicture();
    await cropTemporaryPicture(service, cropRequest('1001', 'x=-10&y=500&w=1e3&h=100'));
    assert.deepEqual(await cropOf(), { x: 0, y: 500, w: 512, h: 12 });
  });

  it('is for the uploader and for administrators', async () => {
    const { service, cropOf } = await withPicture();
    await assert.rejects(cropTemporaryPicture(service, cropRequest('1001', 'x=0&y=0&w=1&h=1', 'Bearer bob')), {
      code: 'forbidden',
    });
    assert.equal(await cropOf(), undefined);
    assert.equal(
      (await cropTemporaryPicture(service, cropRequest('1001', 'x=0&y=0&w=1&h=1', 'Bearer admin'))).status,
      200,
    );
  });

  it('needs the CSRF token if a cookie authenticates', async () => {
    const { service } = await withPicture();
    const { cookie, token } = await akanaLogin(service, callers['Bearer alice'] ?? assert.fail());
    const { headers, ...request } = cropRequest('1001', 'x=0&y=0&w=1&h=1');
    const { authorization: _, ...others } = headers;
    const by = (more: object) => cropTemporaryPicture(service, { ...request, headers: { ...others, cookie, ...more } });
    await assert.rejects(by({}), { code: 'unauthenticated' });
    assert.equal((await by({ 'x-csrf-token_portrait': token })).status, 200);
  });

  for (const [form, reason] of [
    ['', 'x must be a number'],
    ['x=0&y=0&w=1', 'h must be a number'],
    ['x=0&y=0&w=1&h=', 'h must be a number'],
    ['x=NaN&y=0&w=1&h=1', 'x must be a number'],
    ['x=0&y=Infinity&w=1&h=1', 'y must be a number'],
    ['x=0&y=0&w=1e999&h=1', 'w must be a number'],
    ['x=0&y=0&w=0x10&h=1', 'w must be a number'],
    ['x=0&y=0&w=0&h=1', 'w and h must be above zero'],
    ['x=0&y=0&w=1&h=-1', 'w and h must be above zero'],
    ['x=512&y=0&w=1&h=1', 'The rectangle is outside the picture'],
  ] as const) {
    it(`refuses "${form}": ${reason}`, async () => {
      const { service, cropOf } = await withPicture();
      const refused = cropTemporaryPicture(service, cropRequest('1001', form));
      await assert.rejects(refused, { code: 'bad-request', facts: { reason } });
      assert.equal(await cropOf(), undefined);
    });
  }

  it('refuses a body that is not form-urlencoded', async () => {
    const { service } = await withPicture();
    const request = pictureRequest('1001', { method: 'PUT', body: Buffer.from('{"x":0,"y":0,"w":1,"h":1}') });
    await assert.rejects(cropTemporaryPicture(service, request), { code: 'bad-request' });
  });

  it('answers not-found for an unknown, invalid or expired picture', async () => {
    const { service } = await withPicture();
    for (const id of ['1002', '0', 'x', '1001.5', '%31001']) {
      await assert.rejects(cropTemporaryPicture(service, cropRequest(id, 'x=0&y=0&w=1&h=1')), { code: 'not-found' });
    }
    const later = { ...service, clock: () => new Date(now.getTime() + 3_600_000) };
    await assert.rejects(cropTemporaryPicture(later, cropRequest('1001', 'x=0&y=0&w=1&h=1')), { code: 'not-found' });
  });
});
