import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePictureId } from '../../shared/core/temporary-picture.ts';

describe('a PictureID', () => {
  it('is a positive integer, as a number or as a string', () => {
    for (const [id, number] of [
      [1001, 1001],
      ['1001', 1001],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ] as const) {
      assert.equal(parsePictureId(id), number);
    }
  });

  it('is undefined for other values', () => {
    for (const id of [
      ...['', '0', '01001', '-1', '+1', ' 1', '1 ', '1.0', '1e3', '0x1', '9007199254740992', '99999999999999999999'],
      ...['../1', '1001/', 'PICTURE', '１', 0, -1, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY],
      ...[undefined, null, true, ['1'], { toString: () => '1' }],
    ]) {
      assert.equal(parsePictureId(id), undefined, String(id));
    }
  });
});
