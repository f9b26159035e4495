import { deflateSync } from 'node:zlib';
import type { Metadata } from '../../../shared/core/metadata.ts';
import { be16, be32, join, type Piece, spliced } from '../building/bytes.ts';
import { chunk, withChunks } from '../building/png.ts';
import { pngParts } from '../structure/png.ts';
import { animatedPngs } from './animated-pngs.ts';
import { type CorpusFile, corpusFile, type Source } from './corpus-file.ts';
import { bareExif, cameraExif, gpsExif } from './exif.ts';
import { iptc } from './iptc.ts';
import { colourProfile, height, still, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { xmpPacket } from './xmp.ts';

const png = (name: string, file: Omit<Source, 'format' | 'width' | 'height'>) =>
  corpusFile(name, { format: 'png', width, height, ...file });

/** PNGs: every colour type, interlaced and animated, each plain and with metadata. */
export async function pngs(): Promise<readonly CorpusFile[]> {
  const stills = await encode();
  const animations = await animatedPngs();
  const plain = stills['8 bits'];
  const profile = await colourProfile();
  const everything = allChunks(profile);
  const encodings = [
    ...Object.entries(stills).map(([name, bytes]) => ({ name, bytes, frames: 1 })),
    ...Object.entries(animations).map(([name, bytes]) => ({ name, bytes, frames: 3 })),
  ];
  return [
    ...encodings.flatMap(({ name, bytes, frames }) => [
      png(name, { bytes, frames }),
      png(`${name}, with everything`, {
        bytes: join(withChunks(bytes, ...everything.chunks), secret('behind')),
        frames,
        keeps: ['orientation', 'colour-profile'],
        removes: [...everything.kinds, 'trailer'],
        orientation: 6,
      }),
    ]),
    ...orientations(plain),
    ...harmless(plain, profile),
    ...pieces(plain),
    ...placed(plain, animations['three frames']),
  ];
}

async function encode() {
  const rgb = await still().png().toBuffer();
  return {
    '8 bits': rgb,
    '8 bits and alpha': await still(0, true).png().toBuffer(),
    '16 bits': await still().toColourspace('rgb16').png().toBuffer(),
    'grey, 16 bits': await still().toColourspace('grey16').png().toBuffer(),
    grey: await still().toColourspace('b-w').png().toBuffer(),
    palette: await still().png({ palette: true }).toBuffer(),
    'palette with transparency': await still(0, true).png({ palette: true }).toBuffer(),
    'palette of two': await still().threshold(128).png({ palette: true, colours: 2 }).toBuffer(),
    interlaced: await still().png({ progressive: true }).toBuffer(),
    'a transparent colour': withChunks(rgb, chunk('tRNS', be16(0), be16(0), be16(0))),
  };
}

function allChunks(profile: Uint8Array) {
  const kinds: readonly Metadata[] = ['exif', 'gps', 'xmp', 'comment', 'time', 'application-data'];
  const chunks = [
    profileChunk(profile),
    chunk('eXIf', cameraExif({ orientation: 6 })),
    xmpText(),
    text('Author', secret('author')),
    compressedText('Comment', secret('comment')),
    time(),
    chunk('caBX', secret('manifest')),
    chunk('prVt', secret('unknown')),
  ];
  return { chunks, kinds };
}

const profileChunk = (profile: Uint8Array) => chunk('iCCP', 'icc\0', [0], deflateSync(profile));
const text = (keyword: string, value: string) => chunk('tEXt', keyword, [0], value);
const compressedText = (keyword: string, value: string) =>
  chunk('zTXt', keyword, [0, 0], deflateSync(Buffer.from(value, 'latin1')));
const time = () => chunk('tIME', be16(2024), [6, 1, 12, 34, 56]);

interface InternationalText {
  readonly keyword: string;
  readonly value: string;
  readonly isCompressed?: boolean;
}

function internationalText({ keyword, value, isCompressed = false }: InternationalText): Buffer {
  const body = Buffer.from(value, 'latin1');
  return chunk(
    'iTXt',
    keyword,
    [0, isCompressed ? 1 : 0, 0],
    'en\0',
    `${keyword}\0`,
    isCompressed ? deflateSync(body) : body,
  );
}

const xmpText = (isCompressed = false) =>
  internationalText({ keyword: 'XML:com.adobe.xmp', value: xmpPacket(), isCompressed });

/** A profile as ImageMagick writes it: name, length, and bytes in hexadecimal digits. */
function rawProfile(name: string, bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString('hex').replace(/.{72}/g, '$&\n');
  return `\n${name}\n${String(bytes.length).padStart(8)}\n${digits}\n`;
}

function orientations(plain: Uint8Array): readonly CorpusFile[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) => {
    const keeps = ['orientation'] as const;
    const camera = cameraExif({ orientation, littleEndian: orientation % 2 === 0 });
    return [
      png(`orientation ${orientation}`, {
        bytes: withChunks(plain, chunk('eXIf', bareExif(orientation))),
        keeps,
        orientation,
      }),
      png(`orientation ${orientation} in the Exif of a camera`, {
        bytes: withChunks(plain, chunk('eXIf', camera)),
        keeps,
        removes: ['exif', 'gps'],
        orientation,
      }),
    ];
  });
}

/** Chunks that stay, because they describe the pixels. */
function harmless(plain: Uint8Array, profile: Uint8Array): readonly CorpusFile[] {
  const colours: Readonly<Record<string, readonly Piece[]>> = {
    gAMA: [be32(45455)],
    cHRM: [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000].map(be32),
    sRGB: [[0]],
    sBIT: [[8, 8, 8]],
    bKGD: [be16(255), be16(255), be16(255)],
    pHYs: [be32(2835), be32(2835), [1]],
    cICP: [[12, 13, 0, 1]],
    mDCV: [Buffer.alloc(24, 1)],
    cLLI: [be32(1000), be32(500)],
  };
  return [
    png('a colour profile', { bytes: withChunks(plain, profileChunk(profile)), keeps: ['colour-profile'] }),
    ...Object.entries(colours).map(([type, body]) => png(type, { bytes: withChunks(plain, chunk(type, ...body)) })),
    png('all chunks that describe colours', {
      bytes: withChunks(plain, ...Object.entries(colours).map(([type, body]) => chunk(type, ...body))),
    }),
  ];
}

/** One kind of metadata each. */
function pieces(plain: Uint8Array): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...chunks: readonly Uint8Array[]) =>
    png(name, { bytes: withChunks(plain, ...chunks), removes });
  return [
    one('an Exif without orientation', ['exif', 'gps'], chunk('eXIf', cameraExif())),
    one('an Exif with a prefix', ['exif'], chunk('eXIf', 'Exif\0\0', cameraExif())),
    one('an Exif with only GPS', ['exif', 'gps'], chunk('eXIf', gpsExif())),
    one('an XMP', ['xmp'], xmpText()),
    one('a compressed XMP', ['xmp'], xmpText(true)),
    one('an XMP with another keyword', ['comment'], text('XML:com.adobe.xmp2', xmpPacket())),
    one('a text', ['comment'], text('Author', secret('author'))),
    one('a compressed text', ['comment'], compressedText('Description', secret('description').repeat(20))),
    one('an international text', ['comment'], internationalText({ keyword: 'Title', value: secret('title') })),
    one(
      'a compressed international text',
      ['comment'],
      internationalText({ keyword: 'Title', value: secret('title').repeat(20), isCompressed: true }),
    ),
    one(
      "ImageMagick's Exif",
      ['exif'],
      compressedText('Raw profile type exif', rawProfile('exif', join('Exif\0\0', cameraExif()))),
    ),
    one(
      "ImageMagick's APP1",
      ['exif'],
      text('Raw profile type APP1', rawProfile('APP1', join('Exif\0\0', cameraExif()))),
    ),
    one("ImageMagick's XMP", ['xmp'], compressedText('Raw profile type xmp', rawProfile('xmp', join(xmpPacket())))),
    one(
      "ImageMagick's IPTC",
      ['iptc'],
      internationalText({ keyword: 'Raw profile type iptc', value: rawProfile('iptc', iptc()), isCompressed: true }),
    ),
    one('a tIME', ['time'], time()),
    one('C2PA', ['application-data'], chunk('caBX', secret('manifest'))),
    one(
      'unknown chunks',
      ['application-data'],
      chunk('prVt', secret('private')),
      chunk('puBl', secret('public')),
      chunk('saFE', secret('safe')),
    ),
    one("Apple's chunk", ['application-data'], chunk('iDOT', secret('apple'))),
    one('a suggested palette', ['application-data'], chunk('sPLT', secret('palette'), [0, 8])),
    one('a position on a page', ['application-data'], chunk('oFFs', be32(1), be32(2), [0])),
    one('an old Exif chunk', ['application-data'], chunk('zxIf', cameraExif())),
    png('a trailer', { bytes: join(plain, secret('behind')), removes: ['trailer'] }),
    png('a chunk after the end', { bytes: join(plain, text('Author', secret('author'))), removes: ['trailer'] }),
    png('a second PNG after the end', {
      bytes: join(plain, withChunks(plain, text('Author', secret('author')))),
      removes: ['trailer'],
    }),
  ];
}

/** Metadata in unusual places: after the pixels, and between frames. */
function placed(plain: Uint8Array, animated: Uint8Array): readonly CorpusFile[] {
  const before = (png: Uint8Array, name: string, ...inserted: readonly Uint8Array[]) => {
    const at = pngParts(png).findLast((part) => part.name === name)?.start;
    if (at === undefined) throw new RangeError(`The PNG has no ${name}`);
    return spliced(png, { start: at }, ...inserted);
  };
  const author = text('Author', secret('author'));
  return [
    png('a text before the pixels', { bytes: before(plain, 'IDAT', author), removes: ['comment'] }),
    png('a text after the pixels', { bytes: before(plain, 'IEND', author), removes: ['comment'] }),
    png('an orientation after the pixels', {
      bytes: before(plain, 'IEND', chunk('eXIf', cameraExif({ orientation: 8 }))),
      keeps: ['orientation'], // but does not apply: browsers and libvips respect only one before the pixels
      removes: ['exif', 'gps'],
    }),
    png('a text between frames', { bytes: before(animated, 'fcTL', author), frames: 3, removes: ['comment'] }),
    png('a text between a frame and its pixels', {
      bytes: before(animated, 'fdAT', author),
      frames: 3,
      removes: ['comment'],
    }),
  ];
}
