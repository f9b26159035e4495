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

/** A JPEG with a segment after its first marker. */
function withSegment(marker: number, content: string): Buffer {
  const segment = Buffer.from(
    `\xff${String.fromCharCode(marker)}\0${String.fromCharCode(content.length + 2)}${content}`,
    'latin1',
  );
  const whole = jpeg();
  return Buffer.concat([whole.subarray(0, 2), segment, whole.subarray(2)]);
}

describe('a photo is prepared', () => {
  it('byte for byte if it has no private metadata', async () => {
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

  it('without private metadata, and the record has the fingerprint of the sent file', async () => {
    const bytes = withSegment(0xfe, 'Ada was here');
    const prepared = await preparePhoto(service, { file: offer(bytes), ...terms });
    assert.deepEqual(Buffer.from(prepared.bytes), jpeg());
    const { contents } = prepared;
    assert.deepEqual([contents.size, contents.sha256], [jpeg().length, hashOf(jpeg())]);
    assert.deepEqual(contents.sent, { size: bytes.length, sha256: hashOf(bytes) });
    assert.deepEqual([contents.found, contents.removed], [['comment'], ['comment']]);
  });

  it('byte for byte with KEEP_METADATA, and the record lists the metadata', async () => {
    const bytes = withSegment(0xfe, 'Ada was here');
    const prepared = await preparePhoto({ ...service, keepMetadata: true }, { file: offer(bytes), ...terms });
    assert.equal(prepared.bytes, bytes);
    const { found, removed, sent, sha256 } = prepared.contents;
    assert.deepEqual([found, removed, sent, sha256], [['comment'], [], undefined, hashOf(bytes)]);
  });

  it('byte for byte if it is a TIFF, which is only served as a rendition', async () => {
    const bytes = await sharp({ create: { width: 4, height: 3, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Artist: 'Ada' } })
      .tiff()
      .toBuffer();
    const { bytes: stored, contents } = await preparePhoto(service, { file: offer(bytes, 'scan.tif'), ...terms });
    assert.equal(stored, bytes);
    assert.deepEqual([contents.pixels, contents.removed], [{ width: 4, height: 3 }, []]);
  });

  it('as AVIF if it is a HEIF with the compatible brand avif', async () => {
    const bytes = await sharp({ create: { width: 4, height: 3, channels: 3, background: 'red' } })
      .avif()
      .toBuffer();
    bytes.write('mif1', 8);
    const { contentType } = await preparePhoto(service, { file: offer(bytes, 'photo.avif'), ...terms });
    assert.equal(contentType, 'image/avif');
  });
});

describe('a photo is refused', () => {
  it('if the second reader cannot read the cleaned file', async () => {
    const conditioned = withSegment(0xcc, '\x10\0'); // a segment of arithmetic coding, at which ExifReader stops
    await assert.rejects(preparePhoto(service, { file: offer(conditioned), ...terms }), { code: 'metadata-left' });
    const kept = await preparePhoto({ ...service, keepMetadata: true }, { file: offer(conditioned), ...terms });
    assert.equal(kept.bytes, conditioned);
  });

  it('if the IEND chunk of a PNG contains text', async () => {
    const whole = png();
    const end = Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from('IENDAda'), Buffer.alloc(4)]);
    const wordy = Buffer.concat([whole.subarray(0, -12), end]);
    await assert.rejects(preparePhoto(service, { file: offer(wordy, 'photo.png'), ...terms }), {
      code: 'damaged-image',
      facts: { expected: 'image/png', reason: 'The IEND chunk is not empty' },
    });
  });

  it('if it is truncated, with and without KEEP_METADATA', async () => {
    const cut = jpeg({ bytes: 10_000 }).subarray(0, 9_000);
    for (const keepMetadata of [false, true]) {
      await assert.rejects(preparePhoto({ ...service, keepMetadata }, { file: offer(cut), ...terms }), {
        code: 'damaged-image',
      });
    }
  });
});
