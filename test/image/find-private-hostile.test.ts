import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findPrivate } from '../../shared/image/find-private.ts';
import { be32, join } from '../support/building/bytes.ts';
import { quartersHeic, translucentHeic } from '../support/pictures.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import {
  blank,
  encodings,
  exifItem,
  gif,
  gpsIfdTag,
  heifOf,
  jpg,
  latin1,
  orientationOnly,
  png,
  tiffOf,
  webp,
  withChunk,
  withExif,
  withRiffChunk,
  withSegment,
  xmp,
  xmpItem,
} from './private-parts.ts';

describe('a hostile photo', () => {
  it('costs at most twenty reads of each byte after random changes, and never throws', async () => {
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
    [
      'a JPEG of empty segments',
      Buffer.concat([jpg.subarray(0, 2), Buffer.alloc(100_000, '\xff\xe1\0\x02', 'latin1')]),
    ],
    ['a JPEG of fill bytes', Buffer.concat([jpg.subarray(0, 2), Buffer.alloc(100_000, 0xff)])],
    ['a PNG of empty chunks', Buffer.concat([png.subarray(0, 8), Buffer.alloc(100_000, '\0\0\0\0tEXt\0\0\0\0')])],
    ['a HEIC of nested ISO boxes', nested(20_000)],
    [
      'an XMP that is slow for a regular expression',
      withRiffChunk(webp, 'XMP ', Buffer.alloc(100_000, '<?xpacket end="')),
    ],
    [
      'a TIFF of 65,535 tags',
      Buffer.concat([
        latin1('MM\0*\0\0\0\x08\xff\xff'),
        Buffer.alloc(100_000, latin1('\x92\x86\0\x07\0\x01\0\0\0\0\0\0')),
      ]),
    ],
  ] as const) {
    it(`costs at most twenty reads of each byte: ${what}`, () => assertCheap(bytes));
  }

  it('costs at most twenty reads of each byte if the extents of an item overlap', () => {
    assert.deepEqual(findPrivate(overlapping()), ['exif']);
    assertCheap(overlapping());
  });

  it('is not logged', (test) => {
    const { warn } = console;
    const logged = test.mock.method(console, 'warn', () => {});
    findPrivate(withSegment(withExif(orientationOnly), 0xe1, 'Exif\0\0', orientationOnly));
    findPrivate(latin1('hello'));
    assert.equal(logged.mock.callCount(), 0);
    test.mock.restoreAll();
    assert.equal(console.warn, warn);
  });
});

/** ISO boxes, each of which contains the next one. */
function nested(levels: number): Buffer {
  const boxes = Array.from({ length: levels }, (_, level) => join(be32((levels - level) * 8), 'iprp'));
  return Buffer.concat([samplePhotos.heic, ...boxes]);
}

/** A HEIC with an Exif of zeros in 5,000 extents, each of which covers the whole Exif. */
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

/**
 * Throws if `findPrivate` throws or reads each byte more than twenty times; detecting the format may take 200 more
 * reads.
 */
function assertCheap(bytes: Buffer): void {
  const reads = countCalls(['getUint8', 'getUint16', 'getUint32', 'getInt32'], () => findPrivate(bytes));
  assert.ok(reads <= 20 * bytes.length + 200, `${reads} reads of ${bytes.length} bytes`);
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
