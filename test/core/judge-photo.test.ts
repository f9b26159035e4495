import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { judgePhoto, type OfferedPhoto, type PhotoPolicy } from '../../shared/core/judge-photo.ts';
import { texts } from '../support/arbitraries.ts';
import { octetStream, png, policy } from '../support/offered-photo.ts';

/** The accepted extension and type, without the reading. */
function judge(offer: OfferedPhoto, under: PhotoPolicy) {
  const { extension, contentType } = judgePhoto(offer, under);
  return { extension, contentType };
}

describe('a photo is accepted', () => {
  const taken: readonly [string, Partial<OfferedPhoto>, { extension: string; contentType: string }][] = [
    ['if name, declared type and bytes agree', {}, { extension: 'png', contentType: 'image/png' }],
    [
      'if the type is octet-stream, which counts as not declared',
      { declaredType: octetStream },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'if the type is text/plain, the default of a part without a type',
      { declaredType: 'text/plain' },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      "under an iPhone's upper-case name, as curl sends it",
      { fileName: 'IMG_0001.HEIC', declaredType: octetStream, contentType: 'image/heic' },
      { extension: 'heic', contentType: 'image/heic' },
    ],
    ['if its extension is in mixed case', { fileName: 'Photo.PnG' }, { extension: 'png', contentType: 'image/png' }],
    [
      'by the last of several extensions',
      { fileName: 'photo.gif.png' },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'by its declared type if the name has no extension',
      { fileName: 'blob', declaredType: 'image/gif', contentType: 'image/gif' },
      { extension: 'gif', contentType: 'image/gif' },
    ],
    [
      'by its bytes if it has neither an extension nor a declared type',
      { fileName: 'file', declaredType: octetStream, contentType: 'image/webp' },
      { extension: 'webp', contentType: 'image/webp' },
    ],
    [
      'if its name is empty',
      { fileName: '', declaredType: octetStream },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'if its name is only a dot and an extension',
      { fileName: '.png', declaredType: octetStream, contentType: 'image/gif' },
      { extension: 'gif', contentType: 'image/gif' },
    ],
    [
      'if its name ends with a dot',
      { fileName: 'photo.', declaredType: octetStream },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'as jpeg if the client wrote jpeg',
      { fileName: 'photo.jpeg', declaredType: 'image/jpeg', contentType: 'image/jpeg' },
      { extension: 'jpeg', contentType: 'image/jpeg' },
    ],
    [
      'if its type is the common misspelling image/jpg',
      { fileName: 'photo.jpg', declaredType: 'image/jpg', contentType: 'image/jpeg' },
      { extension: 'jpg', contentType: 'image/jpeg' },
    ],
    [
      'as HEIC if name, type and bytes differ only between HEIC and HEIF',
      { fileName: 'photo.heic', declaredType: 'image/heif', contentType: 'image/heif' },
      { extension: 'heic', contentType: 'image/heic' },
    ],
    [
      'as HEIF if the bytes are a HEIC sequence',
      { fileName: 'photo.heif', declaredType: 'image/heif', contentType: 'image/heic-sequence' },
      { extension: 'heif', contentType: 'image/heif' },
    ],
    ['as PNG if it is animated', { contentType: 'image/apng' }, { extension: 'png', contentType: 'image/png' }],
    ['with exactly the maximum size', { size: 5_242_880 }, { extension: 'png', contentType: 'image/png' }],
  ];
  for (const [name, change, accepted] of taken) {
    it(name, () => assert.deepEqual(judge({ ...png, ...change }, policy), accepted));
  }

  it('if the client declared no type', () => {
    const { declaredType: _, ...unstated } = png;
    assert.deepEqual(judge(unstated, policy), { extension: 'png', contentType: 'image/png' });
  });
});

describe('a photo is refused', () => {
  const notAllowed = (type: string) => ({ type, allowedExtensions: policy.extensions });
  const refused: readonly [string, Partial<OfferedPhoto>, PhotoFailure['code'], object][] = [
    [
      'for a type that is not allowed, by the name of that type',
      { fileName: 'photo.bmp', declaredType: 'image/bmp', contentType: 'image/bmp' },
      'type-not-allowed',
      notAllowed('image/bmp'),
    ],
    [
      'for its extension, by the type that the extension stands for',
      { fileName: 'photo.bmp', declaredType: octetStream, contentType: 'image/bmp' },
      'type-not-allowed',
      notAllowed('image/bmp'),
    ],
    [
      'for its extension although the declared type is allowed',
      { fileName: 'photo.bmp' },
      'type-not-allowed',
      notAllowed('image/bmp'),
    ],
    [
      'for its declared type although the extension is allowed',
      { declaredType: 'application/pdf' },
      'type-not-allowed',
      notAllowed('application/pdf'),
    ],
    [
      'for bytes of a type that is not allowed, without an extension and a declared type',
      { fileName: 'file', declaredType: octetStream, contentType: 'image/bmp' },
      'type-not-allowed',
      notAllowed('image/bmp'),
    ],
    [
      'for an extension that is not an image’s',
      { fileName: 'photo.exe', declaredType: octetStream },
      'type-not-allowed',
      notAllowed(octetStream),
    ],
    [
      'for an unknown type',
      { fileName: 'file', declaredType: octetStream, contentType: 'application/zip' },
      'type-not-allowed',
      notAllowed(octetStream),
    ],
    [
      'for a name and a type of different formats',
      { fileName: 'photo.jpg' },
      'type-mismatch',
      { extension: 'jpg', type: 'image/png' },
    ],
    ['for being empty', { size: 0 }, 'empty-file', {}],
    [
      'for being empty, even if its type is unknown',
      { fileName: '', declaredType: octetStream, size: 0 },
      'empty-file',
      {},
    ],
    ['for one byte above the maximum', { size: 5_242_881 }, 'too-large', { bytes: 5_242_881, maxBytes: 5_242_880 }],
    [
      'for its size, even if its type is unknown: bytes above the limit are not buffered to detect it',
      { fileName: 'blob', declaredType: octetStream, size: 7_340_032 },
      'too-large',
      { bytes: 7_340_032, maxBytes: 5_242_880 },
    ],
    [
      'for bytes of another format than its extension',
      { contentType: 'image/jpeg' },
      'content-mismatch',
      { expected: 'image/png', found: 'image/jpeg' },
    ],
    [
      'for bytes of another format than its declared type',
      { fileName: 'blob', contentType: 'image/jpeg' },
      'content-mismatch',
      { expected: 'image/png', found: 'image/jpeg' },
    ],
  ];
  for (const [name, change, code, facts] of refused) {
    it(name, () => {
      const { contentType, ...offer } = { ...png, ...change };
      const kept = offer.size > 0 && offer.size <= policy.maxBytes;
      const shown = kept && contentType !== undefined ? { contentType } : {};
      assert.throws(() => judgePhoto({ ...offer, ...shown }, policy), { name: 'PhotoFailure', code, facts });
    });
  }

  it('for truncated or corrupt bytes', () => {
    const damaged = { ...png, image: { damage: 'The file is truncated' } };
    const facts = { expected: 'image/png', reason: 'The file is truncated' };
    assert.throws(() => judgePhoto(damaged, policy), { code: 'damaged-image', facts });
  });

  it('for a format that cannot be read', () => {
    const { image: _, ...unread } = png;
    assert.throws(() => judgePhoto(unread, policy), { code: 'damaged-image' });
  });

  it('for more than 50 million pixels in all frames together, but not for exactly as many', () => {
    const pixels = { width: 10_000, height: 100 };
    const ofFrames = (frames: number) => ({ pixels, frames, decoded: 1_000_000 * frames, found: [], removed: [] });
    assert.equal(judgePhoto({ ...png, image: ofFrames(50) }, policy).image.frames, 50);
    assert.throws(() => judgePhoto({ ...png, image: ofFrames(51) }, policy), {
      code: 'too-much-to-decode',
      facts: { size: '51 frames of 10000 × 100 pixels', maxMegapixels: 50 },
    });
  });

  it('for bytes of an unknown format', () => {
    const { contentType: _, ...unknown } = png;
    assert.throws(() => judgePhoto(unknown, policy), { code: 'content-mismatch', facts: { expected: 'image/png' } });
  });

  it('for an extension that the policy does not list', () => {
    assert.throws(() => judgePhoto(png, { ...policy, extensions: ['jpg'] }), {
      code: 'type-not-allowed',
      facts: { type: 'image/png', allowedExtensions: ['jpg'] },
    });
  });
});

describe('a photo is refused for the first failed check:', () => {
  const wrongType: Partial<OfferedPhoto> = { fileName: 'photo.bmp' };
  const contradiction: Partial<OfferedPhoto> = { declaredType: 'image/gif' };
  const empty: Partial<OfferedPhoto> = { size: 0 };
  const tooLarge: Partial<OfferedPhoto> = { size: 7_340_032 };
  const wrongBytes: Partial<OfferedPhoto> = { contentType: 'image/webp' };
  const orders: readonly [string, Partial<OfferedPhoto>, PhotoFailure['code']][] = [
    ['type before empty', { ...wrongType, ...empty }, 'type-not-allowed'],
    ['type before too large', { ...wrongType, ...tooLarge, ...wrongBytes }, 'type-not-allowed'],
    ['empty before content', { ...empty, ...wrongBytes }, 'empty-file'],
    ['too large before content', { ...tooLarge, ...wrongBytes }, 'too-large'],
    ['empty before a mismatch of name and type', { ...contradiction, ...empty }, 'empty-file'],
    ['too large before a mismatch of name and type', { ...contradiction, ...tooLarge }, 'too-large'],
  ];
  for (const [name, change, code] of orders) {
    it(name, () => assert.throws(() => judgePhoto({ ...png, ...change }, policy), { code }));
  }
});

it('a photo with any claim is accepted as the format of its bytes, or refused with a known code', () => {
  const types = fc.constantFrom('image/png', 'image/jpeg', 'image/heic', 'image/bmp', 'text/html', octetStream, '');
  const offers = fc.record({
    fileName: fc.oneof(texts, fc.constantFrom('a.png', 'a.JPG', 'a.heif', 'a.bmp', 'a.constructor')),
    declaredType: types,
    size: fc.constantFrom(0, 1, policy.maxBytes, policy.maxBytes + 1),
    contentType: types,
  });
  const formats: Record<string, string> = { jpg: 'jpeg', jpeg: 'jpeg', heic: 'heif', heif: 'heif', png: 'png' };
  fc.assert(
    fc.property(offers, (offer) => {
      try {
        const { extension, contentType } = judgePhoto(offer, policy);
        assert.ok(policy.extensions.includes(extension));
        assert.equal(contentType, `image/${extension === 'jpg' ? 'jpeg' : extension}`);
        assert.ok(offer.size > 0 && offer.size <= policy.maxBytes);
        assert.equal(formats[extension], formats[offer.contentType.slice('image/'.length)]);
      } catch (error) {
        if (!(error instanceof PhotoFailure)) throw error;
      }
    }),
  );
});
