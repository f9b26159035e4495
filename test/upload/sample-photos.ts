import { crc32, deflateSync } from 'node:zlib';

const byte = (...values: readonly number[]) => Buffer.from(values);

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(data.length, 0);
  numbers.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
}

function png(): Buffer {
  const header = byte(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0); // 1 × 1, 8 bits of grey
  return Buffer.concat([
    byte(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(byte(0, 0x80))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function jpeg(): Buffer {
  const huffmanTable = (id: number) => byte(0xff, 0xc4, 0, 20, id, 1, ...Array(15).fill(0), 0); // one code: 0
  return Buffer.concat([
    byte(0xff, 0xd8),
    byte(0xff, 0xdb, 0, 67, 0, ...Array(64).fill(1)),
    byte(0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0),
    huffmanTable(0x00),
    huffmanTable(0x10),
    byte(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f),
    byte(0xff, 0xd9),
  ]);
}

function gif(): Buffer {
  return Buffer.concat([
    Buffer.from('GIF89a'),
    byte(1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff),
    byte(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b),
  ]);
}

// One pixel, lossless: its Huffman codes are shorter as they are than anything that would make them.
const webp = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** A HEIC's first box, which is what tells the format. */
function heic(): Buffer {
  return Buffer.concat([byte(0, 0, 0, 24), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1')]);
}

function bmp(): Buffer {
  const header = Buffer.alloc(58);
  header.write('BM');
  for (const [value, at] of [
    [58, 2],
    [54, 10],
    [40, 14],
    [1, 18],
    [1, 22],
    [4, 34],
  ] as const) {
    header.writeUInt32LE(value, at);
  }
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return header;
}

/** The smallest photo of each format; BMP is one that nobody takes. */
export const samplePhotos = { png: png(), jpg: jpeg(), gif: gif(), webp, heic: heic(), bmp: bmp() };

/** A photo of exactly that many bytes: decoders stop at the end of the image, whatever follows. */
export function photoOfSize(format: keyof typeof samplePhotos, bytes: number): Buffer {
  const photo = Buffer.alloc(bytes);
  samplePhotos[format].copy(photo);
  return photo;
}
