import { jpeg } from '../photos/jpeg.ts';
import { noiseOf } from '../photos/noise.ts';

/**
 * A JPEG of exactly `bytes` as a phone writes it: Exif with a thumbnail and the place, XMP, a colour profile, where further images
 * lie, a scan in which every 256th byte is stuffed, and behind its end a second image, a tenth of the file. Nobody decodes it.
 */
export function phonePhoto(bytes: number): Buffer<ArrayBuffer> {
  const whole = jpeg();
  const [tables, end] = [whole.subarray(2, -66), whole.subarray(-2)];
  const head = [
    ...[whole.subarray(0, 2), segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif()]))],
    ...[segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), Buffer.alloc(4000, ' ')]))],
    ...[
      segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), noise(36), Buffer.from('acsp'), noise(508)])),
    ],
    ...[segment(0xe2, Buffer.concat([Buffer.from('MPF\0MM\0*\0\0\0\x08'), Buffer.alloc(80)])), tables],
  ];
  const second = Buffer.concat([whole.subarray(0, -2), stuffed(Math.floor(bytes / 10)), end]);
  const first = bytes - head.reduce((sum, { length }) => sum + length, 0) - end.length - second.length;
  return Buffer.concat([...head, stuffed(first), end, second]);
}

/** Two directories, of which the second is a thumbnail's. */
function exif(): Buffer {
  const entry = (tag: number, type: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(type, 2);
    bytes.writeUInt32BE(1, 4);
    if (type === 3) bytes.writeUInt16BE(value, 8);
    else bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  const image = [entry(0x0112, 3, 6), entry(0x8825, 4, 200)];
  return Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08\0\x02', 'latin1'),
    ...image,
    Buffer.from([0, 0, 0, 38]),
    Buffer.from([0, 1]),
    entry(0x0201, 4, 300),
    Buffer.alloc(4),
    noise(20_000),
  ]);
}

/** Coded data of a length: no byte of it is a marker. */
function stuffed(bytes: number): Buffer {
  const data = noise(bytes);
  for (let at = 0; at < bytes; at++) {
    if (data[at] !== 0xff) continue;
    if (at + 1 < bytes) data[++at] = 0;
    else data[at] = 0;
  }
  return data;
}

function noise(bytes: number): Buffer {
  return noiseOf('phone', bytes);
}

function segment(marker: number, content: Buffer): Buffer {
  const length = content.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), content]);
}
