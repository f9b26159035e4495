import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeSegment, encodeSegment, isOwnerId, parsePhotoKey, photoKey } from '../../shared/core/photo-key.ts';
import { assetIds, extensions, ownerIds, texts } from '../support/arbitraries.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const id = assetIdAt(now);
const photoKeys = fc
  .tuple(ownerIds, assetIds, extensions)
  .map(([ownerId, id, extension]) => ({ ownerId, id, extension }));

function assertSafe(key: string): void {
  for (const segment of key.split('/')) {
    assert.match(segment, /^[A-Za-z0-9_@%.-]+$/);
    assert.ok(segment !== '.' && segment !== '..', segment);
    assert.ok(!segment.startsWith('.') && !segment.endsWith('.'), segment);
    assert.ok(Buffer.byteLength(segment) <= 255, `${segment.length} bytes`);
  }
}

describe("a photo's key", () => {
  it('is in the folder of its owner, as OpenLift documents it', () => {
    assert.equal(
      photoKey({ ownerId: '64abc123def456789', id, extension: 'jpg' }),
      `users/64abc123def456789/profile-picture/${id}.jpg`,
    );
  });

  for (const [ownerId, segment] of [
    ['..', '%2E%2E'],
    ['.', '%2E'],
    ['auth0|x', 'auth0%7Cx'],
    ['a+b@c.de', 'a%2Bb@c.de'],
    ['a..b', 'a%2E%2Eb'],
    ['.hidden', '%2Ehidden'],
    ['end.', 'end%2E'],
    ['a.b.c', 'a.b.c'],
    ['../../etc/passwd', '%2E%2E%2F%2E%2E%2Fetc%2Fpasswd'],
    ['a\\b', 'a%5Cb'],
    ['100%', '100%25'],
    ['%2E%2E', '%252E%252E'],
    ['CON', 'CON'],
    ['Zoë Ω', 'Zo%C3%AB%20%CE%A9'],
    ['😀', '%F0%9F%98%80'],
  ] as const) {
    it(`encodes the owner ${ownerId} as ${segment}`, () => {
      assert.ok(isOwnerId(ownerId));
      assert.equal(encodeSegment(ownerId), segment);
      assert.equal(decodeSegment(segment), ownerId);
      assertSafe(photoKey({ ownerId, id, extension: 'png' }));
    });
  }

  it('is safe in every file system and parses to its photo, for any owner', () => {
    fc.assert(
      fc.property(photoKeys, (photo) => {
        const key = photoKey(photo);
        assertSafe(key);
        assert.deepEqual(parsePhotoKey(key), photo);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never the key of another photo', () => {
    fc.assert(
      fc.property(photoKeys, photoKeys, (one, other) => {
        assert.equal(photoKey(one) === photoKey(other), JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('parsing a key', () => {
  const damaged = fc
    .tuple(photoKeys.map(photoKey), fc.nat(), fc.nat({ max: 3 }), texts)
    .map(([key, at, length, text]) => key.slice(0, at % key.length) + text + key.slice((at % key.length) + length));
  const recoded = fc
    .tuple(photoKeys.map(photoKey), fc.nat())
    .map(([key, at]) => [...key].map((c, i) => (i === at % key.length ? encodeURIComponent(c) : c)).join(''));

  it('returns a photo only if the text is exactly its key', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, recoded, texts), (text) => {
        const photo = parsePhotoKey(text);
        assert.ok(photo === undefined || photoKey(photo) === text);
      }),
      { numRuns: 1000 },
    );
  });

  for (const [why, text] of [
    ['a character of its owner is not encoded', `users/a%2Eb/profile-picture/${id}.jpg`],
    ['its owner is encoded in lower case', `users/a%2fb/profile-picture/${id}.jpg`],
    ['its owner is the parent folder', `users/../profile-picture/${id}.jpg`],
    ['its owner is empty', `users//profile-picture/${id}.jpg`],
    ['its owner is not UTF-8', `users/%FF/profile-picture/${id}.jpg`],
    ['its owner ends in half an escape', `users/a%2/profile-picture/${id}.jpg`],
    ['its owner is not printable', `users/%00/profile-picture/${id}.jpg`],
    ['its id is in upper case', `users/a/profile-picture/${id.toUpperCase()}.jpg`],
    ['its id is not an asset id', 'users/a/profile-picture/f47ac10b-58cc-4372-a567-0e02b2c3d479.jpg'],
    ['it has no extension', `users/a/profile-picture/${id}`],
    ['its extension is in upper case', `users/a/profile-picture/${id}.JPG`],
    ['it continues on a second line', `users/a/profile-picture/${id}.jpg\n`],
    ['it begins with a slash', `/users/a/profile-picture/${id}.jpg`],
    ['it is in another folder', `users/a/attachments/${id}.jpg`],
  ] as const) {
    it(`returns undefined if ${why}`, () => assert.equal(parsePhotoKey(text), undefined));
  }
});

describe('an owner id', () => {
  it('has 1 to 128 whole characters', () => {
    assert.ok(!isOwnerId(''));
    assert.ok(isOwnerId('a'));
    assert.ok(isOwnerId('a'.repeat(128)));
    assert.ok(!isOwnerId('a'.repeat(129)));
    assert.ok(isOwnerId('😀'.repeat(21)));
  });

  it('has at most 255 bytes when it is encoded in a key', () => {
    assert.ok(isOwnerId('|'.repeat(85)));
    assert.ok(!isOwnerId('|'.repeat(86)));
  });

  for (const [what, text] of [
    ['a NUL', 'a\0b'],
    ['a line break', 'a\nb'],
    ['a DEL', 'a\u007f'],
    ['a line separator', 'a\u2028b'],
    ['a bidirectional override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['half a surrogate pair', 'a\ud800'],
    ['a private character', 'a\ue000'],
  ] as const) {
    it(`does not contain ${what}`, () => assert.ok(!isOwnerId(text)));
  }
});
