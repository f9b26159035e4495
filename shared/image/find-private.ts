import ImageHeader, { type Block, type Found } from 'exifreader/src/image-header.js';
import Tags from 'exifreader/src/tags.js';

// The two parts of ExifReader that find metadata and name tags. Its load() also decodes values: XMP with a regular
// expression that takes one second for 200 kB and four for 400 kB, Exif into up to 80 times the memory of the file; and
// it misses compressed metadata in a PNG unless it may inflate it.

/**
 * The private metadata that ExifReader finds in a photo, as at most 50 names of groups and tags. Empty if the photo
 * holds only file facts, JFIF without a thumbnail, colour profiles, density, the orientation, and blanked Exif and XMP.
 * Contains `unreadable` if ExifReader fails, or stops before the image data.
 *
 * Reads each byte at most twenty times, and neither decodes, inflates nor logs anything. ExifReader does not see:
 * comments of a JPEG, application segments without a name known to it, and all after the header; anything of a GIF but
 * its header; and any but the first Exif and the first XMP of a HEIC or AVIF.
 */
export function findPrivate(bytes: Uint8Array): readonly string[] {
  try {
    return inSilence(() => privateParts(bytes));
  } catch {
    return ['unreadable']; // hostile headers make ExifReader throw errors of any type
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
  const exif = found.metadataBlocks.filter(({ type }) => type === 'exif');
  const xmp = found.metadataBlocks.filter(({ type }) => type === 'xmp');
  if (holdsMore(bytes, { blocks: exif, blanks: [0], most: longestExif })) names.add('exif');
  if (holdsMore(bytes, { blocks: xmp, blanks: whiteSpace, most: 0 })) names.add('xmp');
  for (const tag of exifTags(found, view)) names.add(tag);
  return [...names].slice(0, mostNames);
}

/**
 * The bytes, with two substitutions. ExifReader knows two markers of a JPEG's frame and stops at the others, whose
 * segments have the same layout (ITU-T T.81, §B.2.2). It does not know the brands of image sequences, which have the
 * ISO boxes of a still.
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

/** An Exif can have 65,535 tags. */
const mostNames = 50;

/** Whether ExifReader stopped at a part that it does not know. */
function isCutShort({ fileType, metadataTruncated, ...found }: Found): boolean {
  if (fileType.value === 'jpeg') return metadataTruncated;
  return (fileType.value === 'heic' || fileType.value === 'avif') && !('iccChunks' in found);
}

/** By ExifReader's type of a block: whether the block may stay. Of Exif and XMP, the content decides elsewhere. */
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

/**
 * The most nonzero bytes in an Exif with only the orientation: in a WebP, or in a PNG with the checksum of its chunk.
 */
const longestExif = 19;

const whiteSpace = [0x20, 0x09, 0x0a, 0x0d];

interface Allowance {
  readonly blocks: readonly Block[];
  /** Bytes that do not count. */
  readonly blanks: readonly number[];
  readonly most: number;
}

/**
 * Whether blocks hold more than `most` bytes, blanks not counted; or, because they overlap, more bytes than the file
 * has.
 */
function holdsMore(bytes: Uint8Array, { blocks, blanks, most }: Allowance): boolean {
  let length = 0;
  let count = 0;
  for (const { start, end } of blocks) {
    const part = bytes.subarray(start, end);
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
  // Refusing every tag, and the directory of the thumbnail, keeps ExifReader from reading values and following
  // pointers.
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

/** The tags that describe the pixels of a TIFF; ExifReader has no names for some. */
const tiffFacts: ReadonlySet<string> = new Set([
  ...['Orientation', 'ImageWidth', 'ImageLength', 'BitsPerSample', 'SamplesPerPixel', 'SampleFormat', 'ExtraSamples'],
  ...['Compression', 'Predictor', 'PhotometricInterpretation', 'PlanarConfiguration', 'FillOrder', 'SubfileType'],
  ...['StripOffsets', 'StripByteCounts', 'RowsPerStrip', 'TileWidth', 'TileLength', 'undefined-324', 'undefined-325'],
  ...['XResolution', 'YResolution', 'ResolutionUnit', 'WhitePoint', 'PrimaryChromaticities', 'TransferFunction'],
  ...['YCbCrCoefficients', 'YCbCrSubSampling', 'YCbCrPositioning', 'ReferenceBlackWhite', 'ICC_Profile'],
  ...['undefined-320', 'undefined-347'], // the palette; the tables of JPEG
]);

/** ExifReader logs to the console what it does not support, once for each item of a file. */
function inSilence<Value>(read: () => Value): Value {
  const { warn } = console;
  console.warn = () => {};
  try {
    return read();
  } finally {
    console.warn = warn;
  }
}
