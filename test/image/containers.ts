import { crc32 } from 'node:zlib';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** A number of so many bytes, the highest one first. */
export function bigEndian(length: number, value: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

const parts = (...contents: readonly (Buffer | string)[]) =>
  Buffer.concat(contents.map((part) => (typeof part === 'string' ? latin1(part) : part)));

/** A TIFF, as Exif is one, of tags of one number each. */
export function tiffOf(tags: Readonly<Record<number, number>>, next = 0): Buffer {
  const entries = Object.entries(tags).map(([tag, value]) =>
    parts(bigEndian(2, Number(tag)), '\0\x03\0\0\0\x01', bigEndian(2, value), '\0\0'),
  );
  return parts('MM\0*\0\0\0\x08', bigEndian(2, entries.length), ...entries, bigEndian(4, next));
}

export const orientationTag = 0x0112;

/** The Exif that may stay. */
export const orientationOnly: Buffer = tiffOf({ [orientationTag]: 6 });

/** A JPEG with one more segment before all others. */
export function withSegment(jpeg: Buffer, marker: number, ...content: readonly (Buffer | string)[]): Buffer {
  const body = parts(...content);
  const segment = parts(Buffer.from([0xff, marker]), bigEndian(2, body.length + 2), body);
  return parts(jpeg.subarray(0, 2), segment, jpeg.subarray(2));
}

/** A PNG with one more chunk behind its header. */
export function withChunk(png: Buffer, type: string, ...content: readonly (Buffer | string)[]): Buffer {
  const headerEnd = 8 + 25;
  const data = parts(...content);
  const body = parts(type, data);
  const chunk = parts(bigEndian(4, data.length), body, bigEndian(4, crc32(body)));
  return parts(png.subarray(0, headerEnd), chunk, png.subarray(headerEnd));
}

/** A WebP with one more chunk at its end. */
export function withRiffChunk(webp: Buffer, type: string, ...content: readonly (Buffer | string)[]): Buffer {
  const data = parts(...content);
  const grown = parts(webp, type, bigEndian(4, data.length).swap32(), data, Buffer.alloc(data.length % 2));
  grown.writeUInt32LE(grown.length - 8, 4);
  return grown;
}

/** A GIF with one more extension before its first image; its global palette must be of two colours. */
export function withExtension(gif: Buffer, label: number, content: string): Buffer {
  const paletteEnd = 13 + 6;
  const extension = parts(Buffer.from([0x21, label, content.length]), content, '\0');
  return parts(gif.subarray(0, paletteEnd), extension, gif.subarray(paletteEnd));
}

export interface HeifItem {
  readonly type: 'Exif' | 'mime';
  readonly content: Buffer;
  /** Of how many parts it is stored. */
  readonly extents?: number;
}

/** An HEIC or AVIF of nothing but such items. */
export function heifOf(brand: 'heic' | 'avif', ...items: readonly HeifItem[]): Buffer {
  const start = box('ftyp', brand, '\0\0\0\0', 'mif1').length + 8; // of the first item's content, were there no `meta`
  const metaOf = (contentStart: number) => metaBox(items, contentStart);
  return parts(
    box('ftyp', brand, '\0\0\0\0', 'mif1'),
    metaOf(start + metaOf(0).length),
    box('mdat', ...items.map(({ content }) => content)),
  );
}

function metaBox(items: readonly HeifItem[], contentStart: number): Buffer {
  let start = contentStart;
  const entries: Buffer[] = [];
  const locations: Buffer[] = [];
  for (const [index, { type, content, extents = 1 }] of items.entries()) {
    const name = type === 'mime' ? '\0application/rdf+xml\0' : '\0';
    entries.push(box('infe', '\x02\0\0\0', bigEndian(2, index), '\0\0', type, name));
    const each = Math.ceil(content.length / extents);
    const places = Array.from({ length: extents }, (_, part) => {
      const length = Math.min(each, content.length - part * each);
      return parts(bigEndian(4, start + part * each), bigEndian(4, length));
    });
    locations.push(parts(bigEndian(2, index), '\0\0', bigEndian(2, extents), ...places));
    start += content.length;
  }
  const count = bigEndian(2, items.length);
  const iinf = box('iinf', '\0\0\0\0', count, ...entries);
  const iloc = box('iloc', '\0\0\0\0', '\x44\0', count, ...locations);
  return box('meta', '\0\0\0\0', iinf, iloc);
}

function box(type: string, ...content: readonly (Buffer | string)[]): Buffer {
  const body = parts(...content);
  return parts(bigEndian(4, body.length + 8), type, body);
}
