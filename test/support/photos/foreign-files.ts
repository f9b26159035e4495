import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { be16, be32, join, le16, type Piece } from '../building/bytes.ts';
import { comment, graphicControl, subBlocks, withBlocks } from '../building/gif.ts';
import { segment, withSegments } from '../building/jpeg.ts';
import { chunk, greyPng, withChunks } from '../building/png.ts';
import { riffChunk, withRiffChunks } from '../building/riff.ts';
import { ascii, short, tiff } from '../building/tiff.ts';
import { zip } from '../building/zip.ts';

export type Format = 'jpg' | 'png' | 'webp' | 'gif';

/** A marker in every payload. */
export const foreign = 'FOREIGN';

/** Content that other programs than image viewers run or open. */
export const payloads = {
  HTML: `<!DOCTYPE html><html><body><script>alert("${foreign}")</script></body></html>`,
  SVG: `<svg xmlns="http://www.w3.org/2000/svg"><script>alert("${foreign}")</script></svg>`,
  ZIP: zip('run.js', `alert("${foreign}")`).toString('latin1'),
  PDF: `%PDF-1.7\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(${foreign})>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n`,
  script: `*/=1;alert("${foreign}")//`,
} as const;

const plain = sharp({ create: { width: 48, height: 32, channels: 3, background: '#3080c0' } });

/** Photos without metadata. */
export const pictures: Readonly<Record<Format, Buffer>> = {
  jpg: await plain.clone().jpeg().toBuffer(),
  png: await plain.clone().png().toBuffer(),
  webp: await plain.clone().withIccProfile('p3').webp().toBuffer(), // for the VP8X header that an Exif needs
  gif: await plain.clone().gif().toBuffer(),
};

/** For each place in a file that can hide a payload: makes the file with the payload there. */
export const hidingPlaces: Readonly<Record<string, Partial<Record<Format, (payload: string) => Buffer<ArrayBuffer>>>>> =
  {
    'after the end': {
      jpg: (payload) => join(pictures.jpg, payload),
      png: (payload) => join(pictures.png, payload),
      webp: (payload) => join(pictures.webp, payload),
      gif: (payload) => join(pictures.gif, payload),
    },
    'in a comment': {
      jpg: (payload) => withSegments(pictures.jpg, segment(0xfe, payload)),
      png: (payload) => withChunks(pictures.png, chunk('tEXt', 'Comment\0', payload)),
      webp: (payload) => withRiffChunks(pictures.webp, riffChunk('NOTE', [payload])),
      gif: (payload) => withBlocks(pictures.gif, comment(payload)),
    },
    'in its Exif': {
      jpg: (payload) => withSegments(pictures.jpg, segment(0xe1, 'Exif\0\0', exifOf(payload))),
      png: (payload) => withChunks(pictures.png, chunk('eXIf', exifOf(payload))),
      webp: (payload) => withRiffChunks(pictures.webp, riffChunk('EXIF', [exifOf(payload)])),
    },
  };

/** An Exif with an orientation, so that cleaning does not remove it as a whole. */
function exifOf(payload: string): Buffer {
  return tiff([
    [
      [0x010e, ascii(payload)],
      [0x0112, short(1)],
    ],
  ]);
}

/**
 * A GIF that is also a script: its first bytes open a comment (`GIF89a/*…`), and the script follows the end of the GIF.
 */
export function scriptGif(): Buffer<ArrayBuffer> {
  return gifOf('/*\x01\0', blackPixel, [0x3b], payloads.script); // 10,799 pixels wide, one high
}

/** An image block with one black pixel. */
const blackPixel = join([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2], subBlocks([0x44, 0x01]));

/** The same without an image. */
export const scriptAsGif: Buffer<ArrayBuffer> = join(`GIF89a/*${foreign}`, payloads.script);

/** A PNG of black pixels with one bit each, which compress to almost no bytes. */
export function blackPng(width: number, height: number): Buffer<ArrayBuffer> {
  return greyPng({ width, height, bits: 1 }, chunk('IDAT', blackRows(width, height)));
}

interface Animation {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/** An animated PNG whose frames all have the full size. */
export function blackApng({ width, height, frames }: Animation): Buffer<ArrayBuffer> {
  const rows = blackRows(width, height);
  const control = (number: number) =>
    chunk('fcTL', ...[number, width, height, 0, 0].map(be32), be16(1), be16(10), [0, 0]);
  const further = Array.from({ length: frames - 1 }, (_, index) => [
    control(index * 2 + 1),
    chunk('fdAT', be32(index * 2 + 2), rows),
  ]);
  const animation = chunk('acTL', be32(frames), be32(0));
  return greyPng({ width, height, bits: 1 }, animation, control(0), chunk('IDAT', rows), ...further.flat());
}

/** An animated GIF with a screen of that size and frames of one pixel. */
export function animatedGif({ width, height, frames }: Animation): Buffer<ArrayBuffer> {
  const frame = join(graphicControl({ delayMs: 100 }), blackPixel);
  return gifOf(join(le16(width), le16(height)), ...Array<Buffer>(frames).fill(frame), [0x3b]);
}

/** A GIF with a palette of black and white. */
function gifOf(size: Piece, ...blocks: readonly Piece[]): Buffer<ArrayBuffer> {
  return join('GIF89a', size, '\x80\0\0', '\0\0\0\xff\xff\xff', ...blocks);
}

function blackRows(width: number, height: number): Buffer {
  return deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))), { level: 9 });
}
