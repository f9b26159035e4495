/**
 * An HEIC of one colour, 64 × 64 pixels of it, and nothing beside them; of the given length where one is asked for. Its picture
 * was made once by libheif's heif-enc; the boxes are made here.
 */
export function heic({ bytes }: { readonly bytes?: number } = {}): Buffer<ArrayBuffer> {
  const missing = bytes === undefined ? 0 : bytes - shortest;
  if (missing !== 0 && missing < 7) throw new RangeError(`An HEIC of ${bytes} bytes cannot be made`);
  return heicFile(missing === 0 ? picture : Buffer.concat([picture, filler(missing)]));
}

const decoderConfiguration = Buffer.from(
  'AQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQA==',
  'base64',
);
const picture = Buffer.from('AAAAGSgBrwngITl1X//ix///ZifIflRxnQcw9fg=', 'base64');
const shortest = heicFile(picture).length;

/** A unit of the picture's stream that means nothing: its length, its type, and bytes of ones up to the last bit. */
function filler(bytes: number): Buffer {
  const unit = Buffer.alloc(bytes, 0xff);
  unit.writeUInt32BE(bytes - 4, 0);
  unit.writeUInt16BE((38 << 9) | 1, 4);
  unit[bytes - 1] = 0x80;
  return unit;
}

function heicFile(image: Buffer): Buffer<ArrayBuffer> {
  const fileType = box('ftyp', 'heic', '\0\0\0\0', 'mif1', 'heic');
  const start = Buffer.concat([fileType, metaOf(image.length, 0)]).length + 8;
  return Buffer.concat([fileType, metaOf(image.length, start), box('mdat', image)]);
}

/** Of one image, which is so many bytes long and begins there in the file. */
function metaOf(bytes: number, start: number): Buffer {
  return box(
    'meta',
    '\0\0\0\0',
    box('hdlr', '\0\0\0\0', '\0\0\0\0', 'pict', '\0'.repeat(13)),
    box('pitm', '\0\0\0\0', '\0\x01'),
    box('iloc', '\0\0\0\0', '\x44\0', '\0\x01', '\0\x01', '\0\0', '\0\x01', uint32(start), uint32(bytes)),
    box('iinf', '\0\0\0\0', '\0\x01', box('infe', '\x02\0\0\0', '\0\x01', '\0\0', 'hvc1', '\0')),
    box(
      'iprp',
      box('ipco', box('hvcC', decoderConfiguration), box('ispe', '\0\0\0\0', uint32(64), uint32(64))),
      box('ipma', '\0\0\0\0', '\0\0\0\x01', '\0\x01', '\x02\x81\x02'), // without the first nobody can decode it
    ),
  );
}

/** @see https://www.iso.org/standard/83102.html, the ISO base media file format */
function box(type: string, ...contents: readonly (string | Buffer)[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat(
    contents.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
  return Buffer.concat([uint32(content.length + 8), Buffer.from(type, 'latin1'), content]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
