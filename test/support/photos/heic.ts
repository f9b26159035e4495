import { box } from '../building/boxes.ts';
import { heifFile, ispe } from '../building/heif.ts';

/**
 * An HEIC of one colour, 64 × 64 pixels of it, and nothing beside them; of the given length where one is asked for. Its picture
 * was made once by libheif's heif-enc.
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

function heicFile(data: Buffer): Buffer<ArrayBuffer> {
  const configuration = { box: box('hvcC', decoderConfiguration), essential: true }; // without it nobody can decode it
  return heifFile({
    brand: 'heic',
    compatible: ['mif1', 'heic'],
    ilocVersion: 0,
    items: [{ id: 1, type: 'hvc1', data, properties: [configuration, ispe(64, 64)] }],
  });
}
