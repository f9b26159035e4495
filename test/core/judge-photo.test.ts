import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { judgeClaim, judgePhoto, type OfferedPhoto, type PhotoPolicy } from '../../shared/core/judge-photo.ts';
import { texts } from '../support/arbitraries.ts';

const policy: PhotoPolicy = { extensions: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif'], maxBytes: 5_242_880 };
const octetStream = 'application/octet-stream';

const png: OfferedPhoto = {
  fileName: 'photo.png',
  declaredType: 'image/png',
  size: 18_425,
  contentType: 'image/png',
  image: { pixels: { width: 63, height: 45 }, frames: 1, decoded: 63 * 45, found: [], removed: [] },
};

/** As far as extension and type go, which is what most is about. */
function judge(offer: OfferedPhoto, under: PhotoPolicy) {
  const { extension, contentType } = judgePhoto(offer, under);
  return { extension, contentType };
}

describe('a photo is taken', () => {
  const taken: readonly [string, Partial<OfferedPhoto>, { extension: string; contentType: string }][] = [
    ['when name, stated type and bytes agree', {}, { extension: 'png', contentType: 'image/png' }],
    [
      'when the type is octet-stream, which states nothing',
      { declaredType: octetStream },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'when the type is text/plain, which a part has that states none',
      { declaredType: 'text/plain' },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      "under an iPhone's upper-case name, as curl sends it",
      { fileName: 'IMG_0001.HEIC', declaredType: octetStream, contentType: 'image/heic' },
      { extension: 'heic', contentType: 'image/heic' },
    ],
    ['under any spelling of its extension', { fileName: 'Photo.PnG' }, { extension: 'png', contentType: 'image/png' }],
    [
      'by the last of several extensions',
      { fileName: 'photo.gif.png' },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'by its stated type when the name has no extension',
      { fileName: 'blob', declaredType: 'image/gif', contentType: 'image/gif' },
      { extension: 'gif', contentType: 'image/gif' },
    ],
    [
      'by its bytes when neither name nor type says anything',
      { fileName: 'file', declaredType: octetStream, contentType: 'image/webp' },
      { extension: 'webp', contentType: 'image/webp' },
    ],
    [
      'when it has no name at all',
      { fileName: '', declaredType: octetStream },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'when its name is nothing but a dot and an extension',
      { fileName: '.png', declaredType: octetStream, contentType: 'image/gif' },
      { extension: 'gif', contentType: 'image/gif' },
    ],
    [
      'when its name ends with a dot',
      { fileName: 'photo.', declaredType: octetStream },
      { extension: 'png', contentType: 'image/png' },
    ],
    [
      'as jpeg where the client wrote jpeg',
      { fileName: 'photo.jpeg', declaredType: 'image/jpeg', contentType: 'image/jpeg' },
      { extension: 'jpeg', contentType: 'image/jpeg' },
    ],
    [
      'when its type is the common misspelling image/jpg',
      { fileName: 'photo.jpg', declaredType: 'image/jpg', contentType: 'image/jpeg' },
      { extension: 'jpg', contentType: 'image/jpeg' },
    ],
    [
      'as HEIC where name, type and bytes waver between HEIC and HEIF',
      { fileName: 'photo.heic', declaredType: 'image/heif', contentType: 'image/heif' },
      { extension: 'heic', contentType: 'image/heic' },
    ],
    [
      'as HEIF where the bytes show a sequence of HEIC',
      { fileName: 'photo.heif', declaredType: 'image/heif', contentType: 'image/heic-sequence' },
      { extension: 'heif', contentType: 'image/heif' },
    ],
    ['as PNG where it moves', { contentType: 'image/apng' }, { extension: 'png', contentType: 'image/png' }],
    ['up to the very last byte', { size: 5_242_880 }, { extension: 'png', contentType: 'image/png' }],
  ];
  for (const [name, change, accepted] of taken) {
    it(name, () => assert.deepEqual(judge({ ...png, ...change }, policy), accepted));
  }

  it('when its client stated no type', () => {
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
      'for its extension although the stated type is allowed',
      { fileName: 'photo.bmp' },
      'type-not-allowed',
      notAllowed('image/bmp'),
    ],
    [
      'for its stated type although the extension is allowed',
      { declaredType: 'application/pdf' },
      'type-not-allowed',
      notAllowed('application/pdf'),
    ],
    [
      'for bytes of a type that is not allowed when neither name nor type says anything',
      { fileName: 'file', declaredType: octetStream, contentType: 'image/bmp' },
      'type-not-allowed',
      notAllowed('image/bmp'),
    ],
    [
      'for an extension that is no image at all',
      { fileName: 'photo.exe', declaredType: octetStream },
      'type-not-allowed',
      notAllowed(octetStream),
    ],
    [
      'for being nothing that anyone knows',
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
    ['for having no bytes', { size: 0 }, 'empty-file', {}],
    [
      'for having no bytes, also where nothing says what it would be',
      { fileName: '', declaredType: octetStream, size: 0 },
      'empty-file',
      {},
    ],
    ['for one byte too many', { size: 5_242_881 }, 'too-large', { bytes: 5_242_881, maxBytes: 5_242_880 }],
    [
      'for its size, also where nothing says what it would be: bytes beyond the limit are not kept to be looked at',
      { fileName: 'blob', declaredType: octetStream, size: 7_340_032 },
      'too-large',
      { bytes: 7_340_032, maxBytes: 5_242_880 },
    ],
    [
      'for bytes of another format than its name says',
      { contentType: 'image/jpeg' },
      'content-mismatch',
      { expected: 'image/png', found: 'image/jpeg' },
    ],
    [
      'for bytes of another format than its type says',
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

  it('for bytes that are cut off or broken', () => {
    const damaged = { ...png, image: { damage: 'it is cut off' } };
    const facts = { expected: 'image/png', reason: 'it is cut off' };
    assert.throws(() => judgePhoto(damaged, policy), { code: 'damaged-image', facts });
  });

  it('for bytes of a format that nothing reads', () => {
    const { image: _, ...unread } = png;
    assert.throws(() => judgePhoto(unread, policy), { code: 'damaged-image' });
  });

  it('for more than 50 million pixels, all its frames together, and not for as many', () => {
    const pixels = { width: 10_000, height: 100 };
    const ofFrames = (frames: number) => ({ pixels, frames, decoded: 1_000_000 * frames, found: [], removed: [] });
    assert.equal(judgePhoto({ ...png, image: ofFrames(50) }, policy).image.frames, 50);
    assert.throws(() => judgePhoto({ ...png, image: ofFrames(51) }, policy), {
      code: 'too-much-to-decode',
      facts: { ...pixels, frames: 51, maxMegapixels: 50 },
    });
  });

  it('for bytes that show no format', () => {
    const { contentType: _, ...unknown } = png;
    assert.throws(() => judgePhoto(unknown, policy), { code: 'content-mismatch', facts: { expected: 'image/png' } });
  });

  it('for an extension that the policy leaves out', () => {
    assert.throws(() => judgePhoto(png, { ...policy, extensions: ['jpg'] }), {
      code: 'type-not-allowed',
      facts: { type: 'image/png', allowedExtensions: ['jpg'] },
    });
  });
});

describe('the first thing wrong with a photo is what it is refused for:', () => {
  const wrongType: Partial<OfferedPhoto> = { fileName: 'photo.bmp' };
  const contradiction: Partial<OfferedPhoto> = { declaredType: 'image/gif' };
  const empty: Partial<OfferedPhoto> = { size: 0 };
  const tooLarge: Partial<OfferedPhoto> = { size: 7_340_032 };
  const wrongBytes: Partial<OfferedPhoto> = { contentType: 'image/webp' };
  const orders: readonly [string, Partial<OfferedPhoto>, PhotoFailure['code']][] = [
    ['its type before its emptiness', { ...wrongType, ...empty }, 'type-not-allowed'],
    ['its type before its size', { ...wrongType, ...tooLarge, ...wrongBytes }, 'type-not-allowed'],
    ['its emptiness before its content', { ...empty, ...wrongBytes }, 'empty-file'],
    ['its size before its content', { ...tooLarge, ...wrongBytes }, 'too-large'],
    ['its emptiness before a contradiction of name and type', { ...contradiction, ...empty }, 'empty-file'],
    ['its size before a contradiction of name and type', { ...contradiction, ...tooLarge }, 'too-large'],
  ];
  for (const [name, change, code] of orders) {
    it(name, () => assert.throws(() => judgePhoto({ ...png, ...change }, policy), { code }));
  }
});

describe('what is said of a photo, before its bytes are there,', () => {
  const { contentType: _, ...claim } = png;
  for (const [what, change, accepted] of [
    ['name and type', {}, { extension: 'png', contentType: 'image/png' }],
    ['a name alone', { declaredType: octetStream }, { extension: 'png', contentType: 'image/png' }],
    ['a type alone', { fileName: 'blob' }, { extension: 'png', contentType: 'image/png' }],
    ['the very last byte', { size: policy.maxBytes }, { extension: 'png', contentType: 'image/png' }],
    [
      'a type by its common misspelling',
      { fileName: 'a.jpeg', declaredType: 'image/jpg' },
      { extension: 'jpeg', contentType: 'image/jpeg' },
    ],
  ] as const) {
    it(`is enough by ${what}`, () => assert.deepEqual(judgeClaim({ ...claim, ...change }, policy), accepted));
  }

  const refused: readonly [string, Partial<OfferedPhoto>, PhotoFailure['code']][] = [
    ['a type that is not taken', { declaredType: 'image/bmp' }, 'type-not-allowed'],
    ['an extension that is not taken', { fileName: 'a.bmp' }, 'type-not-allowed'],
    ['nothing that tells what it is', { fileName: 'blob', declaredType: octetStream }, 'type-not-allowed'],
    ['name and type of two formats', { fileName: 'a.gif' }, 'type-mismatch'],
    ['no bytes', { size: 0 }, 'empty-file'],
    ['a byte too many', { size: policy.maxBytes + 1 }, 'too-large'],
  ];
  for (const [what, change, code] of refused) {
    it(`is refused for ${what}`, () => {
      assert.throws(() => judgeClaim({ ...claim, ...change }, policy), { name: 'PhotoFailure', code });
    });
  }

  it('is refused without an extension where the policy asks for one', () => {
    assert.throws(() => judgeClaim({ ...claim, fileName: 'blob' }, { ...policy, named: true }), {
      code: 'type-not-allowed',
    });
  });

  it('is never refused where the photo is taken', () => {
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
        // Only the bytes can tell what a photo is of which nothing is said.
        const tells = said.fileName.includes('.') || said.declaredType !== octetStream;
        if (tells) judgeClaim(said, policy);
      }),
    );
  });
});

it('whatever a client says, a photo is taken as what its bytes are or refused for a reason of the list', () => {
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
