import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { decodeHeif } from '../../shared/renditions/decode-heif.ts';
import { gif } from './photos/gif.ts';
import { jpeg } from './photos/jpeg.ts';
import { partsOf } from './photos/parts-of.ts';
import { png, pngWithoutPixels } from './photos/png.ts';
import { webp } from './photos/webp.ts';
import { photoOfSize, samplePhotos } from './sample-photos.ts';

const maxBytes = 5_242_880;

const neededParts = {
  png: /^IHDR( IDAT)+ IEND$/,
  jpg: /^ffe0 ffdb ffc0 ffc4 ffc4 ffda$/,
  gif: /^image$/,
  webp: /^VP8L$/,
  heic: /^ftyp meta mdat hdlr pitm iloc iinf iprp$/,
};
type Format = keyof typeof neededParts;

/** Decodes every pixel; throws at any warning of the decoder. */
async function decode(format: Format, photo: Buffer): Promise<void> {
  if (format === 'heic') await decodeHeif(photo, { maxPixels: 64 * 64, maxSeconds: 20 });
  else await sharp(photo, { failOn: 'warning' }).raw().toBuffer();
}

describe('a sample photo', () => {
  for (const format of Object.keys(neededParts) as Format[]) {
    const sizes = [500, 502, 504, 506, 508, 510, 65_536, maxBytes, 2 * maxBytes];
    // The length of a WebP is even.
    const sizesOfFormat = format === 'webp' ? sizes : [...sizes, 501, 503, 505, 507, 509, 65_537, maxBytes + 1];
    const photos = [samplePhotos[format], ...sizesOfFormat.map((bytes) => photoOfSize(format, bytes))];

    it(`has exactly the requested size: ${format}`, () => {
      assert.deepEqual(
        photos.slice(1).map(({ length }) => length),
        sizesOfFormat,
      );
    });

    it(`is complete and has no metadata: ${format}`, () => {
      for (const photo of photos) assert.match(partsOf[format](photo).join(' '), neededParts[format]);
    });

    it(`decodes without a warning: ${format}`, async () => {
      for (const photo of photos) await decode(format, photo);
    });

    it(`is rejected by partsOf without its last byte or with one more: ${format}`, () => {
      for (const photo of photos) {
        assert.throws(() => partsOf[format](photo.subarray(0, -1)));
        assert.throws(() => partsOf[format](Buffer.concat([photo, Buffer.of(0)])));
      }
    });
  }

  it('can have the minimum size of its format', async () => {
    for (const [format, photo] of [
      ['png', png({ bytes: 70 })],
      ['png', png({ bytes: 71 })],
      ['png', png({ bytes: 195 })],
      ['png', png({ bytes: 196 })],
      ['gif', gif({ bytes: 36 })],
      ['webp', webp({ bytes: 70 })],
      ['jpg', jpeg({ bytes: 161 })],
      ['jpg', jpeg({ bytes: 162 })],
    ] as const) {
      assert.match(partsOf[format](photo).join(' '), neededParts[format]);
      await decode(format, photo);
    }
  });

  it('differs by its label', () => {
    for (const make of [png, jpeg, gif, webp]) {
      const photos = ['a', 'b', 'c', 'd'].map((label) => make({ bytes: 300, label }).toString('latin1'));
      assert.equal(new Set(photos).size, photos.length);
    }
  });

  it('can be a complete file without decodable pixels', async () => {
    assert.match(partsOf.png(pngWithoutPixels()).join(' '), neededParts.png);
    await assert.rejects(decode('png', pngWithoutPixels()));
  });
});
