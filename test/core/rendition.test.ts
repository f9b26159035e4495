import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { photoKey } from '../../shared/core/photo-key.ts';
import {
  type Crop,
  clampCrop,
  cropRectangle,
  negotiateFormat,
  type Rendering,
  renditionKey,
  renditionPrefix,
  renditionSizes,
  snapSize,
  squareSide,
} from '../../shared/core/rendition.ts';
import { assetIds, extensions, ownerIds } from '../support/arbitraries.ts';

const numbers = fc.oneof(
  fc.integer({ min: -600, max: 1200 }),
  fc.double(),
  fc.double({ min: -10, max: 530, noNaN: true }),
);
const crops: fc.Arbitrary<Crop> = fc.record({ x: numbers, y: numbers, w: numbers, h: numbers });
const clampedCrops = crops.map(clampCrop).filter((crop) => crop !== undefined);
const sides = fc.integer({ min: 1, max: 50_000 });

describe('the size of a rendition', () => {
  it('is the smallest listed size that is not below the requested one', () => {
    const snapped: readonly [number, number][] = [
      [-1, 16],
      [0, 16],
      [16, 16],
      [17, 25],
      [31.5, 32],
      [97, 100],
      [101, 128],
      [301, 320],
      [1024, 1024],
    ];
    for (const [asked, size] of snapped) assert.equal(snapSize(asked), size, String(asked));
  });

  it('is the largest size for anything above it, and for NaN', () => {
    for (const asked of [1025, 1e9, Number.POSITIVE_INFINITY, Number.NaN]) assert.equal(snapSize(asked), 1024);
  });

  it('is the requested size if it is listed; the list is in ascending order', () => {
    assert.deepEqual(renditionSizes.map(snapSize), [...renditionSizes]);
    assert.deepEqual(
      [...renditionSizes].sort((a, b) => a - b),
      [...renditionSizes],
    );
  });

  it('never exceeds the shorter side of the photo', () => {
    assert.equal(squareSide(160, { width: 320, height: 100 }), 100);
    assert.equal(squareSide(160, { width: 320, height: 200 }), 160);
  });
});

describe('the format of a rendition', () => {
  const cases: readonly [string | undefined, string][] = [
    [undefined, 'plain'],
    ['', 'plain'],
    ['*/*', 'plain'],
    ['image/*', 'plain'],
    ['image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'plain'],
    ['image/webp,*/*', 'webp'],
    ['image/webp', 'webp'],
    ['IMAGE/WebP', 'webp'],
    ['text/html , image/webp ; q=0.1', 'webp'],
    ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'avif'],
    ['image/webp,image/avif;q=0.1', 'avif'],
    ['image/avif;q=0,image/webp', 'webp'],
    ['image/avif; Q=0.000,image/webp;q=0', 'plain'],
    ['image/avif;q=x', 'plain'],
    ['image/avif;v=1;q=0.5', 'avif'],
    ['image/avif-sequence', 'plain'],
    ['ximage/webp', 'plain'],
  ];
  for (const [accept, format] of cases) {
    it(`is ${format} for ${JSON.stringify(accept)}`, () => assert.equal(negotiateFormat(accept), format));
  }

  it('is plain unless the header names another', () => {
    fc.assert(
      fc.property(fc.string(), (accept) => {
        const format = negotiateFormat(accept);
        assert.ok(format === 'plain' || accept.toLowerCase().includes(`image/${format}`));
      }),
    );
  });
});

describe('a crop', () => {
  it('is limited to the square', () => {
    assert.deepEqual(clampCrop({ x: 10, y: 20, w: 100, h: 200.5 }), { x: 10, y: 20, w: 100, h: 200.5 });
    assert.deepEqual(clampCrop({ x: -10, y: 500, w: 100, h: 200 }), { x: 0, y: 500, w: 90, h: 12 });
    assert.deepEqual(clampCrop({ x: -1e300, y: 0, w: 2e300, h: 512 }), { x: 0, y: 0, w: 512, h: 512 });
  });

  it('is undefined if it lies outside the square', () => {
    for (const crop of [
      { x: 0, y: 0, w: 0, h: 10 },
      { x: 0, y: 0, w: 10, h: -1 },
      { x: 512, y: 0, w: 10, h: 10 },
      { x: -10, y: 0, w: 10, h: 10 },
      { x: Number.NaN, y: 0, w: 10, h: 10 },
      { x: 0, y: 0, w: Number.POSITIVE_INFINITY, h: 10 },
    ]) {
      assert.equal(clampCrop(crop), undefined, JSON.stringify(crop));
    }
  });

  it('lies in the square for any request', () => {
    fc.assert(
      fc.property(clampedCrops, ({ x, y, w, h }) => {
        assert.ok(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 512 && y + h <= 512);
      }),
    );
  });

  it('is relative to the centred square of the photo', () => {
    const whole = { x: 0, y: 0, w: 512, h: 512 };
    assert.deepEqual(cropRectangle(whole, { width: 4000, height: 3000 }), {
      left: 500,
      top: 0,
      width: 3000,
      height: 3000,
    });
    assert.deepEqual(cropRectangle(whole, { width: 300, height: 400 }), { left: 0, top: 50, width: 300, height: 300 });
    const quarter = { x: 256, y: 0, w: 256, h: 256 };
    assert.deepEqual(cropRectangle(quarter, { width: 400, height: 200 }), {
      left: 200,
      top: 0,
      width: 100,
      height: 100,
    });
    const corner = { x: 511.9, y: 511.9, w: 0.1, h: 0.1 };
    assert.deepEqual(cropRectangle(corner, { width: 100, height: 100 }), { left: 99, top: 99, width: 1, height: 1 });
  });

  it('selects at least one pixel, and only pixels of the photo', () => {
    fc.assert(
      fc.property(clampedCrops, sides, sides, (crop, width, height) => {
        const area = cropRectangle(crop, { width, height });
        assert.ok(Object.values(area).every(Number.isInteger), JSON.stringify(area));
        assert.ok(area.left >= 0 && area.top >= 0 && area.width >= 1 && area.height >= 1, JSON.stringify(area));
        assert.ok(area.left + area.width <= width && area.top + area.height <= height, JSON.stringify(area));
      }),
    );
  });
});

describe('the key of a rendition', () => {
  const source = 'users/ada/profile-picture/01900000-0000-7000-8000-000000000000.png';
  const crop = { x: 0, y: 0.126, w: 256, h: 255.5 };
  const cases: readonly [Rendering, string][] = [
    [{ size: 160, format: 'webp' }, '160.webp'],
    [{ size: 160, format: 'webp', crop: { x: 0, y: 0, w: 256, h: 256 } }, '160-crop-0-0-256-256.webp'],
    [{ size: 1024, format: 'plain', crop }, '1024-crop-0-0.13-256-255.5.plain'],
    [{ format: 'avif', crop }, 'full-crop-0-0.13-256-255.5.avif'],
    [{ format: 'png' }, 'full.png'],
  ];
  for (const [rendering, name] of cases) {
    it(`ends in ${name}`, () => assert.equal(renditionKey(source, rendering), `renditions/${source}/${name}`));
  }

  it('is safe in every segment, and begins with the prefix of its photo’s renditions', () => {
    const renderings = fc.record(
      {
        crop: clampedCrops,
        size: fc.constantFrom(...renditionSizes),
        format: fc.constantFrom<Rendering['format']>('plain', 'webp', 'avif', 'png'),
      },
      { requiredKeys: ['format'] },
    );
    fc.assert(
      fc.property(ownerIds, assetIds, extensions, renderings, (ownerId, id, extension, rendering) => {
        const sourceKey = photoKey({ ownerId, id, extension });
        const key = renditionKey(sourceKey, rendering);
        assert.ok(key.startsWith(renditionPrefix(sourceKey)));
        for (const segment of key.split('/')) {
          assert.match(segment, /^(?!\.)[A-Za-z0-9_@%.-]{1,255}(?<!\.)$/);
        }
      }),
    );
  });
});
