import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { findPrivate } from '../../shared/image/find-private.ts';
import { quartersHeic, translucentHeic } from '../renditions/pictures.ts';
import { samplePhotos } from '../upload/sample-photos.ts';
import { be32, join, type Piece } from './building/bytes.ts';
import { extension, withBlocks } from './building/gif.ts';
import { heifFile, type Item } from './building/heif.ts';
import { segment, withSegments } from './building/jpeg.ts';
import { chunk, withChunks } from './building/png.ts';
import { riffChunk, withRiffChunks } from './building/riff.ts';
import { short, tiff } from './building/tiff.ts';

const blank = () => sharp({ create: { width: 40, height: 30, channels: 3, background: '#408040' } });
const latin1 = (text: string) => Buffer.from(text, 'latin1');

const encodings = [
  ['JPEG', (image: Sharp) => image.jpeg()],
  ['PNG', (image: Sharp) => image.png()],
  ['WebP', (image: Sharp) => image.webp()],
  ['AVIF', (image: Sharp) => image.avif({ effort: 0 })],
] as const;

const { jpg, png, webp, gif } = samplePhotos;

const orientationTag = 0x0112;
const makeTag = 0x010f;
const exifIfdTag = 0x8769;
const gpsIfdTag = 0x8825;
const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>';
/** The Exif that may stay. */
const orientationOnly = tiffOf({ [orientationTag]: 6 });
const adobeXmp = 'http://ns.adobe.com/xap/1.0/\0';

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

describe('a hostile photo', () => {
  it('costs a few looks at each of its bytes, however it was changed, and never throws', async () => {
    const samples = [
      ...[jpg, png, gif, webp, samplePhotos.heic, quartersHeic, translucentHeic, orientationOnly],
      ...(await Promise.all(encodings.map(([, encode]) => encode(blank().withXmp(xmp).keepExif()).toBuffer()))),
      await blank()
        .withExif({ IFD0: { Make: 'Ada' }, IFD3: { GPSLatitudeRef: 'N' } })
        .jpeg()
        .toBuffer(),
      withChunk(withChunk(png, 'eXIf', tiffOf({ [gpsIfdTag]: 8 })), 'iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', xmp),
      heifOf('heic', { ...xmpItem(latin1(xmp)), extents: 3 }, { ...exifItem(tiffOf({})), extents: 2 }),
    ];
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), changes, fc.nat(), (sample, changed, cut) => {
        const bytes = Buffer.from(sample.subarray(0, cut % 3 === 0 ? cut % sample.length : sample.length));
        for (const [at, value] of changed) if (bytes.length > 0) bytes[at % Math.min(bytes.length, 1000)] = value;
        assertCheap(bytes);
      }),
      { numRuns: 2000, seed: 20 },
    );
  });

  for (const [what, bytes] of [
    ['of empty segments', Buffer.concat([jpg.subarray(0, 2), Buffer.alloc(100_000, '\xff\xe1\0\x02', 'latin1')])],
    ['of fill bytes', Buffer.concat([jpg.subarray(0, 2), Buffer.alloc(100_000, 0xff)])],
    ['of empty chunks', Buffer.concat([png.subarray(0, 8), Buffer.alloc(100_000, '\0\0\0\0tEXt\0\0\0\0')])],
    ['of boxes within boxes', nested(20_000)],
    ['of an XMP that keeps an expression busy', withRiffChunk(webp, 'XMP ', Buffer.alloc(100_000, '<?xpacket end="'))],
    [
      'of 65,535 tags that are all the file',
      Buffer.concat([
        latin1('MM\0*\0\0\0\x08\xff\xff'),
        Buffer.alloc(100_000, latin1('\x92\x86\0\x07\0\x01\0\0\0\0\0\0')),
      ]),
    ],
  ] as const) {
    it(`costs no more, ${what}`, () => assertCheap(bytes));
  }

  it('is not looked at once for each of the parts that it says it has', () => {
    assert.deepEqual(findPrivate(overlapping()), ['exif']);
    assertCheap(overlapping());
  });

  it('is not spoken of', (test) => {
    const { warn } = console;
    const spoken = test.mock.method(console, 'warn', () => {});
    findPrivate(withSegment(withExif(orientationOnly), 0xe1, 'Exif\0\0', orientationOnly));
    findPrivate(latin1('hello'));
    assert.equal(spoken.mock.callCount(), 0);
    test.mock.restoreAll();
    assert.equal(console.warn, warn);
  });
});

function withExif(...content: readonly (Buffer | string)[]): Buffer {
  return withSegment(jpg, 0xe1, 'Exif\0\0', ...content);
}

function withSegment(jpeg: Buffer, code: number, ...pieces: readonly Piece[]): Buffer {
  return withSegments(jpeg, segment(code, ...pieces));
}

function withChunk(png: Buffer, type: string, ...pieces: readonly Piece[]): Buffer {
  return withChunks(png, chunk(type, ...pieces));
}

function withRiffChunk(webp: Buffer, type: string, ...pieces: readonly Piece[]): Buffer {
  return withRiffChunks(webp, riffChunk(type, pieces));
}

function withExtension(gif: Buffer, label: number, content: string): Buffer {
  return withBlocks(gif, extension(label, content));
}

/** An Exif of tags of one number each. */
function tiffOf(tags: Readonly<Record<number, number>>): Buffer {
  return tiff([Object.entries(tags).map(([tag, value]) => [Number(tag), short(value)] as const)]);
}

/** A TIFF whose page is followed by itself. */
function twoPages(): Buffer {
  const page = tiffOf({ 256: 1 });
  return join(page.subarray(0, -4), be32(8), [0]);
}

type Described = Omit<Item, 'id'>;

/** An HEIC or AVIF of nothing but such items. */
function heifOf(brand: 'heic' | 'avif', ...items: readonly Described[]): Buffer {
  return heifFile({ brand, ilocVersion: 0, items: items.map((item, index) => ({ ...item, id: index + 1 })) });
}

function exifItem(tiff: Buffer): Described {
  return { type: 'Exif', data: join(be32(0), tiff) };
}

function xmpItem(data: Buffer): Described {
  return { type: 'mime', content: 'application/rdf+xml', data };
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

/** Boxes each of which holds the next one. */
function nested(levels: number): Buffer {
  const boxes = Array.from({ length: levels }, (_, level) => join(be32((levels - level) * 8), 'iprp'));
  return Buffer.concat([samplePhotos.heic, ...boxes]);
}

/** An HEIC with an Exif of zeros in 5,000 parts, each of which is all of them. */
function overlapping(): Buffer {
  const [extents, length] = [5000, 100_000];
  const heic = heifOf('heic', { type: 'Exif', data: Buffer.alloc(length), extents });
  const locations = heic.indexOf('iloc') + 18;
  for (let extent = 0; extent < extents; extent++) {
    heic.writeUInt32BE(heic.length - length, locations + 8 * extent);
    heic.writeUInt32BE(length, locations + 8 * extent + 4);
  }
  return heic;
}

/** Neither throws nor looks at the bytes more than twenty times each, besides what it takes to tell the format. */
function assertCheap(bytes: Buffer): void {
  const looks = countCalls(['getUint8', 'getUint16', 'getUint32', 'getInt32'], () => findPrivate(bytes));
  assert.ok(looks <= 20 * bytes.length + 200, `${looks} looks at ${bytes.length} bytes`);
}

function countCalls(methods: readonly (keyof DataView & `get${string}`)[], run: () => void): number {
  const { prototype } = DataView;
  const originals = Object.getOwnPropertyDescriptors(prototype);
  let calls = 0;
  for (const method of methods) {
    const original: (this: DataView, ...args: never) => unknown = prototype[method];
    Object.defineProperty(prototype, method, {
      ...originals[method],
      value(this: DataView, ...args: never) {
        calls++;
        return original.apply(this, args);
      },
    });
  }
  try {
    run();
    return calls;
  } finally {
    Object.defineProperties(prototype, originals);
  }
}
