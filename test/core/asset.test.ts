import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { v4, v7 } from 'uuid';
import { cutFileName, isAssetId, uploadedAt } from '../../shared/core/asset.ts';
import { texts, times } from '../support/arbitraries.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

describe('an asset id', () => {
  it('carries the time of the upload, as in the example of RFC 9562', () => {
    assert.equal(uploadedAt('017f22e2-79b0-7cc3-98c4-dc0c0c07398f').toISOString(), '2022-02-22T19:22:22.000Z');
  });

  it('carries every time to the millisecond', () => {
    fc.assert(
      fc.property(times, (at) => {
        assert.deepEqual(uploadedAt(v7({ msecs: at.getTime() })), at);
        assert.deepEqual(uploadedAt(assetIdAt(at)), at);
      }),
    );
  });

  it('has the form of a UUID of version 7 in lower case', () => {
    assert.ok(isAssetId(v7()));
    assert.ok(isAssetId(assetIdAt(now)));
    for (const other of [
      v7().toUpperCase(),
      v4(),
      '',
      `${assetIdAt(now)}\n`,
      ` ${assetIdAt(now)}`,
      `${assetIdAt(now)}.png`,
      assetIdAt(now).replaceAll('-', ''),
    ]) {
      assert.ok(!isAssetId(other), JSON.stringify(other));
    }
  });
});

describe("a client's file name", () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text).length;

  it('is kept whole up to 255 bytes', () => {
    for (const name of ['profile-photo.jpg', '', 'Фото профиля.png', '自撮り😀.webp', 'a'.repeat(255)]) {
      assert.equal(cutFileName(name), name);
    }
  });

  it('is cut before the character that exceeds 255 bytes', () => {
    assert.equal(cutFileName('a'.repeat(256)), 'a'.repeat(255));
    assert.equal(cutFileName(`${'a'.repeat(254)}é`), 'a'.repeat(254));
    assert.equal(cutFileName('😀'.repeat(64)), '😀'.repeat(63));
  });

  it('is always the longest prefix of whole characters that fits into 255 bytes', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 300 }), (text, padding) => {
        const name = 'x'.repeat(padding) + text;
        const sent = name.toWellFormed();
        const kept = cutFileName(name);
        assert.ok(kept.isWellFormed());
        assert.ok(sent.startsWith(kept));
        assert.ok(bytesOf(kept) <= 255);
        const [next] = sent.slice(kept.length);
        assert.ok(next === undefined || bytesOf(kept + next) > 255);
      }),
    );
  });
});
