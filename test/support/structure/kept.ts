import type { ImageFormat } from '../../../shared/core/image-format.ts';
import { heifParts } from './heif.ts';
import { type Part, withChildren } from './part.ts';
import { partsOf } from './parts.ts';

/** The parts of a file that hold the colour profile. */
export function profileParts(file: Uint8Array, format: ImageFormat): readonly Part[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  return withChildren(partsOf(file, format)).filter(({ name, body }) => {
    if (format === 'jpeg') return name === 'APP2' && bytes.toString('latin1', body, body + 12) === 'ICC_PROFILE\0';
    if (name === 'colr') return bytes.toString('latin1', body, body + 4) === 'prof';
    return name === 'iCCP' || name === 'ICCP' || name === 'ICCRGBG1012';
  });
}

/** The bytes of these parts. */
export function profileOf(file: Uint8Array, format: ImageFormat): Buffer {
  return Buffer.concat(profileParts(file, format).map(({ start, end }) => file.subarray(start, end)));
}

/** The orientation of a file: the value of the Exif tag, or the `irot` and `imir` properties of a HEIC or AVIF. */
export function orientationOf(file: Uint8Array, format: ImageFormat): string {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (format === 'heif' || format === 'avif') {
    const turning = withChildren(heifParts(file)).filter(({ name }) => name === 'irot' || name === 'imir');
    return turning.map(({ name, body }) => `${name} ${bytes[body]}`).join(', ');
  }
  const holders = { jpeg: 'APP1', png: 'eXIf', webp: 'EXIF' } as Partial<Record<ImageFormat, string>>;
  for (const { name, body, end } of withChildren(partsOf(file, format))) {
    const prefix = bytes.toString('latin1', body, body + 6) === 'Exif\0\0' ? 6 : 0;
    if (name !== holders[format] || (format === 'jpeg' && prefix === 0)) continue;
    return String(exifOrientation(bytes.subarray(body + prefix, end)) ?? ''); // decoders respect only the first Exif
  }
  return '';
}

function exifOrientation(tiff: Buffer): number | undefined {
  const littleEndian = tiff.toString('latin1', 0, 2) === 'II';
  if (tiff.length < 14 || (!littleEndian && tiff.toString('latin1', 0, 2) !== 'MM')) return undefined;
  const uint16 = (at: number) => (littleEndian ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = littleEndian ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < uint16(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return undefined;
    if (uint16(at) === 0x0112) return uint16(at + 8);
  }
  return undefined;
}
