import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { measureImage } from '../../shared/upload/measure-image.ts';
import { samplePhotos } from './sample-photos.ts';

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#408040' } });

describe('the size of an image is told', () => {
  for (const [format, encode] of [
    ['jpeg', (image: Sharp) => image.jpeg()],
    ['png', (image: Sharp) => image.png()],
    ['gif', (image: Sharp) => image.gif()],
    ['webp', (image: Sharp) => image.webp()],
    ['lossless webp', (image: Sharp) => image.webp({ lossless: true })],
    ['avif', (image: Sharp) => image.avif({ effort: 0 })],
    ['tiff', (image: Sharp) => image.tiff()],
  ] as const) {
    it(`of ${format}`, async () => {
      const bytes = await encode(blank(40, 30)).toBuffer();
      assert.deepEqual(measureImage(bytes), { width: 40, height: 30 });
    });
  }

  it('as it is displayed, where a JPEG is turned', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await blank(40, 30).jpeg().withMetadata({ orientation }).toBuffer();
      const upright = orientation > 4 ? { width: 30, height: 40 } : { width: 40, height: 30 };
      assert.deepEqual(measureImage(bytes), upright, String(orientation));
    }
  });

  it('also by a view into a larger buffer', () => {
    const framed = Buffer.concat([Buffer.alloc(13), samplePhotos.png, Buffer.alloc(5)]);
    assert.deepEqual(measureImage(framed.subarray(13)), { width: 1, height: 1 });
  });
});

describe('the size of an image is not told', () => {
  for (const [what, bytes] of [
    ['by nothing', Buffer.alloc(0)],
    ['by what is no image', Buffer.from('hello')],
    [
      'by an SVG, which may say anything',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['by a BMP, which nobody takes', samplePhotos.bmp],
    ['by a header that is cut off', samplePhotos.png.subarray(0, 18)],
    ['by a HEIC of one box', samplePhotos.heic.subarray(0, 24)],
  ] as const) {
    it(what, () => assert.equal(measureImage(bytes), undefined));
  }

  it('or is two whole numbers above zero, and told at once, whatever the bytes are', async () => {
    const samples = [
      ...[samplePhotos.png, samplePhotos.jpg, samplePhotos.gif, samplePhotos.webp, samplePhotos.heic],
      await blank(20, 20).avif({ effort: 0 }).toBuffer(),
      await blank(20, 20).tiff().toBuffer(),
      await blank(20, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    ];
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), changes, fc.nat(), (sample, changed, cut) => {
        const bytes = Buffer.from(sample.subarray(0, cut % 3 === 0 ? cut % sample.length : sample.length));
        for (const [at, value] of changed) if (bytes.length > 0) bytes[at % Math.min(bytes.length, 400)] = value;
        const told = measureImage(bytes);
        if (told === undefined) return;
        for (const side of [told.width, told.height]) assert.ok(Number.isInteger(side) && side > 0);
      }),
      { numRuns: 5000 },
    );
  });
});
