import { join } from '../support/building/bytes.ts';
import { segment } from '../support/building/jpeg.ts';
import { long, short, tiff } from '../support/building/tiff.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { noiseOf } from '../support/photos/noise.ts';

/**
 * A JPEG of exactly `bytes` as a phone writes it: Exif with a thumbnail and a position, XMP, a colour profile, an MPF
 * index, a scan in which every 256th byte is stuffed, and after its end a second image, a tenth of the file. It is
 * never decoded.
 */
export function phonePhoto(bytes: number): Buffer<ArrayBuffer> {
  const whole = jpeg();
  const [tables, end] = [whole.subarray(2, -66), whole.subarray(-2)];
  const head = [
    whole.subarray(0, 2),
    segment(0xe1, 'Exif\0\0', exif()),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', Buffer.alloc(4000, ' ')),
    segment(0xe2, 'ICC_PROFILE\0\x01\x01', noise(36), 'acsp', noise(508)),
    segment(0xe2, 'MPF\0MM\0*\0\0\0\x08', Buffer.alloc(80)),
    tables,
  ];
  const second = Buffer.concat([whole.subarray(0, -2), stuffed(Math.floor(bytes / 10)), end]);
  const first = bytes - head.reduce((sum, { length }) => sum + length, 0) - end.length - second.length;
  return Buffer.concat([...head, stuffed(first), end, second]);
}

/** Two directories; the second is the thumbnail's. */
function exif(): Buffer {
  const image = [
    [0x0112, short(6)],
    [0x8825, long(200)],
  ] as const;
  return join(tiff([image, [[0x0201, long(300)]]]), noise(20_000));
}

/** Entropy-coded data of this length, without markers. */
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
