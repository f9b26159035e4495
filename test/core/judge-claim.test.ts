import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PhotoFailure } from '../../shared/core/failure.ts';
import { judgeClaim, judgePhoto, type OfferedPhoto } from '../../shared/core/judge-photo.ts';
import { octetStream, png, policy } from '../support/offered-photo.ts';

describe('a claim about a photo', () => {
  const { contentType: _, ...claim } = png;
  for (const [what, change, accepted] of [
    ['name and type', {}, { extension: 'png', contentType: 'image/png' }],
    ['a name alone', { declaredType: octetStream }, { extension: 'png', contentType: 'image/png' }],
    ['a type alone', { fileName: 'blob' }, { extension: 'png', contentType: 'image/png' }],
    ['exactly the maximum size', { size: policy.maxBytes }, { extension: 'png', contentType: 'image/png' }],
    [
      'a type by its common misspelling',
      { fileName: 'a.jpeg', declaredType: 'image/jpg' },
      { extension: 'jpeg', contentType: 'image/jpeg' },
    ],
  ] as const) {
    it(`is accepted with ${what}`, () => assert.deepEqual(judgeClaim({ ...claim, ...change }, policy), accepted));
  }

  const refused: readonly [string, Partial<OfferedPhoto>, PhotoFailure['code']][] = [
    ['a type that is not allowed', { declaredType: 'image/bmp' }, 'type-not-allowed'],
    ['an extension that is not allowed', { fileName: 'a.bmp' }, 'type-not-allowed'],
    ['neither an extension nor a type', { fileName: 'blob', declaredType: octetStream }, 'type-not-allowed'],
    ['a name and a type of different formats', { fileName: 'a.gif' }, 'type-mismatch'],
    ['an empty file', { size: 0 }, 'empty-file'],
    ['one byte above the maximum', { size: policy.maxBytes + 1 }, 'too-large'],
  ];
  for (const [what, change, code] of refused) {
    it(`is refused for ${what}`, () => {
      assert.throws(() => judgeClaim({ ...claim, ...change }, policy), { name: 'PhotoFailure', code });
    });
  }

  it('is refused without an extension if the policy requires one', () => {
    assert.throws(() => judgeClaim({ ...claim, fileName: 'blob' }, { ...policy, named: true }), {
      code: 'type-not-allowed',
    });
  });

  it('is never refused if the photo is accepted', () => {
    const claims = fc.record({
      fileName: fc.constantFrom('a.png', 'a.JPG', 'a.heif', 'a.bmp', 'blob', ''),
      declaredType: fc.constantFrom('image/png', 'image/jpeg', 'image/heic', 'image/bmp', octetStream),
      size: fc.constantFrom(0, 1, policy.maxBytes, policy.maxBytes + 1),
    });
    fc.assert(
      fc.property(claims, fc.constantFrom('image/png', 'image/jpeg', 'image/heic'), (said, contentType) => {
        try {
          judgePhoto({ ...said, contentType }, policy);
        } catch {
          return;
        }
        // Without an extension and a type, only the bytes can tell the format.
        const tells = said.fileName.includes('.') || said.declaredType !== octetStream;
        if (tells) judgeClaim(said, policy);
      }),
    );
  });
});
