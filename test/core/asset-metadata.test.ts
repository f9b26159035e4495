import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Asset, cutFileName } from '../../shared/core/asset.ts';
import { cutUsername, fromMetadata, toMetadata } from '../../shared/core/asset-metadata.ts';
import { photoKey } from '../../shared/core/photo-key.ts';
import { assets, texts } from '../support/arbitraries.ts';
import { sampleAsset } from '../support/sample-asset.ts';

/** A username as records store it. */
const cut = (asset: Asset): Asset => ({
  ...asset,
  fileName: cutFileName(asset.fileName),
  ...(asset.username === undefined ? {} : { username: cutUsername(asset.username) }),
});

describe("an object's metadata", () => {
  it('restores every field of the record, for any file name', () => {
    fc.assert(
      fc.property(assets.map(cut), (asset) => {
        assert.deepEqual(fromMetadata({ key: photoKey(asset), size: asset.size, metadata: toMetadata(asset) }), asset);
      }),
      { numRuns: 500 },
    );
  });

  it('is printable ASCII and stays below the 2 KB that S3 allows', () => {
    const longest = {
      fileName: '日'.repeat(400),
      username: '日'.repeat(400),
      uploadedBy: '日'.repeat(28),
      dialect: 'account-avatar',
    };
    fc.assert(
      fc.property(fc.oneof(assets, fc.constant({ ...sampleAsset, ...longest })).map(cut), (asset) => {
        let bytes = 0;
        for (const [name, value] of Object.entries(toMetadata(asset))) {
          assert.match(name, /^[a-z0-9-]+$/);
          assert.match(value, /^[\x20-\x7e]*$/);
          bytes += name.length + value.length;
        }
        assert.ok(bytes < 2048, `${bytes} bytes`);
      }),
      { numRuns: 500 },
    );
  });

  const key = photoKey(sampleAsset);
  const metadata = toMetadata(sampleAsset);
  const { sha256: _, ...unhashed } = metadata;
  for (const [why, foreignKey, foreign] of [
    ['there is no metadata', key, {}],
    ['its version is unknown', key, { ...metadata, v: '2' }],
    ['the hash is missing', key, unhashed],
    ['the scope is unknown', key, { ...metadata, scope: 'customer' }],
    ['the uploader is malformed', key, { ...metadata, 'uploaded-by': '%' }],
    ["its key is not a photo's", 'users/alice/attachments/a.png', metadata],
  ] as const) {
    it(`makes no record if ${why}`, () =>
      assert.equal(fromMetadata({ key: foreignKey, size: 1, metadata: foreign }), undefined));
  }

  it('makes no record and throws no error for metadata that Portrait did not write', () => {
    const values = fc.oneof(texts, fc.constantFrom('%', '%ff', 'public', 'private', 'true'));
    const foreign = fc.record({ 'file-name': values, username: values, scope: values, placed: values });
    fc.assert(
      fc.property(foreign, (odd) => {
        assert.doesNotThrow(() => fromMetadata({ key, size: 1, metadata: { ...metadata, ...odd } }));
        assert.doesNotThrow(() => fromMetadata({ key, size: 1, metadata: { ...metadata, ...odd, scope: 'private' } }));
      }),
    );
  });
});

describe("a user's name", () => {
  it('is kept whole up to 300 encoded bytes', () => {
    for (const name of ['johndoe', '', 'Zoë', 'a'.repeat(300), '日'.repeat(33)]) assert.equal(cutUsername(name), name);
  });

  it('is cut to the whole characters that fit into 300 encoded bytes', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 300 }), (text, padding) => {
        const name = 'x'.repeat(padding) + text;
        const kept = cutUsername(name);
        assert.ok(name.toWellFormed().startsWith(kept));
        assert.ok(encodeURIComponent(kept).length <= 300);
        const [next] = name.toWellFormed().slice(kept.length);
        assert.ok(next === undefined || encodeURIComponent(kept + next).length > 300);
      }),
    );
  });
});
