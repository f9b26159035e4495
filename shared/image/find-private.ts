import ImageHeader, { type Block, type Found } from 'exifreader/src/image-header.js';
import Tags from 'exifreader/src/tags.js';

// The two parts of ExifReader that find metadata and name tags. Its load() also decodes what is found: XMP with an expression that
// takes a second on 200 kB and four on 400, Exif into up to eighty times the memory of the file; and it does not see what PNG holds
// compressed unless it may inflate it.

/**
 * What ExifReader finds in a photo beyond what may stay, as names of groups and tags: none where there are only file facts, JFIF
 * without a thumbnail, colour profiles, density, the orientation, and Exif and XMP that were blanked; `unreadable` where it
 * fails, or stops before the picture begins.
 *
 * It looks at a byte twenty times at most, and decodes, inflates and prints nothing. It is blind to a JPEG's comments, to the
 * application segments that it has no names for and to what follows the header, to a GIF but for its header, and to all but
 * the first Exif and the first XMP of an HEIC or AVIF.
 */
export function findPrivate(bytes: Uint8Array): readonly string[] {
  try {
    return inSilence(() => privateParts(bytes));
  } catch {
    return ['unreadable']; // hostile headers make it throw whatever they make it run into
  }
}

function privateParts(bytes: Uint8Array): readonly string[] {
  const view = viewOf(bytes);
  const found = ImageHeader.parseAppMarkers(view, true, true);
  const names = new Set<string>();
  if (isCutShort(found)) names.add('unreadable');
  for (const block of found.metadataBlocks) {
    if (!isHarmless[block.type]?.(block, bytes)) names.add(nameOf(block, bytes));
  }
  if (holdsMore(bytes, found, 'exif', [0], longestExif)) names.add('exif');
  if (holdsMore(bytes, found, 'xmp', whiteSpace, 0)) names.add('xmp');
  for (const tag of exifTags(found, view)) names.add(tag);
  return [...names].slice(0, mostNames);
}

/**
 * The bytes, with two things told as ExifReader knows them: a JPEG's frame, of which it knows two kinds by their markers and stops
 * at others, which look the same (ITU-T T.81, §B.2.2), and the brand of a sequence of images, which has the boxes of a still.
 */
function viewOf(bytes: Uint8Array): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xff) {
    const getUint16 = (at: number, littleEndian?: boolean) => {
      const value = DataView.prototype.getUint16.call(view, at, littleEndian);
      return otherFrames.has(value) ? 0xffc0 : value;
    };
    return Object.assign(view, { getUint16 });
  }
  const brand = stillBrands[String.fromCharCode(...bytes.subarray(4, brandAt + 4))];
  if (brand === undefined) return view;
  const getUint8 = (at: number) =>
    at >= brandAt && at < brandAt + 4 ? brand.charCodeAt(at - brandAt) : DataView.prototype.getUint8.call(view, at);
  return Object.assign(view, { getUint8 });
}

const otherFrames: ReadonlySet<number> = new Set([0xffc1, 0xffc3, 0xffc9, 0xffca, 0xffcb]);
const brandAt = 8;
const stillBrands: Readonly<Record<string, string>> = { ftypavis: 'avif', ftypmsf1: 'mif1' };

/** As many as a log line wants: an Exif can have 65,535 tags. */
const mostNames = 50;

/** It stops at what it does not know, and says nothing of what comes then. */
function isCutShort({ fileType, metadataTruncated, ...found }: Found): boolean {
  if (fileType.value === 'jpeg') return metadataTruncated;
  return (fileType.value === 'heic' || fileType.value === 'avif') && !('iccChunks' in found);
}

/** The blocks that may stay, by ExifReader's names for them; Exif and XMP may by what they hold. */
const isHarmless: Readonly<Record<string, (block: Block, bytes: Uint8Array) => boolean>> = {
  file: () => true,
  gif: () => true,
  icc: () => true,
  riff: () => true,
  jfif: ({ start, end }) => end - start <= 18, // a thumbnail follows its density
  png: (block, bytes) => pngChunk(block, bytes) === 'pHYs',
  exif: () => true,
  xmp: () => true,
};

function nameOf(block: Block, bytes: Uint8Array): string {
  return block.type === 'png' ? `png.${pngChunk(block, bytes)}` : block.type;
}

function pngChunk({ start }: Block, bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(start + 4, start + 8));
}

/** The bytes that are not zero in an Exif of the orientation alone: in a WebP, or in a PNG with the checksum of its chunk. */
const longestExif = 19;

const whiteSpace = [0x20, 0x09, 0x0a, 0x0d];

/** Whether the blocks of a type hold more bytes than so many, blanks not counted; or more than the file, as they overlap. */
function holdsMore(bytes: Uint8Array, found: Found, type: string, blanks: readonly number[], most: number): boolean {
  let length = 0;
  let count = 0;
  for (const block of found.metadataBlocks) {
    if (block.type !== type) continue;
    const part = bytes.subarray(block.start, block.end);
    length += part.length;
    if (length > bytes.length) return true;
    for (const byte of part) {
      if (!blanks.includes(byte) && ++count > most) return true;
    }
  }
  return false;
}

function exifTags(found: Found, view: DataView): readonly string[] {
  const { tiffHeaderOffset, exifDataView = view } = found;
  if (tiffHeaderOffset === undefined) return [];
  const mayStay = found.fileType.value === 'tiff' ? tiffFacts : orientation;
  const names: string[] = [];
  // Asked whether it wants a tag, or the directory of the thumbnail, it never does, and so neither values nor pointers are read.
  const refuse = (name: string) => {
    if (!mayStay.has(name)) names.push(`exif.${name}`);
    return false;
  };
  Tags.read(exifDataView, tiffHeaderOffset, true, false, {
    shouldParseGroup: refuse,
    shouldParseTag: (_group, name) => refuse(name),
  });
  return names;
}

const orientation: ReadonlySet<string> = new Set(['Orientation']);

/** What a TIFF is made of, where others have an Exif; ExifReader has no names for some. */
const tiffFacts: ReadonlySet<string> = new Set([
  ...['Orientation', 'ImageWidth', 'ImageLength', 'BitsPerSample', 'SamplesPerPixel', 'SampleFormat', 'ExtraSamples'],
  ...['Compression', 'Predictor', 'PhotometricInterpretation', 'PlanarConfiguration', 'FillOrder', 'SubfileType'],
  ...['StripOffsets', 'StripByteCounts', 'RowsPerStrip', 'TileWidth', 'TileLength', 'undefined-324', 'undefined-325'],
  ...['XResolution', 'YResolution', 'ResolutionUnit', 'WhitePoint', 'PrimaryChromaticities', 'TransferFunction'],
  ...['YCbCrCoefficients', 'YCbCrSubSampling', 'YCbCrPositioning', 'ReferenceBlackWhite', 'ICC_Profile'],
  ...['undefined-320', 'undefined-347'], // the palette; the tables of JPEG
]);

/** ExifReader tells the console what it does not support, once for each item of a file. */
function inSilence<Value>(read: () => Value): Value {
  const { warn } = console;
  console.warn = () => {};
  try {
    return read();
  } finally {
    console.warn = warn;
  }
}
