import { gif } from './photos/gif.ts';
import { heic } from './photos/heic.ts';
import { jpeg } from './photos/jpeg.ts';
import { png } from './photos/png.ts';
import { webp } from './photos/webp.ts';

/** A BMP of one pixel. */
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

const makers = { png, jpg: jpeg, gif, webp, heic };

/** A small photo of each format; the PNG has one pixel. No API accepts BMP as a photo. */
export const samplePhotos = {
  ...{ png: png({ bytes: 70 }), jpg: jpeg(), gif: gif(), webp: webp(), heic: heic() },
  bmp: bmp(),
};

/** A photo of exactly `bytes` bytes without metadata and without a trailer. */
export function photoOfSize(format: keyof typeof makers, bytes: number): Buffer {
  return makers[format]({ bytes });
}
