import { heifFile, ispe } from '../building/heif.ts';
import { isoBox } from '../building/iso-boxes.ts';

/**
 * A HEIC of 64 × 64 pixels in one colour without metadata; of exactly `bytes` bytes, if given. Its image was encoded by
 * libheif's heif-enc.
 */
export function heic({ bytes }: { readonly bytes?: number } = {}): Buffer<ArrayBuffer> {
  const missing = bytes === undefined ? 0 : bytes - shortest;
  if (missing !== 0 && missing < 7) throw new RangeError(`Cannot make a HEIC of ${bytes} bytes`);
  return heicFile(missing === 0 ? picture : Buffer.concat([picture, filler(missing)]));
}

const decoderConfiguration = Buffer.from(
  'AQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQA==',
  'base64',
);
const picture = Buffer.from('AAAAGSgBrwngITl1X//ix///ZifIflRxnQcw9fg=', 'base64');
const shortest = heicFile(picture).length;

/** A filler unit of the HEVC stream: its length, its type, and bytes of ones up to the last bit. */
function filler(bytes: number): Buffer {
  const unit = Buffer.alloc(bytes, 0xff);
  unit.writeUInt32BE(bytes - 4, 0);
  unit.writeUInt16BE((38 << 9) | 1, 4);
  unit[bytes - 1] = 0x80;
  return unit;
}

function heicFile(data: Buffer): Buffer<ArrayBuffer> {
  const configuration = { isoBox: isoBox('hvcC', decoderConfiguration), essential: true };
  return heifFile({
    brand: 'heic',
    compatible: ['mif1', 'heic'],
    ilocVersion: 0,
    items: [{ id: 1, type: 'hvc1', data, properties: [configuration, ispe(64, 64)] }],
  });
}
