import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSize } from '../../../shared/apis/akana/asked-size.ts';

describe('the requested size', () => {
  for (const [text, size] of [
    ['75', 75],
    ['25', 25],
    ['512', 512],
    ['1', 16],
    ['101', 128],
    ['1024', 1024],
  ] as const) {
    it(`is ${size} for ${text}`, () => assert.equal(askedSize(text), size));
  }

  for (const text of [
    undefined,
    '',
    '0',
    '-75',
    '1025',
    '99999',
    '75.5',
    '75px',
    '1e2',
    '0x10',
    ' 75',
    'full',
    '７５',
  ]) {
    it(`is the picture’s own for ${text}`, () => assert.equal(askedSize(text), undefined));
  }
});
