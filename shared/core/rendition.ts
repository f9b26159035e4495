/** The sides of square renditions, in pixels. */
export const renditionSizes = [16, 25, 32, 48, 64, 75, 96, 100, 128, 160, 192, 256, 300, 320, 512, 640, 1024] as const;

/** The rendition size for a requested side: the next larger size, or the largest. */
export function snapSize(asked: number): number {
  return renditionSizes.find((size) => size >= asked) ?? largestSize;
}

const largestSize = renditionSizes[renditionSizes.length - 1] ?? 0;

/** `plain` is JPEG, or PNG if the photo has transparency: formats that every client shows. */
type RenditionFormat = 'plain' | 'webp' | 'avif';

/**
 * The format for an Accept header. Only a header that names AVIF or WebP gets it, since clients that know neither send
 * a wildcard, too (RFC 9110 §12.5.1).
 */
export function negotiateFormat(accept: string | undefined): RenditionFormat {
  const named = new Set((accept ?? '').split(',').flatMap(acceptedType));
  return (['avif', 'webp'] as const).find((format) => named.has(`image/${format}`)) ?? 'plain';
}

/** The media type of one element of an Accept header; empty if its weight is zero or not a number. */
function acceptedType(element: string): string[] {
  const [type = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '') ?? '1';
  return Number(weight) > 0 ? [type] : [];
}

/**
 * A rectangle of a photo, in units of 1/512 of the side of its largest centred square, counted from that square's top
 * left corner. Fractions are allowed.
 */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const squareUnits = 512;

/** Limits a crop to the square; undefined if it lies outside, or a number is not finite. */
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

/** What a rendition shows, and how it is encoded. */
export interface Rendering {
  /** Absent for the whole photo. */
  readonly crop?: Crop;
  /** The side of the square that crop or photo are fitted to, in pixels; absent to keep their shape and resolution. */
  readonly size?: number;
  /** `png` is PNG even if the photo is opaque. */
  readonly format: RenditionFormat | 'png';
}

/** A rectangle of an upright photo, in pixels. */
interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels of a crop (limited by `clampCrop`) in an upright photo of this size; at least one by one. */
export function cropRectangle(
  { x, y, w, h }: Crop,
  photo: { readonly width: number; readonly height: number },
): Rectangle {
  const side = Math.min(photo.width, photo.height);
  const [left, width] = cropSpan({ start: x, length: w, edge: photo.width, side });
  const [top, height] = cropSpan({ start: y, length: h, edge: photo.height, side });
  return { left, top, width, height };
}

/** The first pixel and the number of pixels of a crop along one edge of the photo. */
function cropSpan({
  start,
  length,
  edge,
  side,
}: Record<'start' | 'length' | 'edge' | 'side', number>): [first: number, count: number] {
  const pixelAt = (units: number) => Math.round((edge - side) / 2 + (units * side) / squareUnits);
  const first = Math.min(pixelAt(start), edge - 1);
  return [first, Math.max(1, pixelAt(start + length) - first)];
}

/** The side of a square rendition, never larger than the shorter side of the photo. */
export function squareSide(size: number, { width, height }: Pick<Rectangle, 'width' | 'height'>): number {
  return Math.min(size, width, height);
}

/** The key of a rendition: `renditions/{photo's key}/{size or full}[-crop-{x}-{y}-{w}-{h}].{format}`. */
export function renditionKey(sourceKey: string, { crop, size, format }: Rendering): string {
  const cut = crop === undefined ? [] : ['crop', ...[crop.x, crop.y, crop.w, crop.h].map(hundredths)];
  return `${renditionPrefix(sourceKey)}${[size ?? 'full', ...cut].join('-')}.${format}`;
}

/** The common prefix of the keys of a photo's renditions; no other keys begin with it. */
export function renditionPrefix(sourceKey: string): string {
  return `renditions/${sourceKey}/`;
}

/**
 * Rounded: a hundredth of a unit is less than a pixel of every photo that can be rendered, except extreme panoramas.
 */
function hundredths(units: number): string {
  return String(Math.round(units * 100) / 100);
}
