import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import {
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
import { ascii, short, tiff } from './tiff.ts';

export type Format = 'jpg' | 'png' | 'webp' | 'gif';

/** Stands in everything that is no part of a picture. */
export const foreign = 'FOREIGN';

/** What others than image viewers make something of. */
export const payloads = {
  HTML: `<!DOCTYPE html><html><body><script>alert("${foreign}")</script></body></html>`,
  SVG: `<svg xmlns="http://www.w3.org/2000/svg"><script>alert("${foreign}")</script></svg>`,
  ZIP: zip('run.js', `alert("${foreign}")`).toString('latin1'),
  PDF: `%PDF-1.7\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(${foreign})>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n`,
  script: `*/=1;alert("${foreign}")//`,
} as const;

const plain = sharp({ create: { width: 48, height: 32, channels: 3, background: '#3080c0' } });

/** Pictures without anything else. */
export const pictures: Readonly<Record<Format, Buffer>> = {
  jpg: await plain.clone().jpeg().toBuffer(),
  png: await plain.clone().png().toBuffer(),
  webp: await plain.clone().withIccProfile('p3').webp().toBuffer(), // by which it has the header that an Exif needs
  gif: await plain.clone().gif().toBuffer(),
};

/** Where in a file something else may stand, and the file that has it there. */
export const hidingPlaces: Readonly<Record<string, Partial<Record<Format, (payload: string) => Buffer<ArrayBuffer>>>>> =
  {
    'behind the end': {
      jpg: (payload) => bytesOf(pictures.jpg, payload),
      png: (payload) => bytesOf(pictures.png, payload),
      webp: (payload) => bytesOf(pictures.webp, payload),
      gif: (payload) => bytesOf(pictures.gif, payload),
    },
    'in a comment': {
      jpg: (payload) => withSegments(pictures.jpg, segment(0xfe, payload)),
      png: (payload) => withChunks(pictures.png, chunk('tEXt', 'Comment\0', payload)),
      webp: (payload) => withRiffChunks(pictures.webp, ['NOTE', payload]),
      gif: (payload) => withBlocks(pictures.gif, gifComment(payload)),
    },
    'in its Exif': {
      jpg: (payload) => withSegments(pictures.jpg, segment(0xe1, 'Exif\0\0', exifOf(payload))),
      png: (payload) => withChunks(pictures.png, chunk('eXIf', exifOf(payload))),
      webp: (payload) => withRiffChunks(pictures.webp, ['EXIF', exifOf(payload)]),
    },
  };

/** With an orientation, for which it is not left out as a whole. */
function exifOf(payload: string): Buffer {
  return tiff([ascii(0x010e, payload), short(0x0112, 1)]);
}

/** A GIF whose first bytes are those of a script, `GIF89a/*…`, and behind whose end the comment ends and a script goes on. */
export function scriptGif(): Buffer<ArrayBuffer> {
  const pixel = bytesOf('\x2c', '\0'.repeat(4), '\x01\0\x01\0\0', '\x02\x02\x44\x01\0');
  const screen = bytesOf('/*', '\x01\0', '\x80\0\0', '\0\0\0\xff\xff\xff'); // 10,799 pixels wide, one high
  return bytesOf('GIF89a', screen, pixel, '\x3b', payloads.script);
}

/** The same without a picture. */
export const scriptAsGif: Buffer<ArrayBuffer> = bytesOf(`GIF89a/*${foreign}`, payloads.script);

/** A PNG of so many black pixels, one bit each, which compress to next to nothing. */
export function blackPng(width: number, height: number): Buffer<ArrayBuffer> {
  return pngOf(width, height, chunk('IDAT', blackRows(width, height)));
}

/** An animated PNG, whose every frame is the whole of the picture. */
export function blackApng(width: number, height: number, frames: number): Buffer<ArrayBuffer> {
  const rows = blackRows(width, height);
  const control = (number: number) =>
    chunk('fcTL', ...[number, width, height, 0, 0].map(inFour), uint(6, 0x0001000a0000));
  const further = Array.from({ length: frames - 1 }, (_, index) => [
    control(index * 2 + 1),
    chunk('fdAT', inFour(index * 2 + 2), rows),
  ]);
  const animation = chunk('acTL', inFour(frames), inFour(0));
  return pngOf(width, height, animation, control(0), chunk('IDAT', rows), ...further.flat());
}

/** An animated GIF, whose frames are a pixel each, on a screen of that size. */
export function animatedGif(width: number, height: number, frames: number): Buffer<ArrayBuffer> {
  const [low, high] = [width, height].map((side) => uint(2, side).reverse()) as [Buffer, Buffer];
  const frame = bytesOf('\x21\xf9\x04\0\x0a\0\0\0', '\x2c', '\0'.repeat(4), '\x01\0\x01\0\0', '\x02\x02\x44\x01\0');
  return bytesOf('GIF89a', low, high, '\x80\0\0', '\0\0\0\xff\xff\xff', ...Array<Buffer>(frames).fill(frame), '\x3b');
}

function pngOf(width: number, height: number, ...chunks: readonly Buffer[]): Buffer<ArrayBuffer> {
  const header = chunk('IHDR', inFour(width), inFour(height), '\x01\0\0\0\0');
  return bytesOf('\x89PNG\r\n\x1a\n', header, ...chunks, chunk('IEND'));
}

function blackRows(width: number, height: number): Buffer {
  return deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))), { level: 9 });
}

function inFour(value: number): Buffer {
  return uint(4, value);
}
