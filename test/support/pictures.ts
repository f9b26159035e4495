import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';

export type Colour = readonly [red: number, green: number, blue: number];

/** What each quarter of the sample picture shows, from the top left to the bottom right. */
export const quarters = {
  topLeft: [224, 0, 0],
  topRight: [0, 192, 0],
  bottomLeft: [0, 0, 224],
  bottomRight: [224, 224, 0],
} as const satisfies Readonly<Record<string, Colour>>;

export const width = 320;
export const height = 240;

/** The colour at a place of the sample picture. */
function colourAt(x: number, y: number): Colour {
  if (y < height / 2) return x < width / 2 ? quarters.topLeft : quarters.topRight;
  return x < width / 2 ? quarters.bottomLeft : quarters.bottomRight;
}

/** The sample picture, upright, to be encoded. `alphaAt` makes it one with transparency. */
export function fourQuarters(alphaAt?: (x: number, y: number) => number): Sharp {
  return picture(width, height, (x, y) =>
    alphaAt === undefined ? colourAt(x, y) : [...colourAt(x, y), alphaAt(x, y)],
  );
}

/** The sample picture as it is stored for an orientation of Exif, 1 to 8, to be encoded with that orientation. */
export function storedFor(orientation: number): Sharp {
  const right = width - 1;
  const bottom = height - 1;
  const uprightOf: readonly ((x: number, y: number) => readonly [number, number])[] = [
    (x, y) => [x, y],
    (x, y) => [right - x, y],
    (x, y) => [right - x, bottom - y],
    (x, y) => [x, bottom - y],
    (x, y) => [y, x],
    (x, y) => [right - y, x], // the first row stands at the right, the first column at the top
    (x, y) => [right - y, bottom - x],
    (x, y) => [y, bottom - x],
  ];
  const upright = uprightOf[orientation - 1];
  if (upright === undefined) throw new RangeError(`There is no orientation ${orientation}`);
  const [storedWidth, storedHeight] = orientation <= 4 ? [width, height] : [height, width];
  return picture(storedWidth, storedHeight, (x, y) => colourAt(...upright(x, y))).withMetadata({ orientation });
}

/** A picture by the colour of each pixel: red, green, blue, and alpha if there is to be any. */
export function picture(width: number, height: number, at: (x: number, y: number) => readonly number[]): Sharp {
  const pixels = Array.from({ length: width * height }, (_, index) => at(index % width, Math.floor(index / width)));
  const channels = pixels[0]?.length === 4 ? 4 : 3;
  return sharp(Uint8Array.from(pixels.flat()), { raw: { width, height, channels } });
}

/**
 * The sample picture in HEVC, stored for orientation 6 and turned by the file itself; in Display P3; with an Exif of GPS and an
 * orientation that is not to be heard. Made once by libheif's heif-enc, from a JPEG; the turn was added by hand.
 */
export const quartersHeic: Uint8Array = readFileSync(new URL('quarters.heic', import.meta.url));

/** 96 × 64 pixels of one red in HEVC, the left half of them half transparent. */
export const translucentHeic: Uint8Array = readFileSync(new URL('translucent.heic', import.meta.url));

/** A copy with the picture's size, as the container of an HEIC or AVIF states it, set to another. */
export function withStatedSize(heif: Uint8Array, width: number, height: number): Uint8Array {
  const copy = Buffer.from(heif);
  const ispe = copy.indexOf('ispe');
  copy.writeUInt32BE(width, ispe + 8);
  copy.writeUInt32BE(height, ispe + 12);
  return copy;
}
