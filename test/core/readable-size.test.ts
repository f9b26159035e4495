import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { readableSize } from '../../shared/core/readable-size.ts';

for (const [bytes, text] of [
  [0, '0'],
  [1, '1 B'],
  [1000, '1,000 B'],
  [1023, '1,023 B'],
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [23_193, '22.6 KB'],
  [245_760, '240 KB'],
  [1_048_575, '1,024 KB'],
  [1_048_576, '1 MB'],
  [5_242_880, '5 MB'],
  [1024 ** 3, '1 GB'],
  [1024 ** 4, '1 TB'],
  [1024 ** 5, '1,024 TB'],
  [1280, '1.2 KB'], // 1.25: halves are rounded to even
  [1792, '1.8 KB'], // 1.75
] as const) {
  it(`${bytes} bytes read ${text}`, () => assert.equal(readableSize(bytes), text));
}

/** The documented algorithm in integers: tenths of the unit, halves to even. */
function reference(bytes: bigint): string {
  let group = 0n;
  while (group < 4n && bytes >= 1024n ** (group + 1n)) group++;
  const unit = 1024n ** group;
  const [tenths, rest] = [(bytes * 10n) / unit, (bytes * 10n) % unit];
  const up = rest * 2n > unit || (rest * 2n === unit && tenths % 2n === 1n);
  const rounded = up ? tenths + 1n : tenths;
  const whole = String(rounded / 10n).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${whole}${rounded % 10n === 0n ? '' : `.${rounded % 10n}`} ${['B', 'KB', 'MB', 'GB', 'TB'][Number(group)]}`;
}

it('formats any size as the documented algorithm does', () => {
  const near = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: -3, max: 3 }))
    .map(([power, off]) => 1024 ** power + off);
  const tie = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 20, max: 20_000 }))
    .map(([power, n]) => (1024 ** power / 4) * n);
  const sizes = fc.oneof(near, tie, fc.integer({ min: 1, max: 6_000_000 }), fc.integer({ min: 1, max: 2 ** 44 }));
  fc.assert(
    fc.property(sizes, (bytes) => assert.equal(readableSize(bytes), reference(BigInt(bytes)))),
    { numRuns: 2000 },
  );
});
