import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import {
  box,
  bytesOf,
  chunk,
  gifComment,
  segment,
  uint,
  withBlocks,
  withChunks,
  withRiffChunks,
  withSegments,
  zip,
} from './containers.ts';
import { ascii, type Field, gps, latitude, long, short, tiff, undefinedBytes } from './tiff.ts';

/** A photo as a phone, or a program on it, writes it: full of what is nobody else's business. */
export interface PhoneFile {
  readonly format: 'jpg' | 'png' | 'webp' | 'gif' | 'heic' | 'tif';
  readonly type: string;
  readonly bytes: Buffer<ArrayBuffer>;
  /** What nobody may find in what is served. */
  readonly secrets: readonly Buffer[];
  /** What it carries, as the list of one's own photos names it: what may stay, and what may not. */
  readonly harmless: readonly string[];
  readonly private: readonly string[];
  /** As it is displayed. */
  readonly width: number;
  readonly height: number;
}

/** Stands in every text that is planted. */
const secret = 'SECRET';
const [storedWidth, storedHeight] = [96, 64];
const turned = { width: storedHeight, height: storedWidth };

const camera: readonly Field[] = [
  ascii(0x9003, '2026:07:04 12:34:56'),
  undefinedBytes(0x927c, `MakerNote ${secret}`),
  ascii(0xa430, `Ada ${secret}`), // the camera's owner
  ascii(0xa431, `serial ${secret}`),
];
const image: readonly Field[] = [ascii(0x010f, `Make ${secret}`), short(0x0112, 6), ascii(0x013b, `Artist ${secret}`)];
const exif = tiff([...image, [0x8769, camera], [0x8825, gps]]);
const xmp = (more = '') => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${secret} ${more}</rdf:RDF></x:xmpmeta>`;
const planted = [Buffer.from(secret), latitude];
const shown = ['orientation', 'colour-profile'];

/** A picture in which no pixel is as another. */
function pixels(frames = 1): Sharp {
  const rows = storedHeight * frames;
  const data = Buffer.alloc(storedWidth * rows * 3);
  for (let at = 0; at < data.length; at++) data[at] = (at * 7 + Math.floor(at / (storedWidth * 3)) * 5) % 256;
  const raw = { width: storedWidth, height: rows, channels: 3 as const };
  return sharp(data, { raw: frames === 1 ? raw : { ...raw, pageHeight: storedHeight } });
}

/** A JPEG with whatever there is for it; with `length`, a video behind it makes it so long. */
export async function phoneJpeg(length?: number): Promise<PhoneFile> {
  const picture = await pixels().withIccProfile('p3').jpeg().toBuffer();
  const plain = await sharp({ create: { width: 16, height: 12, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const located = withSegments(plain, segment(0xe1, 'Exif\0\0', tiff([ascii(0x010f, secret), [0x8825, gps]])));
  const thumbnail = [short(0x0103, 6), [0x0201, located], long(0x0202, located.length)] as const;
  const more = xmp('x'.repeat(70_000));
  const id = createHash('md5').update(more).digest('hex').toUpperCase();
  const extension = (from: number, to: number) =>
    segment(
      ...([0xe1, 'http://ns.adobe.com/xmp/extension/\0', id, uint(4, more.length)] as const),
      ...[uint(4, from), more.slice(from, to)],
    );
  const byline = bytesOf('\x1c\x02\x50', uint(2, secret.length), secret);
  const segments = [
    segment(0xe1, 'Exif\0\0', tiff([...image, [0x8769, camera], [0x8825, gps]], thumbnail)),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp(`xmpNote:HasExtendedXMP="${id}"`)),
    ...[extension(0, 60_000), extension(60_000, more.length)],
    segment(
      0xed,
      'Photoshop 3.0\0',
      '8BIM\x04\x04\0\0',
      uint(4, byline.length),
      byline,
      '\0'.repeat(byline.length % 2),
    ),
    segment(0xfe, `comment ${secret}`),
  ];
  /** It says how far behind its own beginning the second image lies, and how long that is. */
  const furtherImages = (offset: number) =>
    segment(0xe2, 'MPF\0', tiff([undefinedBytes(0xb000, '0100'), long(0xb001, 2), mpEntries(located.length, offset)]));
  const primary = (offset: number) => withSegments(picture, furtherImages(offset), ...segments);
  const trailer = bytesOf(`SEFH vendor ${secret} SEFT`, zip('private.txt', secret));
  const file = bytesOf(primary(primary(0).length - 10), located, trailer); // counted from behind `MPF`
  const video = length === undefined ? '' : Buffer.alloc(length - file.length, `video ${secret} `);
  const bytes = bytesOf(file, video);
  return {
    ...{ format: 'jpg', type: 'image/jpeg', bytes, secrets: planted, harmless: shown, ...turned },
    private: ['exif', 'gps', 'thumbnail', 'xmp', 'iptc', 'comment', 'further-image', 'trailer'],
  };
}

function mpEntries(length: number, offset: number): Field {
  const [first, second] = [
    [0x20030000, 0, 0, 0],
    [0, length, offset, 0],
  ] as const;
  return [0xb002, 'undefined', bytesOf(...[...first, ...second].map((value) => uint(4, value)))];
}

export async function phonePng(): Promise<PhoneFile> {
  const profile = deflateSync(`\nexif\n${exif.length}\n${exif.toString('hex')}\n`);
  const bytes = bytesOf(
    withChunks(
      await pixels().withIccProfile('p3').png().toBuffer(),
      chunk('eXIf', exif),
      chunk('tEXt', 'Author\0', secret),
      chunk('zTXt', 'Raw profile type exif\0\0', profile),
      chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', xmp()),
      chunk('tIME', uint(2, 2026), '\x07\x04\x0c\x22\x38'),
    ),
    `behind the end ${secret}`,
  );
  return {
    ...{ format: 'png', type: 'image/png', bytes, harmless: shown, ...turned },
    ...{ secrets: [...planted, profile, Buffer.from('tIME')] },
    private: ['exif', 'gps', 'xmp', 'comment', 'time', 'trailer'],
  };
}

export async function phoneWebp(): Promise<PhoneFile> {
  const picture = await pixels().withIccProfile('p3').webp({ lossless: true }).toBuffer();
  const bytes = withRiffChunks(picture, ['EXIF', exif], ['XMP ', xmp()], ['ViVo', `vendor ${secret}`]);
  return {
    ...{ format: 'webp', type: 'image/webp', bytes, secrets: planted, harmless: shown, ...turned },
    private: ['exif', 'gps', 'xmp', 'application-data'],
  };
}

/** Two frames. */
export async function phoneGif(): Promise<PhoneFile> {
  // XMP lies there as it is; what follows leads whoever takes its bytes for lengths of blocks to the end.
  const toTheEnd = Uint8Array.from({ length: 258 }, (_, index) => (index === 0 ? 1 : index === 257 ? 0 : 256 - index));
  const bytes = withBlocks(
    await pixels(2)
      .gif({ loop: 3, delay: [100, 200] })
      .toBuffer(),
    gifComment(`comment ${secret}`),
    bytesOf('\x21\xff\x0bXMP DataXMP', xmp(), toTheEnd),
  );
  return {
    ...{ format: 'gif', type: 'image/gif', bytes, secrets: [Buffer.from(secret)], harmless: [] },
    ...{ private: ['xmp', 'comment'], width: storedWidth, height: storedHeight },
  };
}

/** An HEIC with the Exif of a camera, the place among it, and with XMP and a video behind its picture. */
export function phoneHeic(): PhoneFile {
  const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  const bytes = bytesOf(
    readFileSync(new URL('../renditions/quarters.heic', import.meta.url)),
    ...[box('uuid', xmpId, xmp()), box('mpvd', `video ${secret}`)],
  );
  const place = Buffer.from('33000000010000001e00000001000000', 'hex');
  return {
    ...{ format: 'heic', type: 'image/heic', bytes, secrets: [Buffer.from(secret), Buffer.from('Probe'), place] },
    ...{ harmless: shown, private: ['exif', 'gps', 'xmp', 'video'], width: 320, height: 240 },
  };
}

/** A TIFF, whose own first directory is what others have as their Exif. */
export async function phoneTiff(): Promise<PhoneFile> {
  const data = await pixels().raw().toBuffer();
  const bytes = bytesOf(
    tiff([
      ...[long(0x0100, storedWidth), long(0x0101, storedHeight), short(0x0102, 8, 8, 8), short(0x0103, 1)],
      ...[short(0x0106, 2), ascii(0x010e, `about ${secret}`), ascii(0x010f, `Make ${secret}`)],
      ...[[0x0111, data] as const, short(0x0112, 6), short(0x0115, 3), long(0x0116, storedHeight)],
      ...[long(0x0117, data.length), ascii(0x013b, `Artist ${secret}`)],
      ...[[0x02bc, 'undefined', bytesOf(xmp())] as const, [0x8769, camera] as const, [0x8825, gps] as const],
    ]),
  );
  return {
    ...{ format: 'tif', type: 'image/tiff', bytes, secrets: planted, harmless: ['orientation'], ...turned },
    private: ['exif', 'gps', 'xmp'],
  };
}
