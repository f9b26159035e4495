import type { Metadata } from '../../../shared/core/metadata.ts';
import { join, le24, le32, type Piece, spliced } from '../building/bytes.ts';
import { riffChunk, webpFile } from '../building/riff.ts';
import { type Part, withChildren } from '../structure/part.ts';
import { webpParts } from '../structure/riff.ts';
import { type CorpusFile, corpusFile, type Source } from './corpus-file.ts';
import { bareExif, cameraExif, gpsExif } from './exif.ts';
import { animation, colourProfile, delays, height, still, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { xmpPacket } from './xmp.ts';

const webp = (name: string, file: Omit<Source, 'format' | 'width' | 'height'>) =>
  corpusFile(name, { format: 'webp', width, height, ...file });

/** WebPs: lossy, lossless and animated, each plain and with metadata. */
export async function webps(): Promise<readonly CorpusFile[]> {
  const encodings = await encode();
  const plain = encodings.lossy.bytes;
  const profile = await colourProfile();
  return [
    ...Object.entries(encodings).flatMap(([name, { bytes, frames }]) => [
      webp(name, { bytes, frames }),
      webp(`${name}, with everything`, {
        bytes: join(withEverything(bytes, profile), secret('behind')),
        frames,
        keeps: ['orientation', 'colour-profile'],
        removes: ['exif', 'gps', 'xmp', 'application-data', 'trailer'],
        orientation: 6,
      }),
    ]),
    ...orientations(plain),
    ...pieces(plain, profile),
    ...placed(plain, encodings['animated, lossy'].bytes),
  ];
}

async function encode() {
  const animated = async (alpha: boolean, options: object) =>
    (await animation(alpha)).webp({ delay: delays, ...options }).toBuffer();
  return {
    lossy: { bytes: await still().webp().toBuffer(), frames: 1 },
    lossless: { bytes: await still().webp({ lossless: true }).toBuffer(), frames: 1 },
    'lossy with alpha': { bytes: await still(0, true).webp().toBuffer(), frames: 1 },
    'lossless with alpha': { bytes: await still(0, true).webp({ lossless: true }).toBuffer(), frames: 1 },
    'animated, lossy': { bytes: await animated(false, { loop: 0 }), frames: 3 },
    'animated, lossy with alpha, thrice': { bytes: await animated(true, { loop: 3 }), frames: 3 },
    'animated, lossless': { bytes: await animated(true, { loop: 0, lossless: true }), frames: 3 },
    'animated, mixed': { bytes: await animated(false, { loop: 0, mixed: true }), frames: 3 },
  };
}

const flag = { profile: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 };

/** The chunks of a file; the chunks of frames stay within their frames. */
function chunksOf(webp: Uint8Array): readonly Part[] {
  const [riff] = webpParts(webp);
  return riff?.children ?? [];
}

interface Around {
  readonly flags: number;
  readonly first?: readonly Uint8Array[];
  readonly last?: readonly Uint8Array[];
}

/** The same picture in an extended file, with chunks before and after it. */
function extended(webp: Uint8Array, { flags, first = [], last = [] }: Around): Buffer<ArrayBuffer> {
  const chunks = chunksOf(webp);
  const header = chunks.find(({ name }) => name === 'VP8X');
  const hasAlpha = chunks.some(({ name, body }) => name === 'VP8L' && ((webp[body + 4] ?? 0) & 0x10) !== 0);
  const own = header === undefined ? (hasAlpha ? flag.alpha : 0) : (webp[header.body] ?? 0);
  const picture = chunks.filter(({ name }) => name !== 'VP8X').map(({ start, end }) => webp.subarray(start, end));
  return webpFile(
    riffChunk('VP8X', [[own | flags, 0, 0, 0], le24(width - 1), le24(height - 1)]),
    ...first,
    ...picture,
    ...last,
  );
}

function withEverything(bytes: Uint8Array, profile: Uint8Array): Buffer<ArrayBuffer> {
  return extended(bytes, {
    flags: flag.profile | flag.exif | flag.xmp,
    first: [riffChunk('ICCP', [profile])],
    last: [exif(cameraExif({ orientation: 6 })), xmp(), unknown()],
  });
}

const exif = (...pieces: readonly Piece[]) => riffChunk('EXIF', pieces);
const xmp = () => riffChunk('XMP ', [xmpPacket()]);
const unknown = (type = 'prVt') => riffChunk(type, [secret('unknown')]);

function orientations(plain: Uint8Array): readonly CorpusFile[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) => {
    const keeps = ['orientation'] as const;
    const camera = cameraExif({ orientation, littleEndian: orientation % 2 === 0 });
    return [
      webp(`orientation ${orientation}`, {
        bytes: extended(plain, { flags: flag.exif, last: [exif(bareExif(orientation))] }),
        keeps,
        orientation,
      }),
      webp(`orientation ${orientation} in the Exif of a camera`, {
        bytes: extended(plain, { flags: flag.exif, last: [exif(orientation > 4 ? 'Exif\0\0' : '', camera)] }),
        keeps,
        removes: ['exif', 'gps'],
        orientation,
      }),
    ];
  });
}

/** One kind of metadata each. */
function pieces(plain: Uint8Array, profile: Uint8Array): readonly CorpusFile[] {
  const one = (name: string, { removes, ...around }: Around & { readonly removes: readonly Metadata[] }) =>
    webp(name, { bytes: extended(plain, around), removes });
  return [
    webp('extended, with nothing more', { bytes: extended(plain, { flags: 0 }) }),
    webp('a colour profile', {
      bytes: extended(plain, { flags: flag.profile, first: [riffChunk('ICCP', [profile])] }),
      keeps: ['colour-profile'],
    }),
    one('an Exif without orientation', { removes: ['exif', 'gps'], flags: flag.exif, last: [exif(cameraExif())] }),
    one('an Exif with a prefix', {
      removes: ['exif', 'gps'],
      flags: flag.exif,
      last: [exif('Exif\0\0', cameraExif())],
    }),
    one('an Exif with only GPS', { removes: ['exif', 'gps'], flags: flag.exif, last: [exif(gpsExif(true))] }),
    webp('an Exif with a prefix and only the orientation', {
      bytes: extended(plain, { flags: flag.exif, last: [exif('Exif\0\0', bareExif(6))] }),
      keeps: ['orientation'],
      orientation: 6,
    }),
    one('an Exif without its flag', { removes: ['exif', 'gps'], flags: 0, last: [exif(cameraExif())] }),
    one('two Exifs', { removes: ['exif', 'gps'], flags: flag.exif, last: [exif(cameraExif()), exif(gpsExif())] }),
    one('an XMP', { removes: ['xmp'], flags: flag.xmp, last: [xmp()] }),
    one('an XMP without its flag', { removes: ['xmp'], flags: 0, last: [xmp()] }),
    one('an XMP with a similar type', {
      removes: ['application-data'],
      flags: 0,
      last: [riffChunk('XMP\0', [xmpPacket()])],
    }),
    one('an unknown chunk', { removes: ['application-data'], flags: 0, last: [unknown()] }),
    one('C2PA', { removes: ['application-data'], flags: 0, last: [riffChunk('C2PA', [secret('manifest')])] }),
    webp('a trailer', { bytes: join(plain, secret('behind')), removes: ['trailer'] }),
    webp('a second WebP after the end', {
      bytes: join(plain, extended(plain, { flags: flag.xmp, last: [xmp()] })),
      removes: ['trailer'],
    }),
  ];
}

/** Metadata in unusual places: before the picture, in frames, and in the simple format. */
function placed(plain: Uint8Array, animated: Uint8Array): readonly CorpusFile[] {
  const simple = chunksOf(plain).map(({ start, end }) => plain.subarray(start, end));
  return [
    webp('an Exif before the picture', {
      bytes: extended(plain, { flags: flag.exif, first: [exif(cameraExif({ orientation: 8 }))] }),
      keeps: ['orientation'],
      removes: ['exif', 'gps'],
      orientation: 8,
    }),
    webp('an unknown chunk before the picture', {
      bytes: extended(plain, { flags: 0, first: [unknown()] }),
      removes: ['application-data'],
    }),
    webp('chunks after a simple picture', {
      bytes: webpFile(...simple, xmp(), unknown()),
      removes: ['xmp', 'application-data'],
    }),
    webp('unknown chunks in frames', {
      bytes: inFrames(animated, unknown()),
      frames: 3,
      removes: ['application-data'],
    }),
    webp('an Exif in frames', { bytes: inFrames(animated, exif(cameraExif())), frames: 3, removes: ['exif'] }),
    webp('an unknown chunk between frames', {
      bytes: betweenFrames(animated, unknown()),
      frames: 3,
      removes: ['application-data'],
    }),
  ];
}

/** Adds a chunk after the pixels of every frame. */
function inFrames(webp: Uint8Array, chunk: Uint8Array): Buffer<ArrayBuffer> {
  const chunks = chunksOf(webp).map(({ name, start, body, end }) =>
    name === 'ANMF' ? riffChunk('ANMF', [webp.subarray(body, end), chunk]) : webp.subarray(start, end),
  );
  return webpFile(...chunks);
}

function betweenFrames(webp: Uint8Array, chunk: Uint8Array): Buffer<ArrayBuffer> {
  const at = withChildren(webpParts(webp)).findLast(({ name }) => name === 'ANMF')?.start;
  if (at === undefined) throw new RangeError('The WebP has no frames');
  const longer = spliced(webp, { start: at }, chunk);
  return join('RIFF', le32(longer.length - 8), longer.subarray(8));
}
