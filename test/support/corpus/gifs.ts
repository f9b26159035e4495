import sharp from 'sharp';
import type { Metadata } from '../../../shared/core/metadata.ts';
import { join, le16, spliced } from '../building/bytes.ts';
import {
  application,
  comment,
  type GraphicControl,
  graphicControl,
  loops,
  plainText,
  subBlocks,
  xmpApplication,
} from '../building/gif.ts';
import { gifParts } from '../structure/gif.ts';
import { type CorpusFile, corpusFile, type Source } from './corpus-file.ts';
import { animation, colourProfile, delays, height, still, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { xmpPacket } from './xmp.ts';

const gif = (name: string, file: Omit<Source, 'format' | 'width' | 'height'>) =>
  corpusFile(name, { format: 'gif', width, height, ...file });

/** GIFs: stills and animations, each plain and with metadata. */
export async function gifs(): Promise<readonly CorpusFile[]> {
  const stills = await encode();
  const animations = await animate();
  const plain = stills.still;
  const everything = [
    xmpApplication(xmpPacket()),
    comment(secret('comment')),
    application('SECRETAPP01', subBlocks(secret('application'))),
  ];
  const kinds: readonly Metadata[] = ['xmp', 'comment', 'application-data', 'trailer'];
  const encodings = [
    ...Object.entries(stills).map(([name, bytes]) => ({ name, bytes, frames: 1 })),
    ...Object.entries(animations).map(([name, bytes]) => ({ name, bytes, frames: 3 })),
  ];
  return [
    ...encodings.flatMap(({ name, bytes, frames }) => [
      gif(name, { bytes, frames }),
      gif(`${name}, with everything`, {
        bytes: join(before(bytes, 'image', ...everything), secret('behind')),
        frames,
        removes: kinds,
      }),
    ]),
    ...pieces(plain, await colourProfile()),
    ...placed(plain, animations['three frames, played without end']),
  ];
}

async function encode() {
  const plain = await still().gif().toBuffer();
  return {
    still: plain,
    interlaced: await still().gif({ progressive: true }).toBuffer(),
    transparent: await still(0, true).gif().toBuffer(),
    GIF87a: join('GIF87a', withoutExtensions(plain).subarray(6)),
  };
}

async function animate() {
  const frames = await Promise.all([0, 1, 2].map((frame) => still(frame).gif().toBuffer()));
  const patch = await sharp(await still(1).png().toBuffer())
    .extract({ left: 0, top: 0, width: 16, height: 8 })
    .gif()
    .toBuffer();
  const interlaced = await still(2).gif({ progressive: true }).toBuffer();
  const timed = (files: readonly Uint8Array[], control: GraphicControl = {}) =>
    files.flatMap((file, index) => [graphicControl({ delayMs: delays[index] ?? 100, ...control }), imageOf(file)]);
  const [first, second, third] = frames as [Buffer, Buffer, Buffer];
  return {
    'three frames, played without end': await (await animation()).gif({ delay: delays, loop: 0 }).toBuffer(),
    'three frames, played thrice': await (await animation(true)).gif({ delay: delays, loop: 3 }).toBuffer(),
    'three frames, played once': join(screen(), ...timed(frames), [0x3b]),
    'three frames, local palettes, another loop': join(
      screen(),
      loops(5, 'ANIMEXTS1.0'),
      ...timed([first, second, interlaced]),
      [0x3b],
    ),
    'three frames, of which two are patches': join(
      screen(),
      loops(0),
      ...timed([first]),
      graphicControl({ delayMs: 250, disposal: 2 }),
      imageOf(patch, [24, 16]),
      graphicControl({ delayMs: 400, disposal: 3, transparent: 0 }),
      imageOf(patch, [8, 8]),
      [0x3b],
    ),
    'three frames without a control': join(
      screen(),
      loops(0),
      ...[first, second, third].map((file) => imageOf(file)),
      [0x3b],
    ),
  };
}

/** Header and screen, without a global palette. */
const screen = () => join('GIF89a', le16(width), le16(height), [0x70, 0, 0]);

/** The image of a still at a position of the screen, with the still's global palette as a local one. */
function imageOf(file: Uint8Array, [x, y]: readonly [x: number, y: number] = [0, 0]): Buffer<ArrayBuffer> {
  const parts = gifParts(file);
  const palette = parts.find(({ name }) => name === 'palette');
  const image = parts.find(({ name }) => name === 'image');
  if (palette === undefined || image === undefined) throw new Error('The GIF has no image with a global palette');
  const flags = file[image.start + 9] ?? 0;
  const size = (file[10] ?? 0) & 7;
  return join(
    [0x2c],
    le16(x),
    le16(y),
    file.subarray(image.start + 5, image.start + 9),
    [0x80 | (flags & 0x40) | size],
    file.subarray(palette.start, palette.end),
    file.subarray(image.body, image.end),
  );
}

function withoutExtensions(gif: Uint8Array): Buffer {
  const kept = gifParts(gif).filter(({ name }) => ['header', 'palette', 'image', 'trailer'].includes(name));
  return join(...kept.map(({ start, end }) => gif.subarray(start, end)));
}

function before(gif: Uint8Array, name: string, ...inserted: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const at = gifParts(gif).find((part) => part.name === name)?.start;
  if (at === undefined) throw new RangeError(`The GIF has no ${name}`);
  return spliced(gif, { start: at }, ...inserted);
}

/** One kind of metadata each. */
function pieces(plain: Uint8Array, profile: Uint8Array): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...blocks: readonly Uint8Array[]) =>
    gif(name, { bytes: before(plain, 'image', ...blocks), removes });
  return [
    gif('a colour profile', {
      bytes: before(plain, 'image', application('ICCRGBG1012', subBlocks(profile))),
      keeps: ['colour-profile'],
    }),
    one('an XMP', ['xmp'], xmpApplication(xmpPacket())),
    one('an XMP in sub-blocks', ['xmp'], application('XMP DataXMP', subBlocks(xmpPacket()))),
    one('a comment', ['comment'], comment(secret('comment'))),
    one('a long comment', ['comment'], comment(secret('comment').repeat(40))),
    one('an application', ['application-data'], application('SECRETAPP01', subBlocks(secret('application')))),
    one('C2PA', ['application-data'], application('C2PA_GIF\x01\0\0', subBlocks(secret('manifest')))),
    one('a loop of another shape', ['application-data'], application('NETSCAPE2.0', subBlocks(secret('netscape')))),
    one(
      'a loop with further sub-blocks',
      ['application-data'],
      application('NETSCAPE2.0', join([3, 1], le16(0), subBlocks(secret('buffering')))),
    ),
    one('an unknown extension', ['application-data'], join([0x21, 0x77], subBlocks(secret('extension')))),
    gif('a trailer', { bytes: join(plain, secret('behind')), removes: ['trailer'] }),
    gif('a second GIF after the end', {
      bytes: join(plain, before(plain, 'image', comment(secret('comment')))),
      removes: ['trailer'],
    }),
    gif('a comment after the image', {
      bytes: before(plain, 'trailer', comment(secret('comment'))),
      removes: ['comment'],
    }),
  ];
}

/** Metadata next to the animation: a text has its own control block, which does not apply to the next image. */
function placed(plain: Uint8Array, animated: Uint8Array): readonly CorpusFile[] {
  const text = plainText(secret('text'));
  const ownControl = graphicControl({ delayMs: 9990, disposal: 3, transparent: 5 });
  return [
    gif('a text that is shown', {
      bytes: before(withoutExtensions(plain), 'image', text),
      removes: ['application-data'],
    }),
    gif('a text with a control of its own, and an image without', {
      bytes: before(withoutExtensions(plain), 'image', ownControl, text),
      removes: ['application-data'],
    }),
    gif('a text with a control of its own, between frames', {
      bytes: before(animated, 'control', ownControl, text),
      frames: 3,
      removes: ['application-data'],
    }),
    gif('a comment between a control and its image', {
      bytes: before(animated, 'image', comment(secret('comment'))),
      frames: 3,
      removes: ['comment'],
    }),
    gif('two loops', { bytes: before(animated, 'control', loops(7)), frames: 3 }),
  ];
}
