import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { cropTemporaryPicture } from '../../../shared/apis/akana/crop-picture.ts';
import { readTemporaryPicture } from '../../../shared/apis/akana/read-picture.ts';
import type { HttpRequest, HttpResponse } from '../../../shared/http/message.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import {
  akanaService,
  callers,
  cropRequest,
  pictureRequest,
  pictureUpload,
  profilePart,
} from '../../support/akana-requests.ts';
import { pngWithoutPixels } from '../../support/photos/png.ts';
import { fourQuarters, quarters } from '../../support/pictures.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { now } from '../../support/sample-asset.ts';

type Format = 'jpeg' | 'png' | 'gif' | 'tiff';

async function withPicture(format: Format = 'png') {
  const fake = akanaService();
  const content = await fourQuarters().toFormat(format).toBuffer();
  await receiveUpload(fake.service, pictureUpload(profilePart({ content })));
  const read = (query: HttpRequest['query'] = {}, given: Partial<HttpRequest> = {}) =>
    readTemporaryPicture(fake.service, pictureRequest('1001', { query, ...given }));
  const crop = (form: string) => cropTemporaryPicture(fake.service, cropRequest('1001', form));
  return { ...fake, content, read, crop };
}

async function bytesOf({ body }: HttpResponse): Promise<Buffer> {
  assert.ok(body instanceof Readable);
  return buffer(body);
}

async function colourOf(response: HttpResponse) {
  const { data, info } = await sharp(await bytesOf(response))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * 3;
  return { width: info.width, height: info.height, colour: [...data.subarray(at, at + 3)] };
}

function isNear(colour: readonly number[], expected: readonly number[]): void {
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs((colour[index] ?? 0) - value) < 24, `${colour} is not ${expected}`);
  }
}

describe('GET /api/dropbox/pictures/{PictureID}', () => {
  it('serves the uploaded picture, not cacheable', async () => {
    const { read, content } = await withPicture();
    const response = await read();
    assert.equal(response.status, 200);
    assert.equal(response.headers['Content-Type'], 'image/png');
    assert.equal(response.headers['Cache-Control'], 'private, no-store');
    assert.deepEqual(await bytesOf(response), content);
  });

  it('serves a square of the requested side, and ignores the cache-buster', async () => {
    const { read } = await withPicture();
    for (const size of [75, 25]) {
      const { width, height } = await colourOf(await read({ size: [String(size)], s: ['1758623400000'] }));
      assert.deepEqual([width, height], [size, size]);
    }
  });

  it('serves the picture itself for an invalid size', async () => {
    const { read, content } = await withPicture();
    for (const size of ['0', '-1', '1025', 'x', ''])
      assert.deepEqual(await bytesOf(await read({ size: [size] })), content);
  });

  for (const [format, type] of [
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['gif', 'image/png'],
    ['tiff', 'image/png'],
  ] as const) {
    it(`serves ${type} for a size of a ${format}`, async () => {
      const { read } = await withPicture(format);
      assert.equal((await read({ size: ['48'] })).headers['Content-Type'], type);
    });
  }

  it('shows the crop, which always refers to the whole picture', async () => {
    const { read, crop } = await withPicture();
    for (const [form, colour] of [
      ['x=0&y=0&w=200&h=200', quarters.topLeft],
      ['x=300&y=300&w=200&h=200', quarters.bottomRight],
    ] as const) {
      await crop(form);
      for (const query of [{ size: ['64'] }, {}]) {
        const shown = await colourOf(await read(query));
        isNear(shown.colour, colour);
        assert.equal(shown.width, shown.height);
      }
    }
  });

  it('has no body for HEAD', async () => {
    const { read } = await withPicture();
    for (const query of [{}, { size: ['48'] }]) {
      const { status, headers, body } = await read(query, { method: 'HEAD' });
      assert.deepEqual([status, headers['Content-Type'], body], [200, 'image/png', undefined]);
    }
  });

  it('is for any user, with a token or a session', async () => {
    const { service, read } = await withPicture();
    assert.equal((await read({}, { headers: { authorization: 'Bearer bob' } })).status, 200);
    const { cookie } = await akanaLogin(service, callers['Bearer bob'] ?? assert.fail());
    assert.equal((await read({}, { headers: { cookie } })).status, 200);
    await assert.rejects(read({}, { headers: {} }), { code: 'unauthenticated' });
  });

  it('answers not-found for an expired or unknown picture', async () => {
    const { service } = await withPicture();
    const later = { ...service, clock: () => new Date(now.getTime() + 3_600_000) };
    await assert.rejects(readTemporaryPicture(later, pictureRequest('1001')), { code: 'not-found' });
    await assert.rejects(readTemporaryPicture(service, pictureRequest('1002')), { code: 'not-found' });
  });

  it('refuses a size of a picture that does not decode', async () => {
    const { service } = akanaService();
    await receiveUpload(service, pictureUpload(profilePart({ content: pngWithoutPixels() })));
    const read = (query: HttpRequest['query']) => readTemporaryPicture(service, pictureRequest('1001', { query }));
    assert.equal((await read({})).status, 200);
    await assert.rejects(read({ size: ['75'] }), { code: 'not-renderable' });
  });
});
