import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';

/** A colour, each channel from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour of each quarter of the sample picture. */
export const quarters = {
  topLeft: [224, 0, 0],
  topRight: [0, 192, 0],
  bottomLeft: [0, 0, 224],
  bottomRight: [224, 224, 0],
} as const satisfies Readonly<Record<string, Colour>>;

export const width = 320;
export const height = 240;

/** The colour of the sample picture at a position. */
function colourAt(x: number, y: number): Colour {
  if (y < height / 2) return x < width / 2 ? quarters.topLeft : quarters.topRight;
  return x < width / 2 ? quarters.bottomLeft : quarters.bottomRight;
}

/** The sample picture, upright, ready for encoding; with an alpha channel if `alphaAt` is given. */
export function fourQuarters(alphaAt?: (x: number, y: number) => number): Sharp {
  return picture(width, height, (x, y) =>
    alphaAt === undefined ? colourAt(x, y) : [...colourAt(x, y), alphaAt(x, y)],
  );
}

/** The sample picture as stored for an Exif orientation, 1 to 8, ready for encoding with that orientation. */
export function storedFor(orientation: number): Sharp {
  const right = width - 1;
  const bottom = height - 1;
  const uprightOf: readonly ((x: number, y: number) => readonly [number, number])[] = [
    (x, y) => [x, y],
    (x, y) => [right - x, y],
    (x, y) => [right - x, bottom - y],
    (x, y) => [x, bottom - y],
    (x, y) => [y, x],
    (x, y) => [right - y, x], // the stored first row is displayed at the right, the first column at the top
    (x, y) => [right - y, bottom - x],
    (x, y) => [y, bottom - x],
  ];
  const upright = uprightOf[orientation - 1];
  if (upright === undefined) throw new RangeError(`Unknown orientation ${orientation}; orientations are 1 to 8`);
  const [storedWidth, storedHeight] = orientation <= 4 ? [width, height] : [height, width];
  return picture(storedWidth, storedHeight, (x, y) => colourAt(...upright(x, y))).withMetadata({ orientation });
}

/** A picture by the channels of each pixel: red, green, blue, and optionally alpha. */
export function picture(width: number, height: number, at: (x: number, y: number) => readonly number[]): Sharp {
  const pixels = Array.from({ length: width * height }, (_, index) => at(index % width, Math.floor(index / width)));
  const channels = pixels[0]?.length === 4 ? 4 : 3;
  return sharp(Uint8Array.from(pixels.flat()), { raw: { width, height, channels } });
}

/**
 * The sample picture as HEIC, stored for orientation 6, with an `irot` property, in Display P3, and with an Exif of GPS
 * and an orientation that decoders must ignore. Made by libheif's heif-enc from a JPEG; `irot` was added by hand.
 */
export const quartersHeic: Uint8Array = readFileSync(new URL('quarters.heic', import.meta.url));

/** A HEIC of 96 × 64 red pixels; the left half is half transparent. */
export const translucentHeic: Uint8Array = readFileSync(new URL('translucent.heic', import.meta.url));

/** A copy of a HEIC or AVIF whose `ispe` states another size. */
export function withStatedSize(heif: Uint8Array, width: number, height: number): Uint8Array {
  const copy = Buffer.from(heif);
  const ispe = copy.indexOf('ispe');
  copy.writeUInt32BE(width, ispe + 8);
  copy.writeUInt32BE(height, ispe + 12);
  return copy;
}
