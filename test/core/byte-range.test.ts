import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ByteRange, parseRange, partOf, rangeText } from '../../shared/core/byte-range.ts';

describe('a Range header', () => {
  for (const [header, range] of [
    ['bytes=0-9', { first: 0, last: 9 }],
    ['bytes=5-', { first: 5 }],
    ['bytes=-7', { suffix: 7 }],
    ['Bytes=0-0', { first: 0, last: 0 }],
    [' bytes=1 - 2 ', { first: 1, last: 2 }],
    ['bytes=0-999999999999999', { first: 0, last: 999_999_999_999_999 }],
  ] as const) {
    it(`${header} selects one range`, () => assert.deepEqual(parseRange(header), range));
  }

  for (const header of [
    ...[undefined, '', 'bytes', 'bytes=', 'bytes=-', 'bytes=0-1,3-4', 'bytes=9-8', 'lines=0-1', 'bytes=a-b'],
    ...['bytes=0x1-2', 'bytes=--1', 'bytes=1-2-3', 'bytes=1.5-2', 'bytes=0-9999999999999999', '0-9'],
  ]) {
    it(`${header ?? 'no header'} selects the whole object`, () => assert.equal(parseRange(header), undefined));
  }

  it('is the inverse of parsing', () => {
    const numbers = fc.nat({ max: 1e9 });
    const ranges: fc.Arbitrary<ByteRange> = fc.oneof(
      numbers.map((suffix) => ({ suffix })),
      numbers.map((first) => ({ first })),
      fc.tuple(numbers, numbers).map(([first, more]) => ({ first, last: first + more })),
    );
    fc.assert(fc.property(ranges, (range) => assert.deepEqual(parseRange(rangeText(range)), range)));
  });
});

describe('the part that a range selects', () => {
  it('equals a selection byte by byte', () => {
    const small = fc.nat({ max: 30 });
    const ranges: fc.Arbitrary<ByteRange> = fc.oneof(
      small.map((suffix) => ({ suffix })),
      small.map((first) => ({ first })),
      fc.tuple(small, small).map(([first, more]) => ({ first, last: first + more })),
    );
    fc.assert(
      fc.property(ranges, small, (range, size) => {
        const bytes = Array.from({ length: size }, (_, index) => index);
        const taken =
          'suffix' in range
            ? bytes.filter((index) => index >= size - range.suffix)
            : bytes.filter((index) => index >= range.first && index <= (range.last ?? size));
        const part = partOf(range, size);
        assert.deepEqual(part, taken.length === 0 ? undefined : { first: taken[0], last: taken.at(-1) });
      }),
    );
  });
});
