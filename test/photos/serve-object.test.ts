import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { HttpRequest } from '../../shared/http/message.ts';
import { answerObject } from '../../shared/photos/serve-object.ts';
import { fakeService } from '../support/fake-service.ts';
import { sampleRequest } from '../support/sample-request.ts';

const key = 'users/ada/profile-picture/photo.png';
const object = { bucket: 'user-assets', key, cacheControl: 'no-store' } as const;
const etag = '"etag"';

async function answer(headers: HttpRequest['headers'], { method = 'GET', bytes = '0123456789' } = {}) {
  const { service, objects, calls } = fakeService();
  objects.set(`user-assets/${key}`, {
    ...object,
    bytes: Buffer.from(bytes),
    contentType: '',
    sha256: '',
    metadata: {},
  });
  const response = await answerObject(service, { request: sampleRequest({ method, headers }), object });
  assert.ok(response);
  const { status, body } = response;
  return { status, headers: response.headers, calls, content: body instanceof Readable ? await text(body) : body };
}

describe('an object', () => {
  it('is served whole, with Accept-Ranges', async () => {
    const { status, headers, content, calls } = await answer({});
    assert.deepEqual([status, content, headers['Content-Length']], [200, '0123456789', '10']);
    assert.equal(headers['Accept-Ranges'], 'bytes');
    assert.deepEqual(calls, ['storage.open']);
  });

  for (const [range, content, part] of [
    ['bytes=0-3', '0123', '0-3'],
    ['bytes=7-', '789', '7-9'],
    ['bytes=-2', '89', '8-9'],
    ['bytes=5-99', '56789', '5-9'],
    ['bytes=-99', '0123456789', '0-9'],
  ] as const) {
    it(`is served in part for ${range}, with one call`, async () => {
      const answered = await answer({ range });
      assert.deepEqual([answered.status, answered.content], [206, content]);
      assert.equal(answered.headers['Content-Range'], `bytes ${part}/10`);
      assert.equal(answered.headers['Content-Length'], String(content.length));
      assert.equal(answered.headers.ETag, etag);
      assert.deepEqual(answered.calls, ['storage.openPart']);
    });
  }

  for (const range of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=3-1']) {
    it(`is served whole for ${range}`, async () => assert.equal((await answer({ range })).status, 200));
  }

  for (const [range, bytes] of [
    ['bytes=10-', '0123456789'],
    ['bytes=-0', '0123456789'],
    ['bytes=0-0', ''],
  ] as const) {
    it(`of ${bytes.length} bytes is answered with 416 for ${range}`, async () => {
      const { status, headers, content } = await answer({ range }, { bytes });
      assert.deepEqual([status, content, headers['Content-Range']], [416, undefined, `bytes */${bytes.length}`]);
    });
  }

  it('is answered with 304 if the client has it, also for a range', async () => {
    for (const [method, headers] of [
      ['GET', {}],
      ['HEAD', {}],
      ['GET', { range: 'bytes=0-1' }],
      ['GET', { range: 'bytes=99-' }],
    ] as const) {
      const answered = await answer({ ...headers, 'if-none-match': etag }, { method });
      assert.deepEqual([answered.status, answered.content], [304, undefined]);
      assert.deepEqual([answered.headers.ETag, answered.headers['Cache-Control']], [etag, 'no-store']);
      for (const name of ['Content-Length', 'Content-Type', 'Content-Range']) {
        assert.equal(answered.headers[name], undefined);
      }
    }
  });

  it('is served whole if If-Range names another object', async () => {
    for (const range of ['bytes=0-1', 'bytes=99-']) {
      const { status, content } = await answer({ range, 'if-range': '"another"' });
      assert.deepEqual([status, content], [200, '0123456789']);
    }
    assert.equal((await answer({ range: 'bytes=0-1', 'if-range': etag })).status, 206);
  });

  it('is answered to HEAD with the headers of the whole object, also for a range', async () => {
    const { status, headers, content } = await answer({ range: 'bytes=0-1' }, { method: 'HEAD' });
    assert.deepEqual([status, headers['Content-Length'], content], [200, '10', undefined]);
  });
});
