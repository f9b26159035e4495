import type { Metadata } from '../../../shared/core/metadata.ts';
import { be16, be32, join, le16, le32, type Piece, spliced } from '../building/bytes.ts';
import { iccSegments, segment, withSegments } from '../building/jpeg.ts';
import { ascii, short, tiff } from '../building/tiff.ts';
import { jpegParts } from '../structure/jpeg.ts';
import { type CorpusFile, corpusFile, type Expected } from './corpus-file.ts';
import { bareExif, cameraExif, gpsExif } from './exif.ts';
import { fixture } from './fixtures.ts';
import { photoshopSegment } from './iptc.ts';
import { film } from './movie.ts';
import { colourProfile, height, still, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { extendedXmp, xmpPacket, xmpSegment } from './xmp.ts';

const jpeg = (name: string, bytes: Uint8Array, expected?: Partial<Expected>) =>
  corpusFile(name, { format: 'jpeg', width, height }, bytes, expected);

export async function jpegs(): Promise<readonly CorpusFile[]> {
  const encodings = await encode();
  const profile = await colourProfile();
  const plain = encodings.baseline;
  const everything = allSegments(plain, profile);
  return [
    ...Object.entries(encodings).flatMap(([name, bytes]) => [
      jpeg(name, bytes),
      jpeg(`${name}, with everything`, join(withSegments(bytes, ...everything.segments), everything.trailer), {
        keeps: ['orientation', 'colour-profile'],
        removes: everything.kinds,
        orientation: 6,
      }),
    ]),
    ...orientations(plain),
    ...pieces(plain, profile),
    ...placed(plain, encodings.progressive),
    ...behind(plain),
  ];
}

async function encode() {
  return {
    baseline: await still().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
    '4:2:0': await still().jpeg({ chromaSubsampling: '4:2:0', quality: 60 }).toBuffer(),
    progressive: await still().jpeg({ progressive: true }).toBuffer(),
    grey: await still().toColourspace('b-w').jpeg().toBuffer(),
    'CMYK, with Adobe marker': await still().toColourspace('cmyk').jpeg().toBuffer(),
    'RGB, with Adobe marker': fixture('rgb.jpg'),
    'restart markers': fixture('restarts.jpg'),
    'a scan a component': fixture('scans.jpg'),
  };
}

const exifSegment = (tiff: Uint8Array) => segment(0xe1, 'Exif\0\0', tiff);

/** A small JPEG with a secret of its own. */
function thumbnailOf(jpeg: Uint8Array): Buffer {
  return withSegments(jpeg, segment(0xfe, secret('thumbnail')));
}

function allSegments(plain: Uint8Array, profile: Uint8Array) {
  const thumbnail = thumbnailOf(plain);
  const kinds: readonly Metadata[] = [
    'exif',
    'gps',
    'thumbnail',
    'xmp',
    'iptc',
    'comment',
    'application-data',
    'trailer',
  ];
  const segments = [
    exifSegment(cameraExif({ orientation: 6, thumbnail })),
    ...extendedXmp(),
    ...iccSegments(profile, 200),
    photoshopSegment(),
    c2pa(),
    segment(0xfe, secret('comment')),
  ];
  return { segments, kinds, trailer: join('unknown', secret('trailer')) };
}

function orientations(plain: Uint8Array): readonly CorpusFile[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) => {
    const keeps = ['orientation'] as const;
    const littleEndian = orientation % 2 === 0;
    return [
      jpeg(`orientation ${orientation}`, withSegments(plain, exifSegment(bareExif(orientation))), {
        keeps,
        orientation,
      }),
      jpeg(
        `orientation ${orientation} among what a camera writes`,
        withSegments(plain, exifSegment(cameraExif({ orientation, littleEndian }))),
        { keeps, removes: ['exif', 'gps'], orientation },
      ),
    ];
  });
}

/** One piece of metadata each. */
function pieces(plain: Uint8Array, profile: Uint8Array): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...segments: readonly Uint8Array[]) =>
    jpeg(name, withSegments(plain, ...segments), { removes });
  const thumbnail = thumbnailOf(plain);
  const makerExif = tiff([[[0x010f, ascii(secret('maker'))]]]);
  const twice = tiff([
    [
      [0x0112, short(6)],
      [0x0112, short(3)],
    ],
  ]);
  const overstated = spliced(bareExif(6), 8, 10, be16(9));
  const jfif = segment(0xe0, 'JFIF\0', [1, 2, 0], be16(1), be16(1), [0, 0]);
  return [
    jpeg('a JFIF header', withSegments(plain, jfif)),
    jpeg('a colour profile in three segments', withSegments(plain, ...iccSegments(profile, 200)), {
      keeps: ['colour-profile'],
    }),
    jpeg(
      'a colour profile in three segments and an Exif between',
      withSegments(plain, ...iccSegments(profile, 200).flatMap((each) => [each, exifSegment(cameraExif())])),
      { keeps: ['colour-profile'], removes: ['exif', 'gps'] },
    ),
    one('an Exif without orientation', ['exif', 'gps'], exifSegment(cameraExif())),
    one(
      'a little-endian Exif with a thumbnail',
      ['exif', 'gps', 'thumbnail'],
      exifSegment(cameraExif({ littleEndian: true, thumbnail })),
    ),
    one('an Exif of nothing but a place', ['exif', 'gps'], exifSegment(gpsExif(true))),
    one('two Exifs', ['exif', 'gps'], exifSegment(cameraExif()), exifSegment(gpsExif())),
    jpeg(
      'two Exifs that turn it, the first is heard',
      withSegments(plain, exifSegment(bareExif(6)), exifSegment(cameraExif({ orientation: 3 }))),
      {
        keeps: ['orientation'],
        removes: ['exif', 'gps'],
        orientation: 6,
      },
    ),
    // As browsers and libvips hear it:
    one(
      'two Exifs, of which only the second would turn it',
      ['exif'],
      exifSegment(makerExif),
      exifSegment(bareExif(6)),
    ),
    jpeg('an Exif that turns it twice, the first is heard', withSegments(plain, exifSegment(twice)), {
      keeps: ['orientation'],
      removes: ['exif'],
      orientation: 6,
    }),
    jpeg('an Exif that says it had more entries', withSegments(plain, exifSegment(overstated)), {
      keeps: ['orientation'],
      removes: ['exif'],
      orientation: 6,
    }),
    jpeg('a bare Exif, little-endian', withSegments(plain, exifSegment(bareExif(8, true))), {
      keeps: ['orientation'],
      removes: ['exif'],
      orientation: 8,
    }),
    one('an Exif with something behind its directories', ['exif'], exifSegment(join(tiff([[]]), secret('behindexif')))),
    one('an Exif that is none', ['exif'], segment(0xe1, 'Exif\0\0', secret('noexif'))),
    one('an XMP', ['xmp'], xmpSegment()),
    one('an XMP and more of it in two segments', ['xmp'], ...extendedXmp()),
    one("Photoshop's resources with IPTC", ['iptc'], photoshopSegment()),
    one('a comment', ['comment'], segment(0xfe, secret('comment'))),
    one('two comments', ['comment'], segment(0xfe, secret('comment')), segment(0xfe, secret('another'))),
    one(
      'a JFIF thumbnail',
      ['thumbnail'],
      segment(0xe0, 'JFIF\0', [1, 2, 0], be16(1), be16(1), [4, 2], secretPixels()),
    ),
    one('a JFXX thumbnail', ['thumbnail'], jfif, segment(0xe0, 'JFXX\0', [0x10], thumbnail)),
    one('a FlashPix stream', ['application-data'], segment(0xe2, 'FPXR\0', [0, 2], be32(0), secret('flashpix'))),
    one('C2PA', ['application-data'], c2pa()),
    one(
      "a vendor's segments",
      ['application-data'],
      ...[3, 4, 5, 6, 7, 8, 9, 10, 12, 15].map((number) => segment(0xe0 + number, secret('vendor'))),
    ),
    one('an APP1 of no known name', ['application-data'], segment(0xe1, secret('application'))),
    one("an Adobe marker that is not Adobe's", ['application-data'], segment(0xee, secret('adobe'))),
    one('a JFIF header that is none', ['application-data'], segment(0xe0, 'AVI1', secret('avi'))),
    one(
      'a profile by a name like the real one',
      ['application-data'],
      segment(0xe2, 'ICC_PROFILE_', secret('profile')),
    ),
  ];
}

/** Exactly the bytes that a thumbnail of 4 × 2 pixels has, and a secret within. */
function secretPixels(): Buffer {
  const pixels = Buffer.alloc(4 * 2 * 3 + 8, 0x20);
  pixels.write(secret('pixels'));
  return pixels.subarray(0, 24);
}

/** A manifest in a JUMBF box, which says who made the photo with what. */
function c2pa(): Buffer {
  const body = join('jumdc2pa', secret('manifest'));
  return segment(0xeb, 'JP', be16(1), be32(1), be32(body.length + 8), 'jumb', body);
}

/** The same where few look: between tables and scans, and behind bytes that fill up. */
function placed(plain: Uint8Array, progressive: Uint8Array): readonly CorpusFile[] {
  const secretComment = segment(0xfe, secret('comment'));
  const before = (jpeg: Uint8Array, name: string, index: number, ...inserted: readonly Uint8Array[]) => {
    const at = jpegParts(jpeg).filter((part) => part.name === name)[index]?.start;
    if (at === undefined) throw new RangeError(`There is no ${name} ${index}`);
    return spliced(jpeg, at, at, ...inserted);
  };
  const scans = jpegParts(progressive).filter(({ name }) => name === 'SOS').length;
  const between = Array.from({ length: scans - 1 }, (_, index) => index + 1).reduce<Uint8Array>(
    (jpeg, index) => before(jpeg, 'SOS', index, secretComment, exifSegment(cameraExif())),
    progressive,
  );
  return [
    jpeg('a comment before the frame', before(plain, 'SOF', 0, secretComment), { removes: ['comment'] }),
    jpeg('a comment before the scan', before(plain, 'SOS', 0, secretComment), { removes: ['comment'] }),
    jpeg('a comment and an Exif before every scan', between, { removes: ['exif', 'gps', 'comment'] }),
    jpeg('an Exif before the end', before(plain, 'EOI', 0, exifSegment(cameraExif({ orientation: 8 }))), {
      keeps: ['orientation'], // where nobody hears it
      removes: ['exif', 'gps'],
    }),
    jpeg(
      'bytes that fill up before markers',
      withSegments(plain, join([0xff, 0xff], secretComment, [0xff, 0xff, 0xff])),
      {
        removes: ['comment'],
      },
    ),
  ];
}

/** What phones put behind the end of the image. */
function behind(plain: Uint8Array): readonly CorpusFile[] {
  const place = exifSegment(gpsExif());
  const further = withSegments(plain, place);
  const gainMap = withSegments(
    plain,
    place,
    xmpSegment(
      xmpPacket(
        'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMax="2.3"',
        'gainmap',
      ),
    ),
  );
  const container = (items: string) =>
    xmpSegment(
      xmpPacket(
        `xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/" Container:Directory="${items}"`,
      ),
    );
  const moving = xmpSegment(
    xmpPacket(
      `xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MicroVideo="1" GCamera:MicroVideoVersion="1" GCamera:MicroVideoOffset="${film().length}"`,
    ),
  );
  const trailing = (name: string, ...trailer: readonly Piece[]) =>
    jpeg(name, join(plain, ...trailer), { removes: ['trailer'] });
  return [
    jpeg('a second picture with a place', pictures([plain, further]), { removes: ['further-image', 'trailer'] }),
    jpeg('an HDR gain map with a place', pictures([withSegments(plain, container('Primary,GainMap')), gainMap]), {
      removes: ['xmp', 'further-image', 'trailer'],
    }),
    jpeg(
      'a depth map and a gain map, and an orientation',
      pictures([withSegments(plain, exifSegment(cameraExif({ orientation: 6 }))), further, gainMap]),
      {
        keeps: ['orientation'],
        removes: ['exif', 'gps', 'further-image', 'trailer'],
        orientation: 6,
      },
    ),
    jpeg('a photo that moves', join(withSegments(plain, moving), film()), { removes: ['xmp', 'trailer'] }),
    trailing('a second JPEG, and nothing that names it', further),
    trailing("a phone's trailer", samsungTrailer()),
    trailing('a ZIP', 'PK\x03\x04', Buffer.alloc(26), secret('zip')),
    trailing('a PDF', `%PDF-1.7\n1 0 obj\n<</Title(${secret('pdf')})>>\nendobj\n%%EOF\n`),
    trailing('a page', `<!doctype html><script>alert("${secret('page')}")</script>`),
    trailing('a single byte', [0]),
    trailing('a second end', [0xff, 0xd9], secret('behind')),
  ];
}

/** JPEGs one behind another, and in the first a list of them all: CIPA DC-007. */
function pictures(files: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const [first, ...others] = files;
  if (first === undefined) throw new RangeError('There is no first picture');
  const listed = (sizes: readonly number[]) => {
    const markerBytes = 4 + 4; // of the segment and its name: offsets count from behind them
    const place = (index: number) =>
      index === 0 ? 0 : sizes.slice(0, index).reduce((sum, size) => sum + size, 0) - (2 + markerBytes);
    const entries = sizes.map((size, index) =>
      join(le32(index === 0 ? 0x20030000 : 0), le32(size), le32(place(index)), le32(0)),
    );
    const offset = 8 + 2 + 3 * 12 + 4;
    const field = (tag: number, type: number, count: number, value: readonly number[]) =>
      join(le16(tag), le16(type), le32(count), value);
    return segment(
      0xe2,
      'MPF\0',
      'II*\0',
      le32(8),
      le16(3),
      field(0xb000, 7, 4, [0x30, 0x31, 0x30, 0x30]),
      field(0xb001, 4, 1, le32(sizes.length)),
      field(0xb002, 7, sizes.length * 16, le32(offset)),
      le32(0),
      ...entries,
    );
  };
  const empty = withSegments(first, listed(files.map(() => 0)));
  return join(withSegments(first, listed([empty.length, ...others.map(({ length }) => length)])), ...others);
}

/** Blocks of data, and behind them where they are: what Samsung's cameras append. */
function samsungTrailer(): Buffer<ArrayBuffer> {
  const name = 'Image_UTC_Data';
  const data = join(le16(0), le16(0x0a01), le32(name.length), name, '1717245296000', secret('samsung'));
  const directory = join('SEFH', le32(107), le32(1), le16(0), le16(0x0a01), le32(data.length), le32(data.length));
  return join(data, directory, le32(directory.length), 'SEFT');
}
