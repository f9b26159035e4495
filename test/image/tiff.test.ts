import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { ByteReader } from '../../shared/image/byte-reader.ts';
import { readImage } from '../../shared/image/read-image.ts';
import { UnreadableImage } from '../../shared/image/unreadable-image.ts';
import { be16, be32, join } from '../support/building/bytes.ts';
import { ascii, bytes, type Directory, directory, long, short, tiff, undef } from '../support/building/tiff.ts';
import { still } from '../support/corpus/pictures.ts';
import { Random } from '../support/mutating/random.ts';

const read = (file: Uint8Array) => readImage(new ByteReader(file), 'tiff');

const page = (width: number, height: number, ...more: Directory): Directory => [
  [0x0100, long(width)],
  [0x0101, short(height)],
  ...more,
];

const be64 = (value: number) => [...be32(0), ...be32(value)];
const numberTypes = {
  short: { code: 3, write: be16 },
  long: { code: 4, write: be32 },
  long8: { code: 16, write: be64 },
};
type BigEntry = readonly [tag: number, type: keyof typeof numberTypes, value: number];

/** A BigTIFF: it has eight bytes instead of four, and for the number of entries. */
function bigTiff(pages: readonly (readonly BigEntry[])[], littleEndian: boolean): Buffer<ArrayBuffer> {
  const order = (number: readonly number[]) => (littleEndian ? number.toReversed() : number);
  const inEight = (value: number) => order(be64(value));
  const row = ([tag, type, value]: BigEntry) => {
    const { code, write } = numberTypes[type];
    const number = order(write(value));
    return join(order(be16(tag)), order(be16(code)), inEight(1), number, Buffer.alloc(8 - number.length));
  };
  const written = [join(littleEndian ? 'II' : 'MM', order(be16(43)), order(be16(8)), order(be16(0)), inEight(16))];
  let at = 16;
  for (const [index, entries] of pages.entries()) {
    at += 8 + entries.length * 20 + 8;
    const isLast = index === pages.length - 1;
    written.push(join(inEight(entries.length), ...entries.map(row), inEight(isLast ? 0 : at)));
  }
  return join(...written);
}

for (const [order, littleEndian] of [
  ['big-endian', false],
  ['little-endian', true],
] as const) {
  describe(`a ${order} TIFF`, () => {
    it('has the size of its page', () => {
      const { pixels, frames, decoded } = read(tiff([page(70_000, 300)], littleEndian));
      assert.deepEqual(
        { pixels, frames, decoded },
        { pixels: { width: 70_000, height: 300 }, frames: 1, decoded: 21e6 },
      );
    });

    it('has one frame for each page, and the size of the first', () => {
      const pages = [page(48, 32), page(10, 20), page(5, 6, [0x0112, short(6)])];
      const { pixels, frames, decoded } = read(tiff(pages, littleEndian));
      const whole = 48 * 32 + 10 * 20 + 5 * 6;
      assert.deepEqual({ pixels, frames, decoded }, { pixels: { width: 48, height: 32 }, frames: 3, decoded: whole });
    });

    it('is rotated by the orientation of its first page', () => {
      const { pixels, found } = read(tiff([page(48, 32, [0x0112, short(6)])], littleEndian));
      assert.deepEqual({ pixels, found }, { pixels: { width: 32, height: 48 }, found: ['orientation'] });
    });

    it('ignores an orientation of type LONG, as browsers do', () => {
      assert.deepEqual(read(tiff([page(48, 32, [0x0112, long(6)])], littleEndian)).pixels, { width: 48, height: 32 });
    });

    it('can be a BigTIFF', () => {
      const pages: readonly (readonly BigEntry[])[] = [
        [
          [0x0100, 'long8', 70_000],
          [0x0101, 'long', 300],
          [0x0112, 'short', 6],
        ],
        [
          [0x0100, 'short', 5],
          [0x0101, 'short', 6],
        ],
      ];
      assert.deepEqual(read(bigTiff(pages, littleEndian)), {
        ...{ pixels: { width: 300, height: 70_000 }, frames: 2, decoded: 21e6 + 30 },
        ...{ found: ['orientation'], removed: [] },
      });
    });
  });
}

describe('the metadata of a TIFF is found and not removed', () => {
  for (const [what, found, ...entries] of [
    ['no metadata', []],
    ['an orientation', ['orientation'], [0x0112, short(1)]],
    ['a colour profile', ['colour-profile'], [0x8773, undef('profile')]],
    ['an Exif directory', ['exif'], [0x8769, directory([0x9003, ascii('2026:07:04 12:34:56')])]],
    ['a maker', ['exif'], [0x010f, ascii('Ada & Sons')]],
    ['an artist', ['exif'], [0x013b, ascii('Ada')]],
    ['a GPS directory', ['gps'], [0x8825, directory([1, ascii('N')])]],
    ['an XMP', ['xmp'], [0x02bc, bytes('<x:xmpmeta/>')]],
    ['an IPTC', ['iptc'], [0x83bb, undef('\x1c\x02\x50\0\x03Ada')]],
    ["Photoshop's resources", ['iptc'], [0x8649, bytes('8BIM')]],
    [
      'all kinds, in the order of metadataKinds',
      ['orientation', 'colour-profile', 'exif', 'gps', 'xmp', 'iptc'],
      [0x8825, directory([1, ascii('N')])],
      [0x8773, undef('profile')],
      [0x8769, directory([0x9003, ascii('2026:07:04 12:34:56')])],
      [0x83bb, undef('\x1c\x02\x50\0\x03Ada')],
      [0x02bc, bytes('<x:xmpmeta/>')],
      [0x0112, short(1)],
    ],
  ] as readonly (readonly [string, readonly string[], ...Directory])[]) {
    it(what, () => {
      const reading = read(tiff([page(48, 32, ...entries)]));
      assert.deepEqual([reading.found, reading.removed], [found, []]);
      assert.ok(!('parts' in reading), 'a TIFF has no cleaned parts');
      assert.deepEqual(read(tiff([page(48, 32), page(48, 32, ...entries)])).found, found, 'on the second page');
    });
  }

  it('in a file that sharp wrote', async () => {
    const file = await still().withIccProfile('p3').withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').tiff().toBuffer();
    const { width, height } = await sharp(file).metadata();
    const { pixels, frames, found } = read(file);
    assert.deepEqual({ pixels, frames }, { pixels: { width, height }, frames: 1 });
    assert.deepEqual(found, ['orientation', 'colour-profile', 'xmp']);
  });
});

describe('a TIFF is unreadable', () => {
  const whole = tiff([page(48, 32)]);
  for (const [what, message, file] of [
    ['that is empty', 'The TIFF header is missing', Buffer.alloc(0)],
    ['shorter than its header', 'The TIFF header is missing', whole.subarray(0, 7)],
    ['with the number 41 instead of 42', 'The TIFF header is missing', join('MM', be16(41), whole.subarray(4))],
    ['with the number 42 in the other byte order', 'The TIFF header is missing', join('II', whole.subarray(2))],
    ['without a page', 'The TIFF has no page', tiff([])],
    ['with the offset 0 for its first page', 'The TIFF has no page', join('MM', be16(42), be32(0))],
    ['with a first page beyond its end', 'The TIFF has no page', join('MM', be16(42), be32(0xffffffff))],
    ['with a page without a size', 'A page has no width or no height', tiff([[[0x0112, short(1)]]])],
    ['with a page without a height', 'A page has no width or no height', tiff([[[0x0100, short(48)]]])],
    ['with a page of width 0', 'A page has no width or no height', tiff([page(0, 32)])],
    [
      'with a page of two widths',
      'A page has no width or no height',
      tiff([[[0x0100, short(4, 5)], ...page(48, 32).slice(1)]]),
    ],
    ['with a second page without a size', 'A page has no width or no height', tiff([page(48, 32), []])],
    ['with half the header of a BigTIFF', 'The file is truncated', bigTiff([[]], false).subarray(0, 8)],
  ] as const) {
    it(what, () => assert.throws(() => read(file), new UnreadableImage(message)));
  }
});

describe('a hostile TIFF', () => {
  it('with a cycle of pages has each page once', () => {
    const looping = tiff([page(48, 32), page(10, 20)]);
    looping.writeUInt32BE(8, looping.length - 4);
    assert.equal(readCheaply(looping)?.frames, 2);
    const alone = tiff([page(48, 32)]);
    alone.writeUInt32BE(8, alone.length - 4);
    assert.equal(readCheaply(alone)?.frames, 1);
  });

  it('that states 65,535 entries has those within the file', () => {
    const short = tiff([page(48, 32)]);
    short.writeUInt16BE(0xffff, 8);
    assert.deepEqual(readCheaply(short)?.pixels, { width: 48, height: 32 });
  });

  it('with random changes is read or refused with at most four reads of each byte', async () => {
    const big: readonly BigEntry[] = [
      [0x0100, 'long8', 48],
      [0x0101, 'long', 32],
    ];
    const described: Directory = [
      [0x0112, short(6)],
      [0x010f, ascii('Ada & Sons')],
      [0x8825, directory([1, ascii('N')])],
    ];
    const samples = [
      ...[false, true].map((littleEndian) => tiff([page(48, 32, ...described), page(10, 20)], littleEndian)),
      ...[false, true].map((littleEndian) => bigTiff([big, big], littleEndian)),
      await still().tiff({ compression: 'lzw' }).toBuffer(),
    ];
    const random = new Random(1);
    let readable = 0;
    for (let left = 2000; left > 0; left--) if (readCheaply(changed(samples, random)) !== undefined) readable++;
    assert.ok(readable > 200 && readable < 1800, `${readable} were read`);
  });
});

/** A copy of one of the files, with a few bytes changed, most of them in its directories, or truncated. */
function changed(files: readonly Buffer[], random: Random): Buffer {
  const copy = Buffer.from(random.pick(files) ?? '');
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.chance(0.8) ? random.below(Math.min(copy.length, 250)) : random.below(copy.length);
    copy[at] = random.pick([0, 1, 2, 8, 0xff, random.below(256)]) ?? 0;
  }
  return random.chance(0.2) ? copy.subarray(0, random.below(copy.length)) : copy;
}

/** Undefined if the file is refused. Throws if each byte is read more than four times. */
function readCheaply(file: Uint8Array) {
  const reader = new ByteReader(file);
  try {
    return readImage(reader, 'tiff');
  } catch (error) {
    if (error instanceof UnreadableImage) return undefined;
    throw error;
  } finally {
    assert.ok(reader.visited <= 4 * file.length, `${reader.visited} reads of ${file.length} bytes`);
  }
}
