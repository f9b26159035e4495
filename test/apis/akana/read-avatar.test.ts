import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { readAkanaAvatar } from '../../../shared/apis/akana/read-avatar.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import { akanaService } from '../../support/akana-requests.ts';
import { fourQuarters } from '../../support/pictures.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { sampleRequest } from '../../support/sample-request.ts';
import { filePart, openliftUpload } from '../../support/upload-request.ts';

async function withPhoto(format: 'png' | 'webp' = 'png') {
  const { service } = akanaService();
  const content = await fourQuarters().toFormat(format).toBuffer();
  const part = filePart({ fileName: `me.${format}`, type: `image/${format}`, content });
  await receiveUpload(service, openliftUpload([part]));
  const read = (userId: string, given: Partial<HttpRequest> = {}) =>
    readAkanaAvatar(
      service,
      sampleRequest({
        ...{ resource: '/api/users/{userId}/avatar', parameters: { userId } },
        ...{ headers: { authorization: 'Bearer bob' } },
        ...given,
      }),
    );
  return { content, read };
}

describe('GET /api/users/{UserID}/avatar', () => {
  it('serves any user a photo that another API stored, byte for byte', async () => {
    const { content, read } = await withPhoto();
    for (const userId of ['alice.portrait', 'alice']) {
      const { status, headers, body } = await read(userId, { query: { cache: ['false'], time: ['1'] } });
      assert.deepEqual(
        [status, headers['Content-Type'], headers['Cache-Control']],
        [200, 'image/png', 'private, no-store'],
      );
      assert.ok(body instanceof Readable);
      assert.deepEqual(await buffer(body), content);
    }
  });

  it('serves a square of the requested side', async () => {
    const { read } = await withPhoto();
    const { body } = await read('alice.portrait', { query: { size: ['75'] } });
    assert.ok(body instanceof Readable);
    const { width, height } = await sharp(await buffer(body)).metadata();
    assert.deepEqual([width, height], [75, 75]);
  });

  it('serves a JPEG if the portal cannot show the photo', async () => {
    const { read } = await withPhoto('webp');
    assert.equal((await read('alice.portrait')).headers['Content-Type'], 'image/jpeg');
  });

  it('has no body for HEAD', async () => {
    const { read } = await withPhoto();
    for (const query of [{}, { size: ['75'] }]) {
      const { status, body } = await read('alice.portrait', { method: 'HEAD', query });
      assert.deepEqual([status, body], [200, undefined]);
    }
  });

  it('answers not-found for users without a photo and unknown users', async () => {
    const { read } = await withPhoto();
    for (const userId of ['bob.portrait', 'alice.other', '', '\u202e']) {
      await assert.rejects(read(userId), { code: 'not-found' });
    }
  });

  it('needs a token or a session', async () => {
    const { read } = await withPhoto();
    await assert.rejects(read('alice.portrait', { headers: {} }), { code: 'unauthenticated' });
  });
});
