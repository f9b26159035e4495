import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maxDecodedPixels } from '../../shared/core/judge-photo.ts';
import { ByteReader } from '../../shared/image/byte-reader.ts';
import { readImage } from '../../shared/image/read-image.ts';
import { gridData, heifFile, type Item, ispe } from '../support/building/heif.ts';

const primarySize = { width: 8064, height: 6048 };
const primary: Item = {
  ...{ id: 1, type: 'grid', data: gridData({ columns: 1, ...primarySize }) },
  properties: [ispe(primarySize.width, primarySize.height)],
};
const tile: Item = { id: 2, type: 'hvc1', data: Buffer.alloc(8), isHidden: true, properties: [ispe(512, 512)] };
const gainMap: Item = { ...tile, id: 3, properties: [ispe(4032, 3024)] };

describe('a 48-megapixel HEIC with a gain map', () => {
  const bytes = heifFile({
    brand: 'heic',
    items: [primary, tile, gainMap],
    references: [
      { type: 'dimg', from: 1, to: [2] },
      { type: 'auxl', from: 3, to: [1] },
    ],
  });

  it('decodes to the pixels of its largest image, which is within the limit', () => {
    const { pixels, frames, decoded } = readImage(new ByteReader(bytes), 'heif');
    assert.deepEqual({ pixels, frames, decoded }, { pixels: primarySize, frames: 1, decoded: 48_771_072 });
    assert.ok(decoded <= maxDecodedPixels);
  });
});
