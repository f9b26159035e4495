import { equal, ok } from 'node:assert/strict';
import { crc32 } from 'node:zlib';

type Walk = (photo: Buffer) => readonly string[];

/**
 * The names of a photo's parts from its first byte to its last. Throws if the photo is truncated, or has a byte outside
 * of its parts.
 */
export const partsOf = {
  png(photo) {
    equal(photo.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
    const parts: string[] = [];
    for (let at = 8; at < photo.length; ) {
      const end = at + 12 + photo.readUInt32BE(at);
      equal(photo.readUInt32BE(end - 4), crc32(photo.subarray(at + 4, end - 4)));
      parts.push(photo.toString('latin1', at + 4, at + 8));
      at = end;
    }
    return parts;
  },

  jpg(photo) {
    equal(photo.readUInt16BE(0), 0xffd8);
    equal(photo.indexOf('\xff\xd9', 0, 'latin1'), photo.length - 2, 'bytes follow the end of the image');
    const parts: string[] = [];
    let at = 2;
    while (photo.readUInt16BE(at) !== 0xffd9) {
      const marker = photo.readUInt16BE(at);
      ok(marker >= 0xffc0, `${marker} is not a marker`);
      at += 2 + photo.readUInt16BE(at + 2);
      if (marker === 0xffda) while (photo[at] !== 0xff || photo[at + 1] === 0) at++;
      parts.push(marker.toString(16));
    }
    return parts;
  },

  gif(photo) {
    equal(photo.toString('latin1', 0, 6), 'GIF89a');
    const table = (flags = 0) => (flags < 0x80 ? 0 : 3 << ((flags & 7) + 1));
    const parts: string[] = [];
    let at = 13 + table(photo[10]);
    while (photo.readUInt8(at) !== 0x3b) {
      const kind = photo.readUInt8(at);
      ok(kind === 0x2c || kind === 0x21, `${kind} does not begin a block`);
      parts.push(kind === 0x2c ? 'image' : `extension ${photo[at + 1]}`);
      at += kind === 0x2c ? 11 + table(photo[at + 9]) : 2;
      for (; photo.readUInt8(at) !== 0; at += 1 + photo.readUInt8(at));
      at++;
    }
    equal(at, photo.length - 1, 'bytes follow the end of the image');
    return parts;
  },

  webp(photo) {
    equal(photo.toString('latin1', 0, 4) + photo.toString('latin1', 8, 12), 'RIFFWEBP');
    equal(photo.readUInt32LE(4), photo.length - 8);
    const parts: string[] = [];
    let at = 12;
    for (; at < photo.length; at += 8 + photo.readUInt32LE(at + 4) + (photo.readUInt32LE(at + 4) % 2)) {
      parts.push(photo.toString('latin1', at, at + 4));
    }
    equal(at, photo.length);
    return parts;
  },

  heic(photo) {
    const boxes = isoBoxesIn(photo, 0);
    const [, meta = Buffer.alloc(0), data = Buffer.alloc(0)] = boxes.map(({ content }) => content);
    const inMeta = isoBoxesIn(meta, 4);
    const locations = inMeta.find(({ type }) => type === 'iloc')?.content ?? Buffer.alloc(0);
    equal(locations.readUInt16BE(6), 1, 'the number of items');
    const [start, length] = [locations.readUInt32BE(14), locations.readUInt32BE(18)];
    ok(photo.subarray(start, start + length).equals(data), 'mdat holds other bytes than the item');
    return [...boxes, ...inMeta].map(({ type }) => type);
  },
} satisfies Readonly<Record<string, Walk>>;

function isoBoxesIn(content: Buffer, from: number): readonly { readonly type: string; readonly content: Buffer }[] {
  const boxes: { type: string; content: Buffer }[] = [];
  let at = from;
  while (at < content.length) {
    const end = at + content.readUInt32BE(at);
    boxes.push({ type: content.toString('latin1', at + 4, at + 8), content: content.subarray(at + 8, end) });
    at = end;
  }
  equal(at, content.length);
  return boxes;
}
