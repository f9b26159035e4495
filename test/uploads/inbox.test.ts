import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { inboxObject, readWhole } from '../../shared/uploads/inbox.ts';
import { now } from '../support/sample-asset.ts';

function opened(size: number, chunks: readonly string[]) {
  const body = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  return { size, body, contentType: 'image/png', etag: '"etag"', modifiedAt: now, metadata: {} };
}

it('a body is stored in the transient bucket, under its upload’s id', () => {
  assert.deepEqual(inboxObject('x'), { bucket: 'transient', key: 'inbox/x' });
});

describe('readWhole', () => {
  it('returns all bytes, in any chunks', async () => {
    for (const chunks of [[], ['abcde'], ['ab', '', 'cde'], [...'abcde']]) {
      const text = chunks.join('');
      assert.equal(Buffer.from(await readWhole(opened(text.length, chunks))).toString(), text);
    }
  });

  it('throws if the object is shorter or longer than reported', async () => {
    for (const size of [0, 4, 6]) await assert.rejects(readWhole(opened(size, ['ab', 'cde'])), Error, String(size));
  });

  it('throws if the stream fails', async () => {
    const fault = new Error('the network is gone');
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('ab');
        throw fault;
      })(),
    );
    await assert.rejects(readWhole({ ...opened(5, []), body }), fault);
  });
});
