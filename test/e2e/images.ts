import { crc32, deflateSync } from 'node:zlib';

export interface PngSettings {
  /** The exact length of the file. As short as it gets where left out. */
  readonly bytes?: number;
  /** Stands in the pixels, so that photos can be told apart. */
  readonly label?: string;
}

/** A grey PNG with nothing in it but pixels. */
export function png({ bytes, label = 'photo' }: PngSettings = {}): Buffer<ArrayBuffer> {
  const spare = 60; // what the padding needs to reach every length
  const rows = bytes === undefined ? 1 : Math.floor(((bytes - frameBytes - spare) * 0.9998) / (rowPixels + 1));
  const image = greyImage(rows, label);
  return bytes === undefined ? pngFile(rows, image, 0) : padded(rows, image, bytes);
}

const rowPixels = 63;
const frameBytes = 8 + 25 + 12 + 12;

/** Rows of grey pixels in a zlib stream, not compressed, so that their number decides the length. */
function greyImage(rows: number, label: string): Buffer {
  const pixels = Buffer.alloc(rows * (rowPixels + 1), label);
  for (let row = 0; row < rows; row++) pixels[row * (rowPixels + 1)] = 0; // each row's filter: none
  return deflateSync(pixels, { level: 0 });
}

/** Empty IDAT chunks are 12 bytes, empty blocks of the zlib stream 5: together they make any length from 44 on. */
function padded(rows: number, image: Buffer, bytes: number): Buffer<ArrayBuffer> {
  const missing = bytes - frameBytes - image.length;
  for (let chunks = 0; chunks * 12 <= missing; chunks++) {
    const blocks = (missing - chunks * 12) / 5;
    if (!Number.isInteger(blocks)) continue;
    const empty = Buffer.alloc(blocks * 5, Buffer.from([0, 0, 0, 0xff, 0xff]));
    return pngFile(rows, Buffer.concat([image.subarray(0, 2), empty, image.subarray(2)]), chunks);
  }
  throw new RangeError(`A PNG of ${bytes} bytes cannot be made`);
}

function pngFile(rows: number, image: Buffer, emptyChunks: number): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(rowPixels, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8; // bits a pixel, grey
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', image),
    ...Array.from({ length: emptyChunks }, () => chunk('IDAT', Buffer.alloc(0))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  data.copy(framed, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, -4)), framed.length - 4);
  return framed;
}

/** One pixel each. */
export const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);
export const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
export const webp = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');

/** An HEIC's boxes around pixels that nobody decodes. */
export const heic = Buffer.concat([
  box('ftyp', 'heic', '\0\0\0\0', 'mif1', 'heic'),
  box(
    'meta',
    '\0\0\0\0',
    box('hdlr', '\0\0\0\0', '\0\0\0\0', 'pict', '\0'.repeat(13)),
    box('pitm', '\0\0\0\0', '\0\x01'),
    box('iinf', '\0\0\0\0', '\0\x01', box('infe', '\x02\0\0\0', '\0\x01', '\0\0', 'hvc1', '\0')),
    box(
      'iprp',
      box('ipco', box('ispe', '\0\0\0\0', '\0\0\0\x01', '\0\0\0\x01')),
      box('ipma', '\0\0\0\0', '\0\0\0\x01', '\0\x01', '\x01\x01'),
    ),
    box('iloc', '\0\0\0\0', '\x44\0', '\0\x01', '\0\x01', '\0\0', '\0\x01', '\0\0\0\0', '\0\0\0\x01'),
  ),
  box('mdat', '\0'),
]);

/** @see https://www.iso.org/standard/83102.html, the ISO base media file format */
function box(type: string, ...contents: (string | Buffer)[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat(
    contents.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length + 8);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), content]);
}

/** Files that are no photo, whatever they call themselves. */
export const impostors = {
  bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]),
  svg: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  html: Buffer.from('<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'),
  zip: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64'),
  pdf: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'),
  text: Buffer.from('not a photo'),
};
