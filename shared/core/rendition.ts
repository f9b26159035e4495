/** The sides, in pixels, of the square renditions that are made. */
export const renditionSizes = [16, 25, 32, 48, 64, 75, 96, 100, 128, 160, 192, 256, 300, 320, 512, 640, 1024] as const;

/** The side that is made for a side that is asked for: the next larger one, or the largest. */
export function snapSize(asked: number): number {
  return renditionSizes.find((size) => size >= asked) ?? largestSize;
}

const largestSize = renditionSizes[renditionSizes.length - 1] ?? 0;

/** `plain` is JPEG, or PNG where there is transparency: what every client shows. */
export type RenditionFormat = 'plain' | 'webp' | 'avif';

/**
 * The format for an Accept header. Only a client that names AVIF or WebP gets it: `*` is also what clients send that know
 * neither (RFC 9110 §12.5.1).
 */
export function negotiateFormat(accept: string | undefined): RenditionFormat {
  const named = new Set((accept ?? '').split(',').flatMap(acceptedType));
  return (['avif', 'webp'] as const).find((format) => named.has(`image/${format}`)) ?? 'plain';
}

/** The media type of one element of an Accept header; none where its weight is zero, or no weight at all. */
function acceptedType(element: string): string[] {
  const [type = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '') ?? '1';
  return Number(weight) > 0 ? [type] : [];
}

/**
 * A part of a photo, in units of a square of 512 that stands for the centred square of the upright photo, whatever its size
 * in pixels. Fractions are allowed.
 */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const squareUnits = 512;

/** What of a crop lies in the square; undefined where nothing does. */
export function clampCrop({ x, y, w, h }: Crop): Crop | undefined {
  if (![x, y, w, h].every(Number.isFinite)) return undefined;
  const left = clampToSquare(x);
  const top = clampToSquare(y);
  const width = clampToSquare(x + w) - left;
  const height = clampToSquare(y + h) - top;
  return width > 0 && height > 0 ? { x: left, y: top, w: width, h: height } : undefined;
}

function clampToSquare(value: number): number {
  return Math.min(Math.max(value, 0), squareUnits);
}

/** What is made of a photo. */
export interface Rendering {
  /** Without it, the whole photo. */
  readonly crop?: Crop;
  /** The side of the square that covers the crop or the whole, in pixels; without it, their own shape and resolution. */
  readonly size?: number;
  /** `png` is PNG also where nothing is transparent. */
  readonly format: RenditionFormat | 'png';
}

/** Pixels of an upright photo. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels that a crop, as `clampCrop` leaves it, takes of an upright photo of that size: one at least. */
export function cropBox({ x, y, w, h }: Crop, photo: { readonly width: number; readonly height: number }): Box {
  const side = Math.min(photo.width, photo.height);
  const [left, width] = cropSpan(x, w, photo.width, side);
  const [top, height] = cropSpan(y, h, photo.height, side);
  return { left, top, width, height };
}

/** Along one edge of the photo, the first pixel and the number of pixels. */
function cropSpan(start: number, length: number, edge: number, side: number): [first: number, count: number] {
  const pixelAt = (units: number) => Math.round((edge - side) / 2 + (units * side) / squareUnits);
  const first = Math.min(pixelAt(start), edge - 1);
  return [first, Math.max(1, pixelAt(start + length) - first)];
}

/** The side of a square rendition: never more than there is. */
export function squareSide(size: number, { width, height }: Pick<Box, 'width' | 'height'>): number {
  return Math.min(size, width, height);
}

/** The key of a rendition: `renditions/{key of the photo}/{size}[-crop-{x}-{y}-{w}-{h}].{format}`, `full` for no size. */
export function renditionKey(sourceKey: string, { crop, size, format }: Rendering): string {
  const cut = crop === undefined ? [] : ['crop', ...[crop.x, crop.y, crop.w, crop.h].map(hundredths)];
  return `${renditionPrefix(sourceKey)}${[size ?? 'full', ...cut].join('-')}.${format}`;
}

/** What the keys of all renditions of a photo begin with, and no other keys do. */
export function renditionPrefix(sourceKey: string): string {
  return `renditions/${sourceKey}/`;
}

/** A hundredth of a unit is less than a pixel of any photo that can be rendered and is not a ribbon. */
function hundredths(units: number): string {
  return String(Math.round(units * 100) / 100);
}
