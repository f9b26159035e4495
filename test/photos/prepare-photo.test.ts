import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { preparePhoto } from '../../shared/photos/prepare-photo.ts';
import { fakeService } from '../support/fake-service.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { png } from '../support/photos/png.ts';

const terms = { policy: { extensions: ['jpg', 'png', 'tif', 'avif'], maxBytes: 5_242_880 }, door: 'direct' } as const;
const { service } = fakeService();
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function offer(bytes: Buffer, fileName = 'photo.jpg') {
  return { fileName, declaredType: 'application/octet-stream', size: bytes.length, bytes };
}

/** A JPEG with a segment behind its first marker. */
function withSegment(marker: number, content: string): Buffer {
  const segment = Buffer.from(
    `\xff${String.fromCharCode(marker)}\0${String.fromCharCode(content.length + 2)}${content}`,
    'latin1',
  );
  const whole = jpeg();
  return Buffer.concat([whole.subarray(0, 2), segment, whole.subarray(2)]);
}

describe('a photo is prepared', () => {
  it('with nothing to take out: byte for byte, the very same bytes', async () => {
    const bytes = jpeg({ bytes: 10_000 });
    const prepared = await preparePhoto(service, { file: offer(bytes), ...terms });
    assert.equal(prepared.bytes, bytes);
    const { pixels, ...contents } = prepared.contents;
    assert.deepEqual(contents, {
      ...{ door: 'direct', extension: 'jpg', size: 10_000, sha256: hashOf(bytes) },
      ...{ found: [], removed: [] },
    });
    assert.ok(pixels !== undefined && pixels.width > 0);
  });

  it('without what is private, and its record knows what was sent', async () => {
    const bytes = withSegment(0xfe, 'Ada was here');
    const prepared = await preparePhoto(service, { file: offer(bytes), ...terms });
    assert.deepEqual(Buffer.from(prepared.bytes), jpeg());
    const { contents } = prepared;
    assert.deepEqual([contents.size, contents.sha256], [jpeg().length, hashOf(jpeg())]);
    assert.deepEqual(contents.sent, { size: bytes.length, sha256: hashOf(bytes) });
    assert.deepEqual([contents.found, contents.removed], [['comment'], ['comment']]);
  });

  it('as it is where metadata is to be kept, and its record says what it carries', async () => {
    const bytes = withSegment(0xfe, 'Ada was here');
    const prepared = await preparePhoto({ ...service, keepMetadata: true }, { file: offer(bytes), ...terms });
    assert.equal(prepared.bytes, bytes);
    const { found, removed, sent, sha256 } = prepared.contents;
    assert.deepEqual([found, removed, sent, sha256], [['comment'], [], undefined, hashOf(bytes)]);
  });

  it('of a TIFF as it is, since nobody is shown it so', async () => {
    const bytes = await sharp({ create: { width: 4, height: 3, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Artist: 'Ada' } })
      .tiff()
      .toBuffer();
    const { bytes: stored, contents } = await preparePhoto(service, { file: offer(bytes, 'scan.tif'), ...terms });
    assert.equal(stored, bytes);
    assert.deepEqual([contents.pixels, contents.removed], [{ width: 4, height: 3 }, []]);
  });

  it('as AVIF where it calls itself HEIF and names AVIF among its further brands', async () => {
    const bytes = await sharp({ create: { width: 4, height: 3, channels: 3, background: 'red' } })
      .avif()
      .toBuffer();
    bytes.write('mif1', 8);
    const { contentType } = await preparePhoto(service, { file: offer(bytes, 'photo.avif'), ...terms });
    assert.equal(contentType, 'image/avif');
  });
});

describe('a photo is not prepared', () => {
  it('where another reader finds no way through what is left: nobody can tell what it would find', async () => {
    const conditioned = withSegment(0xcc, '\x10\0'); // of arithmetic coding, which ExifReader stops at
    await assert.rejects(preparePhoto(service, { file: offer(conditioned), ...terms }), { code: 'metadata-left' });
    const kept = await preparePhoto({ ...service, keepMetadata: true }, { file: offer(conditioned), ...terms });
    assert.equal(kept.bytes, conditioned);
  });

  it('where the end of a PNG holds words', async () => {
    const whole = png();
    const end = Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from('IENDAda'), Buffer.alloc(4)]);
    const wordy = Buffer.concat([whole.subarray(0, -12), end]);
    await assert.rejects(preparePhoto(service, { file: offer(wordy, 'photo.png'), ...terms }), {
      code: 'damaged-image',
      facts: { expected: 'image/png', reason: 'The IEND chunk is not empty' },
    });
  });

  it('where it is cut off, with metadata kept or not', async () => {
    const cut = jpeg({ bytes: 10_000 }).subarray(0, 9_000);
    for (const keepMetadata of [false, true]) {
      await assert.rejects(preparePhoto({ ...service, keepMetadata }, { file: offer(cut), ...terms }), {
        code: 'damaged-image',
      });
    }
  });
});
