import { join } from '../building/bytes.ts';
import {
  ascii,
  bytes,
  type Directory,
  directory,
  long,
  offsetOf,
  rational,
  short,
  tiff,
  undef,
} from '../building/tiff.ts';
import { place, secret } from './secrets.ts';

/** An Exif with only the orientation, as in a cleaned photo. */
export function bareExif(orientation: number, littleEndian = false): Buffer<ArrayBuffer> {
  return tiff([[[0x0112, short(orientation)]]], littleEndian);
}

interface ExifSettings {
  readonly orientation?: number;
  readonly littleEndian?: boolean;
  /** A JPEG. */
  readonly thumbnail?: Uint8Array;
}

/** An Exif as a camera writes it: artist, time, GPS, serial numbers and a maker's note. */
export function cameraExif({ orientation, littleEndian = false, thumbnail }: ExifSettings = {}): Buffer<ArrayBuffer> {
  const makerNote = nikonNote(!littleEndian);
  const image: Directory = [
    [0x010e, ascii(secret('title'))],
    [0x010f, ascii('Nikon')],
    [0x0110, ascii(secret('model'))],
    ...(orientation === undefined ? [] : ([[0x0112, short(orientation)]] as const)),
    [0x011a, rational([72, 1])],
    [0x0131, ascii(secret('software'))],
    [0x0132, ascii('2024:06:01 12:34:56')],
    [0x013b, ascii(secret('artist'))],
    [0x8298, ascii(secret('copyright'))],
    [0x9c9d, bytes(Buffer.from(`${secret('author')}\0`, 'utf16le'))],
    [0x8769, directory(...cameraEntries(makerNote))],
    [0x8825, directory(...gpsEntries())],
  ];
  if (thumbnail === undefined) return tiff([image], littleEndian);
  const small: Directory = [
    [0x0103, short(6)],
    [0x0201, offsetOf(thumbnail)],
    [0x0202, long(thumbnail.length)],
  ];
  return tiff([image, small], littleEndian);
}

/** An Exif with only GPS. */
export function gpsExif(littleEndian = false): Buffer<ArrayBuffer> {
  return tiff([[[0x8825, directory(...gpsEntries())]]], littleEndian);
}

function cameraEntries(makerNote: Uint8Array): Directory {
  return [
    [0x829a, rational([1, 125])],
    [0x9003, ascii('2024:06:01 12:34:56')],
    [0x927c, undef(makerNote)],
    [0x9286, undef('ASCII\0\0\0', secret('remark'))],
    [0xa005, directory([1, ascii('R98')])],
    [0xa420, ascii(secret('imageid'))],
    [0xa430, ascii(secret('owner'))],
    [0xa431, ascii(secret('serial'))],
    [0xa435, ascii(secret('lens'))],
  ];
}

function gpsEntries(): Directory {
  return [
    [0, bytes([2, 3, 0, 0])],
    [1, ascii('N')],
    [2, rational(...place)],
    [3, ascii('E')],
    [4, rational(...place)],
    [0x1b, undef('ASCII\0\0\0', secret('method'))],
    [0x1c, undef('ASCII\0\0\0', secret('area'))],
    [0x1d, ascii('2024:06:01')],
  ];
}

/** A maker's note of Nikon: a TIFF within the Exif, in the other byte order. */
function nikonNote(littleEndian: boolean): Buffer<ArrayBuffer> {
  const note = tiff([[[0x001d, ascii(secret('bodynumber'))]]], littleEndian);
  return join('Nikon\0', [2, 0x10, 0, 0], note);
}
