import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  extensionOfType,
  extensionsOfType,
  formatOfExtension,
  formatOfType,
  imageTypes,
  typeOfExtension,
} from '../../shared/core/image-format.ts';

const names = [
  ['jpg', 'image/jpeg', 'jpeg'],
  ['jpeg', 'image/jpeg', 'jpeg'],
  ['jpe', 'image/jpeg', 'jpeg'],
  ['png', 'image/png', 'png'],
  ['gif', 'image/gif', 'gif'],
  ['webp', 'image/webp', 'webp'],
  ['heic', 'image/heic', 'heif'],
  ['heif', 'image/heif', 'heif'],
  ['avif', 'image/avif', 'avif'],
  ['bmp', 'image/bmp', 'bmp'],
  ['tif', 'image/tiff', 'tiff'],
  ['tiff', 'image/tiff', 'tiff'],
  ['svg', 'image/svg+xml', 'svg'],
  ['svgz', 'image/svg+xml', 'svg'],
] as const;

for (const [extension, type, format] of names) {
  it(`serves .${extension} as ${type}, which is ${format}`, () => {
    assert.equal(typeOfExtension(extension), type);
    assert.equal(formatOfExtension(extension), format);
    assert.equal(formatOfType(type), format);
    assert.equal(formatOfExtension(extensionOfType(type) ?? ''), format);
  });
}

for (const [alias, format, extension] of [
  ['image/jpg', 'jpeg', 'jpg'],
  ['image/pjpeg', 'jpeg', 'jpg'],
  ['image/x-png', 'png', 'png'],
  ['image/apng', 'png', 'png'],
  ['image/heic-sequence', 'heif', 'heic'],
  ['image/heif-sequence', 'heif', 'heic'],
  ['image/x-ms-bmp', 'bmp', 'bmp'],
] as const) {
  it(`reads ${alias} as ${format}, with the default extension .${extension}`, () => {
    assert.equal(formatOfType(alias), format);
    assert.equal(extensionOfType(alias), extension);
  });
}

it('lists every extension of a media type', () => {
  assert.deepEqual(extensionsOfType('image/jpeg'), ['jpg', 'jpeg', 'jpe']);
  assert.deepEqual(extensionsOfType('image/svg+xml'), ['svg', 'svgz']);
  assert.deepEqual(extensionsOfType('image/jpg'), []);
  assert.deepEqual(new Set(imageTypes().flatMap(extensionsOfType)), new Set(names.map(([extension]) => extension)));
});

it('does not know other names, among them the properties of every object', () => {
  for (const name of ['', 'exe', 'PNG', '.png', 'constructor', '__proto__', 'text/html', 'application/octet-stream']) {
    assert.equal(typeOfExtension(name), undefined);
    assert.equal(formatOfExtension(name), undefined);
    assert.equal(formatOfType(name), undefined);
    assert.equal(extensionOfType(name), undefined);
  }
});
