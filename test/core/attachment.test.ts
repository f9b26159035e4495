import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  attachmentId,
  attachmentKey,
  attachmentType,
  isAttachmentName,
  judgeName,
  splitName,
} from '../../shared/core/attachment.ts';
import { parsePhotoKey } from '../../shared/core/photo-key.ts';
import { sampleConfig } from '../support/fake-service.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const policy = sampleConfig.crafterPolicy;

describe('the name of an attachment', () => {
  for (const [fileName, name, extension] of [
    ['picture1.jpg', 'picture1', 'jpg'],
    ['me.PNG', 'me', 'png'],
    ['Me.Jpg', 'Me', 'jpg'],
    ['a.tar.svgz', 'a.tar', 'svgz'],
    ['日 本.tiff', '日 本', 'tiff'],
    ['...gif', '..', 'gif'],
  ] as const) {
    it(`is ${name} for ${fileName}`, () => assert.deepEqual(judgeName(fileName, policy), { name, extension }));
  }

  for (const [fileName, type] of [
    ['picture1', 'application/octet-stream'],
    ['picture1.', 'application/octet-stream'],
    ['picture1.webp', 'image/webp'],
    ['page.html', 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['..', 'application/octet-stream'],
  ] as const) {
    it(`is refused as ${type}: ${fileName}`, () => {
      assert.throws(() => judgeName(fileName, policy), { code: 'name-not-allowed', facts: { fileName, type } });
    });
  }

  for (const [what, fileName] of [
    ['an empty name before the extension', '.png'],
    ['more than 255 bytes', `${'é'.repeat(126)}.png`],
    ['a line break', 'a\nb.png'],
    ['a zero byte', 'a\0.png'],
  ] as const) {
    it(`is refused with ${what}`, () => assert.throws(() => judgeName(fileName, policy), { code: 'bad-request' }));
  }

  it('is accepted with 255 bytes', () => assert.equal(judgeName(`${'x'.repeat(251)}.png`, policy).name.length, 251));

  it('is valid for a lookup from 1 to 255 bytes', () => {
    assert.deepEqual(['', 'a', 'x'.repeat(255), 'x'.repeat(256), 'é'.repeat(128)].map(isAttachmentName), [
      ...[false, true, true, false, false],
    ]);
  });

  it('and the extension together make up the file name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-z0-9]{0,5}$/), (name, extension) => {
        assert.deepEqual(splitName(`${name}.${extension}`), { name, extension });
      }),
    );
  });
});

it('an attachment’s id is 24 hex digits that begin with the seconds', () => {
  const at = new Date(0x592869e3 * 1000 + 500);
  assert.match(attachmentId(assetIdAt(at, 7)), /^592869e31f4[0-9a-f]{13}$/);
  assert.ok(attachmentId(assetIdAt(at, 9)) < attachmentId(assetIdAt(new Date(at.getTime() + 1))));
  assert.notEqual(attachmentId(assetIdAt(at, 7)), attachmentId(assetIdAt(at, 8)));
});

it('an attachment is stored in a folder of its owner that holds no photos', () => {
  const object = `${assetIdAt(now)}.jpg`;
  const key = attachmentKey({ ownerId: 'auth0|a/..', object });
  assert.equal(key, `users/auth0%7Ca%2F%2E%2E/attachments/${object}`);
  assert.equal(parsePhotoKey(key), undefined);
});

it('an attachment is served as the type of its extension', () => {
  assert.deepEqual(
    ['a.jpe', 'a.svgz', 'a.bmp', 'a'].map((object) => attachmentType({ object })),
    ['image/jpeg', 'image/svg+xml', 'image/bmp', 'application/octet-stream'],
  );
});
