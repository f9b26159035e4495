import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesExtension, parseStorageName } from '../../shared/core/storage-name.ts';
import { sampleAsset } from '../support/sample-asset.ts';

const { id } = sampleAsset;

describe("a stored file's name", () => {
  it('is its UUID, with or without its extension, in upper or lower case', () => {
    assert.deepEqual(parseStorageName(id), { assetId: id });
    assert.deepEqual(parseStorageName(`${id}.png`), { assetId: id, extension: 'png' });
    assert.deepEqual(parseStorageName(`${id}.PNG`.toUpperCase()), { assetId: id, extension: 'png' });
  });

  it('is undefined for other texts', () => {
    for (const text of ['', '.', '.png', 'x', ` ${id}`, `${id}/`, `../${id}`, `${id}\n`, id.slice(1), `${id}0`]) {
      assert.equal(parseStorageName(text), undefined, text);
    }
  });

  it('fits a file with the same extension, or any file if it has none', () => {
    assert.ok(namesExtension({ assetId: id }, 'png'));
    assert.ok(namesExtension({ assetId: id, extension: 'png' }, 'png'));
    for (const extension of ['jpg', '', 'png.png', 'pn']) assert.ok(!namesExtension({ assetId: id, extension }, 'png'));
  });
});
