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

describe('nothing private is found', () => {
  for (const [format, encode] of [...encodings, ['GIF', (image: Sharp) => image.gif()]] as const) {
    it(`in a plain ${format}`, async () => {
      assert.deepEqual(findPrivate(await encode(blank()).toBuffer()), []);
    });

    it(`in the colour profile of a ${format}`, async () => {
      assert.deepEqual(findPrivate(await encode(blank().withIccProfile('p3')).toBuffer()), []);
    });
  }

  for (const [what, encode] of [
    ['in a JPEG of several scans', (image: Sharp) => image.jpeg({ progressive: true })],
    ['in a JPEG in CMYK', (image: Sharp) => image.toColourspace('cmyk').jpeg()],
    ['in the palette of a PNG', (image: Sharp) => image.png({ palette: true })],
    ['in the transparency of a WebP', (image: Sharp) => image.ensureAlpha(0.5).webp()],
    ['in a TIFF', (image: Sharp) => image.tiff()],
    ['in a TIFF of tiles', (image: Sharp) => image.tiff({ tile: true, compression: 'jpeg' })],
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
    ['in the orientation of a WebP, as JPEG has it', withRiffChunk(webp, 'EXIF', 'Exif\0\0', orientationOnly)],
    ['in the smallest GIF', gif],
    ['in an HEIC of two items', translucentHeic],
    ['in an HEIC whose Exif was emptied', emptied(quartersHeic)],
    ['in an AVIF whose Exif was emptied', heifOf('avif', { type: 'Exif', data: emptyExif(300) })],
    ['in an Exif of two parts that was emptied', heifOf('heic', { type: 'Exif', data: emptyExif(300), extents: 2 })],
    ['in the orientation of an AVIF', heifOf('avif', exifItem(orientationOnly))],
    ['in an XMP that was blanked', heifOf('heic', xmpItem(Buffer.alloc(4000, ' ')))],
  ] as const) {
    it(what, () => assert.deepEqual(findPrivate(bytes), []));
  }

  it('behind the end of a view', () => {
    const body = Buffer.concat([
      latin1('--'),
      png.subarray(0, -12),
      withChunk(png, 'tEXt', 'Author\0Ada').subarray(33),
    ]);
    assert.deepEqual(findPrivate(body.subarray(2, 2 + png.length - 12)), []);
    assert.deepEqual(findPrivate(body.subarray(2)), ['png.tEXt']);
  });
});

describe('what is private is found', () => {
  for (const [format, encode] of encodings) {
    it(`in the camera and the place of a ${format}`, async () => {
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
    ['a JPEG: a place', withExif(tiffOf({ [gpsIfdTag]: 26 })), ['exif.GPS Info IFD Pointer']],
    ['a JPEG: settings of the camera', withExif(tiffOf({ [exifIfdTag]: 26 })), ['exif.Exif IFD Pointer']],
    ['a JPEG: a tag that nobody knows', withExif(tiffOf({ 61166: 1 })), ['exif.undefined-61166']],
    ['a JPEG: a thumbnail', withExif(tiff([[[orientationTag, short(1)]], []])), ['exif.thumbnail']],
    ['a JPEG: an Exif behind the one tag that it names', withExif(orientationOnly, 'Ada, in her garden'), ['exif']],
    ['a JPEG: an Exif of no order', withExif(latin1('Ada')), ['unreadable']],
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
    ['a PNG: text of a name that is no name', withChunk(png, 'tEXt', '__proto__\0Ada'), ['png.tEXt']],
    ['a PNG: compressed text, which is not inflated', withChunk(png, 'zTXt', 'Author\0\0Ada'), ['png.zTXt']],
    ['a PNG: international text', withChunk(png, 'iTXt', 'Author\0\0\0\0\0Ada'), ['png.iTXt']],
    ['a PNG: XMP', withChunk(png, 'iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', xmp), ['xmp']],
    ['a PNG: the time', withChunk(png, 'tIME', '\x07\xea\x01\x01\0\0\0'), ['png.tIME']],
    ['a PNG: a camera', withChunk(png, 'eXIf', tiffOf({ [makeTag]: 1 })), ['exif.Make']],
    ['a WebP: a place', withRiffChunk(webp, 'EXIF', tiffOf({ [gpsIfdTag]: 26 })), ['exif.GPS Info IFD Pointer']],
    ['a WebP: XMP', withRiffChunk(webp, 'XMP ', xmp), ['xmp']],
    ['an HEIC: XMP', heifOf('heic', xmpItem(latin1(xmp))), ['xmp']],
    ['an HEIC: XMP of parts', heifOf('heic', { ...xmpItem(latin1(xmp)), extents: 3 }), ['xmp']],
    ['an HEIC: a camera', heifOf('heic', exifItem(tiffOf({ [makeTag]: 1 }))), ['exif.Make']],
    [
      'an HEIC: the rest of an Exif',
      heifOf('heic', exifItem(Buffer.concat([tiffOf({}), latin1('Ada, in her garden')]))),
      ['exif'],
    ],
    [
      'an HEIC: a place, in parts',
      heifOf('heic', { ...exifItem(tiffOf({ [gpsIfdTag]: 1 })), extents: 2 }),
      ['exif.GPS Info IFD Pointer'],
    ],
    ['a TIFF: a camera', tiffOf({ 256: 1, 257: 1, [makeTag]: 1 }), ['exif.Make']],
    ['a TIFF: a second page', twoPages(), ['exif.thumbnail']],
    ['XMP without a photo', latin1(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${xmp}`), ['xmp']],
  ] as const) {
    it(`in ${what}`, () => assert.deepEqual(findPrivate(bytes), found));
  }

  it('in an HEIC of a camera: its name and a place', () => {
    const found = findPrivate(quartersHeic);
    assert.ok(
      ['exif', 'exif.Make', 'exif.GPS Info IFD Pointer'].every((name) => found.includes(name)),
      found.join(),
    );
  });

  it('and named fifty times at most', () => {
    const tags = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [0xe000 + index, 1]));
    assert.equal(findPrivate(withExif(tiffOf(tags))).length, 50);
  });
});

describe('what ExifReader cannot vouch for is unreadable', () => {
  for (const [what, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['what is no photo', latin1('hello')],
    ['an SVG', latin1('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a JPEG that ends within its header', jpg.subarray(0, 60)],
    ['a JPEG with garbage between its segments', Buffer.concat([jpg.subarray(0, 2), latin1('Ada'), jpg.subarray(2)])],
    ['an HEIC of one box', samplePhotos.heic.subarray(0, samplePhotos.heic.readUInt32BE())],
  ] as const) {
    it(what, () => assert.deepEqual(findPrivate(bytes), ['unreadable']));
  }
});

describe('what ExifReader is blind to', () => {
  for (const [what, bytes] of [
    ['a comment of a JPEG', withSegment(jpg, 0xfe, 'Ada')],
    ['an application segment that it has no name for', withSegment(jpg, 0xeb, 'JP\0\x01Ada')],
    ['what follows a JPEG', Buffer.concat([jpg, latin1('Ada')])],
    ['a comment of a GIF', withExtension(gif, 0xfe, 'Ada')],
    ['the XMP of a GIF', withExtension(gif, 0xff, `XMP DataXMP${xmp}`)],
    ['the second Exif of an HEIC', heifOf('heic', exifItem(tiffOf({})), exifItem(tiffOf({ [makeTag]: 1 })))],
  ] as const) {
    it(what, () => assert.deepEqual(findPrivate(bytes), []));
  }
});

/** A TIFF whose page is followed by itself. */
function twoPages(): Buffer {
  const page = tiffOf({ 256: 1 });
  return join(page.subarray(0, -4), be32(8), [0]);
}

function emptyExif(length: number): Buffer {
  return Buffer.concat([exifItem(latin1('MM\0*\0\0\0\x08')).data], length);
}

/** A copy with its Exif, whose place is known, made an empty one of the same length. */
function emptied(heic: Uint8Array): Buffer {
  const [start, length] = [1559, 268];
  const copy = Buffer.from(heic);
  assert.equal(copy.toString('latin1', start + 4, start + 8), 'II*\0');
  emptyExif(length).copy(copy, start);
  return copy;
}
