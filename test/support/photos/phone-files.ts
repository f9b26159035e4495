import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { be16, be32, join } from '../building/bytes.ts';
import { comment, withBlocks, xmpApplication } from '../building/gif.ts';
import { isoBox } from '../building/iso-boxes.ts';
import { segment, withSegments } from '../building/jpeg.ts';
import { chunk, withChunks } from '../building/png.ts';
import { riffChunk, withRiffChunks } from '../building/riff.ts';
import { ascii, type Directory, directory, long, offsetOf, rational, short, tiff, undef } from '../building/tiff.ts';
import { zip } from '../building/zip.ts';

/** A photo as a phone writes it, with all kinds of private metadata. */
export interface PhoneFile {
  readonly format: 'jpg' | 'png' | 'webp' | 'gif' | 'heic' | 'tif';
  readonly type: string;
  readonly bytes: Buffer<ArrayBuffer>;
  /** Bytes that must not be in a served photo. */
  readonly secrets: readonly Buffer[];
  /** The kinds of metadata that stay. */
  readonly harmless: readonly string[];
  /** The kinds of metadata that are removed. */
  readonly private: readonly string[];
  /** As displayed. */
  readonly width: number;
  readonly height: number;
}

/** A marker in every planted text. */
const secret = 'SECRET';
const [storedWidth, storedHeight] = [96, 64];
const turned = { width: storedHeight, height: storedWidth };

const latitude = [
  [51, 1],
  [28, 1],
  [4012, 100],
] as const;
const gps = directory(
  [1, ascii('N')],
  [2, rational(...latitude)],
  [3, ascii('W')],
  [4, rational([0, 1], [0, 1], [531, 100])],
);
const camera = directory(
  [0x9003, ascii('2026:07:04 12:34:56')],
  [0x927c, undef(`MakerNote ${secret}`)],
  [0xa430, ascii(`Ada ${secret}`)], // the camera's owner
  [0xa431, ascii(`serial ${secret}`)],
);
const placed: Directory = [[0x8825, gps]];
const image: Directory = [
  [0x010f, ascii(`Make ${secret}`)],
  [0x0112, short(6)],
  [0x013b, ascii(`Artist ${secret}`)],
  [0x8769, camera],
  ...placed,
];
const exif = tiff([image]);
const xmp = (more = '') => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${secret} ${more}</rdf:RDF></x:xmpmeta>`;
const planted = [Buffer.from(secret), join(...latitude.flat().map(be32))];
const shown = ['orientation', 'colour-profile'];

/** A picture in which neighbouring pixels differ. */
function pixels(frames = 1): Sharp {
  const rows = storedHeight * frames;
  const data = Buffer.alloc(storedWidth * rows * 3);
  for (let at = 0; at < data.length; at++) data[at] = (at * 7 + Math.floor(at / (storedWidth * 3)) * 5) % 256;
  const raw = { width: storedWidth, height: rows, channels: 3 as const };
  return sharp(data, { raw: frames === 1 ? raw : { ...raw, pageHeight: storedHeight } });
}

/** A JPEG with every kind of metadata; a video after its end pads it to `length` bytes, if given. */
export async function phoneJpeg(length?: number): Promise<PhoneFile> {
  const picture = await pixels().withIccProfile('p3').jpeg().toBuffer();
  const plain = await sharp({ create: { width: 16, height: 12, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const located = withSegments(plain, segment(0xe1, 'Exif\0\0', tiff([[[0x010f, ascii(secret)], ...placed]])));
  const thumbnail: Directory = [
    [0x0103, short(6)],
    [0x0201, offsetOf(located)],
    [0x0202, long(located.length)],
  ];
  const more = xmp('x'.repeat(70_000));
  const id = createHash('md5').update(more).digest('hex').toUpperCase();
  const extension = (from: number, to: number) =>
    segment(0xe1, 'http://ns.adobe.com/xmp/extension/\0', id, be32(more.length), be32(from), more.slice(from, to));
  const byline = join('\x1c\x02\x50', be16(secret.length), secret);
  const segments = [
    segment(0xe1, 'Exif\0\0', tiff([image, thumbnail])),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp(`xmpNote:HasExtendedXMP="${id}"`)),
    ...[extension(0, 60_000), extension(60_000, more.length)],
    segment(0xed, 'Photoshop 3.0\0', '8BIM\x04\x04\0\0', be32(byline.length), byline, '\0'.repeat(byline.length % 2)),
    segment(0xfe, `comment ${secret}`),
  ];
  /** Names the offset of the second image from its own beginning, and the length of that image. */
  const furtherImages = (offset: number) => segment(0xe2, 'MPF\0', tiff([mpIndex(located.length, offset)]));
  const primary = (offset: number) => withSegments(picture, furtherImages(offset), ...segments);
  const trailer = join(`SEFH vendor ${secret} SEFT`, zip('private.txt', secret));
  const file = join(primary(primary(0).length - 10), located, trailer); // offsets count from the byte after `MPF`
  const video = length === undefined ? '' : Buffer.alloc(length - file.length, `video ${secret} `);
  const bytes = join(file, video);
  return {
    ...{ format: 'jpg', type: 'image/jpeg', bytes, secrets: planted, harmless: shown, ...turned },
    private: ['exif', 'gps', 'thumbnail', 'xmp', 'iptc', 'comment', 'further-image', 'trailer'],
  };
}

/** An index of two images, with the length and the offset of the second one. */
function mpIndex(length: number, offset: number): Directory {
  const entries = [0x20030000, 0, 0, 0, 0, length, offset, 0];
  return [
    [0xb000, undef('0100')],
    [0xb001, long(2)],
    [0xb002, undef(...entries.map(be32))],
  ];
}

/** A PNG with Exif, XMP, texts, a time and a trailer. */
export async function phonePng(): Promise<PhoneFile> {
  const profile = deflateSync(`\nexif\n${exif.length}\n${exif.toString('hex')}\n`);
  const bytes = join(
    withChunks(
      await pixels().withIccProfile('p3').png().toBuffer(),
      chunk('eXIf', exif),
      chunk('tEXt', 'Author\0', secret),
      chunk('zTXt', 'Raw profile type exif\0\0', profile),
      chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', xmp()),
      chunk('tIME', be16(2026), '\x07\x04\x0c\x22\x38'),
    ),
    `behind the end ${secret}`,
  );
  return {
    ...{ format: 'png', type: 'image/png', bytes, harmless: shown, ...turned },
    ...{ secrets: [...planted, profile, Buffer.from('tIME')] },
    private: ['exif', 'gps', 'xmp', 'comment', 'time', 'trailer'],
  };
}

/** A WebP with Exif, XMP and a vendor's chunk. */
export async function phoneWebp(): Promise<PhoneFile> {
  const picture = await pixels().withIccProfile('p3').webp({ lossless: true }).toBuffer();
  const bytes = withRiffChunks(
    picture,
    riffChunk('EXIF', [exif]),
    riffChunk('XMP ', [xmp()]),
    riffChunk('ViVo', [`vendor ${secret}`]),
  );
  return {
    ...{ format: 'webp', type: 'image/webp', bytes, secrets: planted, harmless: shown, ...turned },
    private: ['exif', 'gps', 'xmp', 'application-data'],
  };
}

/** A GIF of two frames with a comment and XMP. */
export async function phoneGif(): Promise<PhoneFile> {
  const bytes = withBlocks(
    await pixels(2)
      .gif({ loop: 3, delay: [100, 200] })
      .toBuffer(),
    comment(`comment ${secret}`),
    xmpApplication(xmp()),
  );
  return {
    ...{ format: 'gif', type: 'image/gif', bytes, secrets: [Buffer.from(secret)], harmless: [] },
    ...{ private: ['xmp', 'comment'], width: storedWidth, height: storedHeight },
  };
}

/** A HEIC with the Exif of a camera including GPS, and with XMP and a video after its image. */
export function phoneHeic(): PhoneFile {
  const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  const bytes = join(
    readFileSync(new URL('../quarters.heic', import.meta.url)),
    ...[isoBox('uuid', xmpId, xmp()), isoBox('mpvd', `video ${secret}`)],
  );
  const place = Buffer.from('33000000010000001e00000001000000', 'hex');
  return {
    ...{ format: 'heic', type: 'image/heic', bytes, secrets: [Buffer.from(secret), Buffer.from('Probe'), place] },
    ...{ harmless: shown, private: ['exif', 'gps', 'xmp', 'video'], width: 320, height: 240 },
  };
}

/** A TIFF, whose own first directory holds the tags of an Exif. */
export async function phoneTiff(): Promise<PhoneFile> {
  const data = await pixels().raw().toBuffer();
  const bytes = tiff([
    [
      [0x0100, long(storedWidth)],
      [0x0101, long(storedHeight)],
      [0x0102, short(8, 8, 8)],
      [0x0103, short(1)],
      [0x0106, short(2)],
      [0x010e, ascii(`about ${secret}`)],
      [0x0111, offsetOf(data)],
      [0x0115, short(3)],
      [0x0116, long(storedHeight)],
      [0x0117, long(data.length)],
      [0x02bc, undef(xmp())],
      ...image,
    ],
  ]);
  return {
    ...{ format: 'tif', type: 'image/tiff', bytes, secrets: planted, harmless: ['orientation'], ...turned },
    private: ['exif', 'gps', 'xmp'],
  };
}
