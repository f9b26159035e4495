import type { Metadata } from '../../../shared/core/metadata.ts';
import { be16, be32, join, spliced } from '../building/bytes.ts';
import { iccSegments, segment, withSegments } from '../building/jpeg.ts';
import { ascii, short, tiff } from '../building/tiff.ts';
import { jpegParts } from '../structure/jpeg.ts';
import type { CorpusFile } from './corpus-file.ts';
import { bareExif, cameraExif, gpsExif } from './exif.ts';
import { fixture } from './fixtures.ts';
import { photoshopSegment } from './iptc.ts';
import { exifSegment, jpeg } from './jpeg-file.ts';
import { jpegTrailers } from './jpeg-trailers.ts';
import { colourProfile, still } from './pictures.ts';
import { secret } from './secrets.ts';
import { extendedXmp, xmpSegment } from './xmp.ts';

/** JPEGs of every coding that sharp or cjpeg writes, each plain and with metadata. */
export async function jpegs(): Promise<readonly CorpusFile[]> {
  const encodings = await encode();
  const profile = await colourProfile();
  const plain = encodings.baseline;
  const everything = allSegments(plain, profile);
  return [
    ...Object.entries(encodings).flatMap(([name, bytes]) => [
      jpeg(name, { bytes }),
      jpeg(`${name}, with everything`, {
        bytes: join(withSegments(bytes, ...everything.segments), everything.trailer),
        keeps: ['orientation', 'colour-profile'],
        removes: everything.kinds,
        orientation: 6,
      }),
    ]),
    ...orientations(plain),
    ...harmless(plain, profile),
    ...exifs(plain),
    ...pieces(plain),
    ...placed(plain, encodings.progressive),
    ...jpegTrailers(plain),
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

/** A small JPEG with a secret. */
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
      jpeg(`orientation ${orientation}`, {
        bytes: withSegments(plain, exifSegment(bareExif(orientation))),
        keeps,
        orientation,
      }),
      jpeg(`orientation ${orientation} in the Exif of a camera`, {
        bytes: withSegments(plain, exifSegment(cameraExif({ orientation, littleEndian }))),
        keeps,
        removes: ['exif', 'gps'],
        orientation,
      }),
    ];
  });
}

const jfif = () => segment(0xe0, 'JFIF\0', [1, 2, 0], be16(1), be16(1), [0, 0]);

/** JFIF and colour profiles, which stay. */
function harmless(plain: Uint8Array, profile: Uint8Array): readonly CorpusFile[] {
  return [
    jpeg('a JFIF header', { bytes: withSegments(plain, jfif()) }),
    jpeg('a colour profile in three segments', {
      bytes: withSegments(plain, ...iccSegments(profile, 200)),
      keeps: ['colour-profile'],
    }),
    jpeg('a colour profile in three segments and an Exif between', {
      bytes: withSegments(plain, ...iccSegments(profile, 200).flatMap((each) => [each, exifSegment(cameraExif())])),
      keeps: ['colour-profile'],
      removes: ['exif', 'gps'],
    }),
  ];
}

function exifs(plain: Uint8Array): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...segments: readonly Uint8Array[]) =>
    jpeg(name, { bytes: withSegments(plain, ...segments), removes });
  const thumbnail = thumbnailOf(plain);
  const makerExif = tiff([[[0x010f, ascii(secret('maker'))]]]);
  const twice = tiff([
    [
      [0x0112, short(6)],
      [0x0112, short(3)],
    ],
  ]);
  const overstated = spliced(bareExif(6), { start: 8, end: 10 }, be16(9));
  return [
    one('an Exif without orientation', ['exif', 'gps'], exifSegment(cameraExif())),
    one(
      'a little-endian Exif with a thumbnail',
      ['exif', 'gps', 'thumbnail'],
      exifSegment(cameraExif({ littleEndian: true, thumbnail })),
    ),
    one('an Exif with only GPS', ['exif', 'gps'], exifSegment(gpsExif(true))),
    one('two Exifs', ['exif', 'gps'], exifSegment(cameraExif()), exifSegment(gpsExif())),
    jpeg('two Exifs with an orientation, the first is respected', {
      bytes: withSegments(plain, exifSegment(bareExif(6)), exifSegment(cameraExif({ orientation: 3 }))),
      keeps: ['orientation'],
      removes: ['exif', 'gps'],
      orientation: 6,
    }),
    // Browsers and libvips respect only the first Exif:
    one('two Exifs, only the second with an orientation', ['exif'], exifSegment(makerExif), exifSegment(bareExif(6))),
    jpeg('an Exif with two orientations, the first is respected', {
      bytes: withSegments(plain, exifSegment(twice)),
      keeps: ['orientation'],
      removes: ['exif'],
      orientation: 6,
    }),
    jpeg('an Exif that states more entries than it has', {
      bytes: withSegments(plain, exifSegment(overstated)),
      keeps: ['orientation'],
      removes: ['exif'],
      orientation: 6,
    }),
    jpeg('an Exif with only the orientation, little-endian', {
      bytes: withSegments(plain, exifSegment(bareExif(8, true))),
      keeps: ['orientation'],
      removes: ['exif'],
      orientation: 8,
    }),
    one('an Exif with text after its directories', ['exif'], exifSegment(join(tiff([[]]), secret('behindexif')))),
    one('an Exif that is not a TIFF', ['exif'], segment(0xe1, 'Exif\0\0', secret('noexif'))),
  ];
}

/** One other kind of metadata each. */
function pieces(plain: Uint8Array): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...segments: readonly Uint8Array[]) =>
    jpeg(name, { bytes: withSegments(plain, ...segments), removes });
  return [
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
    one('a JFXX thumbnail', ['thumbnail'], jfif(), segment(0xe0, 'JFXX\0', [0x10], thumbnailOf(plain))),
    one('a FlashPix stream', ['application-data'], segment(0xe2, 'FPXR\0', [0, 2], be32(0), secret('flashpix'))),
    one('C2PA', ['application-data'], c2pa()),
    one(
      "a vendor's segments",
      ['application-data'],
      ...[3, 4, 5, 6, 7, 8, 9, 10, 12, 15].map((number) => segment(0xe0 + number, secret('vendor'))),
    ),
    one('an APP1 with an unknown name', ['application-data'], segment(0xe1, secret('application'))),
    one("an Adobe marker that is not Adobe's", ['application-data'], segment(0xee, secret('adobe'))),
    one('an APP0 that is not JFIF', ['application-data'], segment(0xe0, 'AVI1', secret('avi'))),
    one('a profile with a similar name', ['application-data'], segment(0xe2, 'ICC_PROFILE_', secret('profile'))),
  ];
}

/** The pixels of a thumbnail of 4 × 2 pixels, with a secret in them. */
function secretPixels(): Buffer {
  const pixels = Buffer.alloc(4 * 2 * 3 + 8, 0x20);
  pixels.write(secret('pixels'));
  return pixels.subarray(0, 24);
}

/** A C2PA manifest, which names the author and the programs, in a JUMBF box. */
function c2pa(): Buffer {
  const body = join('jumdc2pa', secret('manifest'));
  return segment(0xeb, 'JP', be16(1), be32(1), be32(body.length + 8), 'jumb', body);
}

/** Metadata in unusual places: between tables and scans, and after fill bytes. */
function placed(plain: Uint8Array, progressive: Uint8Array): readonly CorpusFile[] {
  const secretComment = segment(0xfe, secret('comment'));
  const before = (
    jpeg: Uint8Array,
    { name, index = 0 }: { readonly name: string; readonly index?: number },
    ...inserted: readonly Uint8Array[]
  ) => {
    const at = jpegParts(jpeg).filter((part) => part.name === name)[index]?.start;
    if (at === undefined) throw new RangeError(`The JPEG has no ${name} ${index}`);
    return spliced(jpeg, { start: at }, ...inserted);
  };
  const scans = jpegParts(progressive).filter(({ name }) => name === 'SOS').length;
  const between = Array.from({ length: scans - 1 }, (_, index) => index + 1).reduce<Uint8Array>(
    (jpeg, index) => before(jpeg, { name: 'SOS', index }, secretComment, exifSegment(cameraExif())),
    progressive,
  );
  return [
    jpeg('a comment before the frame', { bytes: before(plain, { name: 'SOF' }, secretComment), removes: ['comment'] }),
    jpeg('a comment before the scan', { bytes: before(plain, { name: 'SOS' }, secretComment), removes: ['comment'] }),
    jpeg('a comment and an Exif before every scan', { bytes: between, removes: ['exif', 'gps', 'comment'] }),
    jpeg('an Exif before the end', {
      bytes: before(plain, { name: 'EOI' }, exifSegment(cameraExif({ orientation: 8 }))),
      keeps: ['orientation'], // but does not apply: decoders respect only one before the scan
      removes: ['exif', 'gps'],
    }),
    jpeg('fill bytes before markers', {
      bytes: withSegments(plain, join([0xff, 0xff], secretComment, [0xff, 0xff, 0xff])),
      removes: ['comment'],
    }),
  ];
}
