import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sharp } from 'sharp';
import { findPrivate } from '../../shared/image/find-private.ts';
import { be32, join } from '../support/building/bytes.ts';
import { short, tiff } from '../support/building/tiff.ts';
import { quartersHeic, translucentHeic } from '../support/pictures.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import {
  adobeXmp,
  blank,
  encodings,
  exifIfdTag,
  exifItem,
  gif,
  gpsIfdTag,
  heifOf,
  jpg,
  latin1,
  makeTag,
  orientationOnly,
  orientationTag,
  png,
  tiffOf,
  webp,
  withChunk,
  withExif,
  withExtension,
  withRiffChunk,
  withSegment,
  xmp,
  xmpItem,
} from './private-parts.ts';

describe('finds no private metadata', () => {
  for (const [format, encode] of [...encodings, ['GIF', (image: Sharp) => image.gif()]] as const) {
    it(`in a plain ${format}`, async () => {
      assert.deepEqual(findPrivate(await encode(blank()).toBuffer()), []);
    });

    it(`in the colour profile of a ${format}`, async () => {
      assert.deepEqual(findPrivate(await encode(blank().withIccProfile('p3')).toBuffer()), []);
    });
  }

  for (const [what, encode] of [
    ['in a progressive JPEG', (image: Sharp) => image.jpeg({ progressive: true })],
    ['in a CMYK JPEG', (image: Sharp) => image.toColourspace('cmyk').jpeg()],
    ['in the palette of a PNG', (image: Sharp) => image.png({ palette: true })],
    ['in the transparency of a WebP', (image: Sharp) => image.ensureAlpha(0.5).webp()],
    ['in a TIFF', (image: Sharp) => image.tiff()],
    ['in a tiled TIFF', (image: Sharp) => image.tiff({ tile: true, compression: 'jpeg' })],
  ] as const) {
    it(what, async () => assert.deepEqual(findPrivate(await encode(blank()).toBuffer()), []));
  }

  for (const [what, bytes] of [
    ['in the smallest JPEG', jpg],
    ['in the orientation of a JPEG', withSegment(jpg, 0xe1, 'Exif\0\0', orientationOnly)],
    ['in the density of a JPEG', withSegment(jpg, 0xe0, 'JFIF\0\x01\x02\x01\0\x48\0\x48\0\0')],
    ['in the smallest PNG', png],
    ['in the orientation of a PNG', withChunk(png, 'eXIf', orientationOnly)],
    [
      'in the density and the gamma of a PNG',
      withChunk(withChunk(png, 'pHYs', Buffer.alloc(9, 1)), 'gAMA', '\0\0\xb1\x8f'),
    ],
    ['in the smallest WebP', webp],
    ['in the orientation of a WebP', withRiffChunk(webp, 'EXIF', orientationOnly)],
    ['in the orientation of a WebP, with the prefix of JPEG', withRiffChunk(webp, 'EXIF', 'Exif\0\0', orientationOnly)],
    ['in the smallest GIF', gif],
    ['in a HEIC of two items', translucentHeic],
    ['in a HEIC with an emptied Exif', emptied(quartersHeic)],
    ['in an AVIF with an emptied Exif', heifOf('avif', { type: 'Exif', data: emptyExif(300) })],
    ['in an emptied Exif of two extents', heifOf('heic', { type: 'Exif', data: emptyExif(300), extents: 2 })],
    ['in the orientation of an AVIF', heifOf('avif', exifItem(orientationOnly))],
    ['in a blanked XMP', heifOf('heic', xmpItem(Buffer.alloc(4000, ' ')))],
  ] as const) {
    it(what, () => assert.deepEqual(findPrivate(bytes), []));
  }

  it('in the bytes around the view of a larger buffer', () => {
    const body = Buffer.concat([
      latin1('--'),
      png.subarray(0, -12),
      withChunk(png, 'tEXt', 'Author\0Ada').subarray(33),
    ]);
    assert.deepEqual(findPrivate(body.subarray(2, 2 + png.length - 12)), []);
    assert.deepEqual(findPrivate(body.subarray(2)), ['png.tEXt']);
  });
});

describe('finds private metadata', () => {
  for (const [format, encode] of encodings) {
    it(`in the Exif of a ${format}: camera and GPS`, async () => {
      const exif = { IFD0: { Make: 'Ada & Sons' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } };
      const found = findPrivate(await encode(blank().withExif(exif)).toBuffer());
      assert.ok(
        ['exif', 'exif.Make', 'exif.GPS Info IFD Pointer'].every((name) => found.includes(name)),
        found.join(),
      );
    });

    it(`in the XMP of a ${format}`, async () => {
      const found = findPrivate(await encode(blank().withXmp(xmp)).toBuffer());
      assert.deepEqual(found, [format === 'PNG' ? 'png.zTXt' : 'xmp']);
    });
  }

  for (const [what, bytes, found] of [
    ['a JPEG: a second Exif', withSegment(withExif(orientationOnly), 0xe1, 'Exif\0\0', orientationOnly), ['exif']],
    ['a JPEG: a camera', withExif(tiffOf({ [orientationTag]: 6, [makeTag]: 1 })), ['exif', 'exif.Make']],
    ['a JPEG: GPS', withExif(tiffOf({ [gpsIfdTag]: 26 })), ['exif.GPS Info IFD Pointer']],
    ['a JPEG: settings of the camera', withExif(tiffOf({ [exifIfdTag]: 26 })), ['exif.Exif IFD Pointer']],
    ['a JPEG: an unknown tag', withExif(tiffOf({ 61166: 1 })), ['exif.undefined-61166']],
    ['a JPEG: a thumbnail', withExif(tiff([[[orientationTag, short(1)]], []])), ['exif.thumbnail']],
    ['a JPEG: text after the tags of an Exif', withExif(orientationOnly, 'Ada, in her garden'), ['exif']],
    ['a JPEG: an Exif without a byte order', withExif(latin1('Ada')), ['unreadable']],
    ['a JPEG: XMP', withSegment(jpg, 0xe1, adobeXmp, xmp), ['xmp']],
    ['a JPEG: extended XMP', withSegment(jpg, 0xe1, 'http://ns.adobe.com/xmp/extension/\0', xmp), ['xmp']],
    [
      'a JPEG: IPTC',
      withSegment(jpg, 0xed, 'Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x50\0\x03Ada'),
      ['iptc'],
    ],
    ['a JPEG: further pictures', withSegment(jpg, 0xe2, 'MPF\0', tiffOf({ 45057: 2 })), ['mpf']],
    ['a JPEG: a thumbnail of JFIF', withSegment(jpg, 0xe0, 'JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01Ada'), ['jfif']],
    ['a PNG: text', withChunk(png, 'tEXt', 'Author\0Ada'), ['png.tEXt']],
    ['a PNG: text with the keyword __proto__', withChunk(png, 'tEXt', '__proto__\0Ada'), ['png.tEXt']],
    ['a PNG: compressed text, which is not inflated', withChunk(png, 'zTXt', 'Author\0\0Ada'), ['png.zTXt']],
    ['a PNG: international text', withChunk(png, 'iTXt', 'Author\0\0\0\0\0Ada'), ['png.iTXt']],
    ['a PNG: XMP', withChunk(png, 'iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', xmp), ['xmp']],
    ['a PNG: a time', withChunk(png, 'tIME', '\x07\xea\x01\x01\0\0\0'), ['png.tIME']],
    ['a PNG: a camera', withChunk(png, 'eXIf', tiffOf({ [makeTag]: 1 })), ['exif.Make']],
    ['a WebP: GPS', withRiffChunk(webp, 'EXIF', tiffOf({ [gpsIfdTag]: 26 })), ['exif.GPS Info IFD Pointer']],
    ['a WebP: XMP', withRiffChunk(webp, 'XMP ', xmp), ['xmp']],
    ['a HEIC: XMP', heifOf('heic', xmpItem(latin1(xmp))), ['xmp']],
    ['a HEIC: XMP in several extents', heifOf('heic', { ...xmpItem(latin1(xmp)), extents: 3 }), ['xmp']],
    ['a HEIC: a camera', heifOf('heic', exifItem(tiffOf({ [makeTag]: 1 }))), ['exif.Make']],
    [
      'a HEIC: text after the tags of an Exif',
      heifOf('heic', exifItem(Buffer.concat([tiffOf({}), latin1('Ada, in her garden')]))),
      ['exif'],
    ],
    [
      'a HEIC: GPS, in several extents',
      heifOf('heic', { ...exifItem(tiffOf({ [gpsIfdTag]: 1 })), extents: 2 }),
      ['exif.GPS Info IFD Pointer'],
    ],
    ['a TIFF: a camera', tiffOf({ 256: 1, 257: 1, [makeTag]: 1 }), ['exif.Make']],
    ['a TIFF: a second page', twoPages(), ['exif.thumbnail']],
    ['XMP without a photo', latin1(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${xmp}`), ['xmp']],
  ] as const) {
    it(`in ${what}`, () => assert.deepEqual(findPrivate(bytes), found));
  }

  it('in the HEIC of a camera: its name and GPS', () => {
    const found = findPrivate(quartersHeic);
    assert.ok(
      ['exif', 'exif.Make', 'exif.GPS Info IFD Pointer'].every((name) => found.includes(name)),
      found.join(),
    );
  });

  it('as at most 50 names', () => {
    const tags = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [0xe000 + index, 1]));
    assert.equal(findPrivate(withExif(tiffOf(tags))).length, 50);
  });
});

describe('finds a file unreadable', () => {
  for (const [what, bytes] of [
    ['an empty file', Buffer.alloc(0)],
    ['plain text', latin1('hello')],
    ['an SVG', latin1('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a JPEG that is truncated in its header', jpg.subarray(0, 60)],
    ['a JPEG with garbage between its segments', Buffer.concat([jpg.subarray(0, 2), latin1('Ada'), jpg.subarray(2)])],
    ['a HEIC of one ISO box', samplePhotos.heic.subarray(0, samplePhotos.heic.readUInt32BE())],
  ] as const) {
    it(what, () => assert.deepEqual(findPrivate(bytes), ['unreadable']));
  }
});

describe('cannot find, because ExifReader does not see it,', () => {
  for (const [what, bytes] of [
    ['a comment of a JPEG', withSegment(jpg, 0xfe, 'Ada')],
    ['an application segment with an unknown name', withSegment(jpg, 0xeb, 'JP\0\x01Ada')],
    ['a trailer of a JPEG', Buffer.concat([jpg, latin1('Ada')])],
    ['a comment of a GIF', withExtension(gif, 0xfe, 'Ada')],
    ['the XMP of a GIF', withExtension(gif, 0xff, `XMP DataXMP${xmp}`)],
    ['the second Exif of a HEIC', heifOf('heic', exifItem(tiffOf({})), exifItem(tiffOf({ [makeTag]: 1 })))],
  ] as const) {
    it(what, () => assert.deepEqual(findPrivate(bytes), []));
  }
});

/** A TIFF whose first page is also its second one. */
function twoPages(): Buffer {
  const page = tiffOf({ 256: 1 });
  return join(page.subarray(0, -4), be32(8), [0]);
}

function emptyExif(length: number): Buffer {
  return Buffer.concat([exifItem(latin1('MM\0*\0\0\0\x08')).data], length);
}

/** A copy of `quartersHeic` whose Exif is replaced by an empty one of the same length. */
function emptied(heic: Uint8Array): Buffer {
  const [start, length] = [1559, 268];
  const copy = Buffer.from(heic);
  assert.equal(copy.toString('latin1', start + 4, start + 8), 'II*\0');
  emptyExif(length).copy(copy, start);
  return copy;
}
