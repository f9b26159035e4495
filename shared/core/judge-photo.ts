import { PhotoFailure } from './failure.ts';
import { extensionOfType, formatOfExtension, formatOfType, typeOfExtension } from './image-format.ts';
import type { ImageReading } from './image-reading.ts';
import { readablePixels } from './readable-pixels.ts';

/** The photos that an API accepts. */
export interface PhotoPolicy {
  /** In lower case, without dots, in the order in which messages list them. */
  readonly extensions: readonly string[];
  readonly maxBytes: number;
  /** The maximum width and height, in pixels; absent if only the decoded pixels are limited. */
  readonly maxSide?: number;
  /** Whether the file name must have an extension; otherwise the declared type or the bytes may supply it. */
  readonly named?: boolean;
}

/** A client's claims about a file, and what the file is. */
export interface OfferedPhoto {
  readonly fileName: string;
  /** In lower case, without parameters; absent if the client declared no type. */
  readonly declaredType?: string;
  /** The actual size, in bytes. */
  readonly size: number;
  /** The media type that the bytes have; absent if it is unknown. */
  readonly contentType?: string;
  /** The image's structure, or a sentence that says why it cannot be read. */
  readonly image?: ImageReading | { readonly damage: string };
}

/** The type as which a photo is accepted. */
interface AcceptedPhoto {
  /** In lower case, otherwise as the client wrote it: `jpeg` stays `jpeg`. */
  readonly extension: string;
  readonly contentType: string;
}

/** The most pixels, in all frames together, that a photo may decode to: what the rendering function can hold. */
export const maxDecodedPixels = 50_000_000;

const anyBytes = 'application/octet-stream';

/**
 * Types that count as not declared. curl sends the first for HEIC and WebP, Dart's http package for every file; the
 * second is the default of a part without a type (RFC 7578 §4.4).
 */
const notStated: ReadonlySet<string | undefined> = new Set([anyBytes, 'text/plain']);

/**
 * Accepts a photo by a policy, or refuses it with the `PhotoFailure` of the first check that fails. Extension, declared
 * type and bytes must agree.
 *
 * The order of the checks is part of the contracts: allowed type, empty, too large, type mismatch, content, damage,
 * pixels.
 */
export function judgePhoto(offer: OfferedPhoto, policy: PhotoPolicy): AcceptedPhoto & { readonly image: ImageReading } {
  const { extension, contentType } = judgeClaim(offer, policy);
  if (offer.contentType === undefined) throw new PhotoFailure('content-mismatch', { expected: contentType });
  if (formatOfType(offer.contentType) !== formatOfExtension(extension)) {
    throw new PhotoFailure('content-mismatch', { expected: contentType, found: offer.contentType });
  }
  const { image = { damage: 'The format is not supported' } } = offer;
  if ('damage' in image) throw new PhotoFailure('damaged-image', { expected: contentType, reason: image.damage });
  judgePixels(image, policy);
  return { extension, contentType, image };
}

/** The checks of `judgePhoto` that need no bytes: those of name, declared type and size. */
export function judgeClaim(offer: OfferedPhoto, policy: PhotoPolicy): AcceptedPhoto {
  const declaredType = notStated.has(offer.declaredType) ? undefined : offer.declaredType;
  const named = extensionOf(offer.fileName);
  const extension = named ?? (policy.named ? undefined : extensionBeyondName(declaredType, offer.contentType));

  const format = extension === undefined ? undefined : formatOfExtension(extension);
  const typeAllowed = declaredType === undefined || allowsType(policy, declaredType);
  if (extension === undefined || format === undefined || !policy.extensions.includes(extension) || !typeAllowed) {
    const type = typeAllowed ? (typeOfExtension(extension ?? '') ?? offer.declaredType) : declaredType;
    if (extension === undefined) judgeSize(offer, policy); // if the type is unknown, a wrong size is the better reason
    throw new PhotoFailure('type-not-allowed', { type: type ?? anyBytes, allowedExtensions: policy.extensions });
  }
  judgeSize(offer, policy);
  if (declaredType !== undefined && formatOfType(declaredType) !== format) {
    throw new PhotoFailure('type-mismatch', { extension, type: declaredType });
  }

  return { extension, contentType: typeOfExtension(extension) ?? anyBytes };
}

function judgeSize({ size: bytes }: OfferedPhoto, { maxBytes }: PhotoPolicy): void {
  if (bytes === 0) throw new PhotoFailure('empty-file', {});
  if (bytes > maxBytes) throw new PhotoFailure('too-large', { bytes, maxBytes });
}

function judgePixels({ pixels, frames, decoded }: ImageReading, { maxSide }: PhotoPolicy): void {
  if (maxSide !== undefined && Math.max(pixels.width, pixels.height) > maxSide) {
    throw new PhotoFailure('too-many-pixels', { ...pixels, maxSide });
  }
  if (decoded > maxDecodedPixels) {
    const size = readablePixels({ ...pixels, frames });
    throw new PhotoFailure('too-much-to-decode', { size, maxMegapixels: maxDecodedPixels / 1_000_000 });
  }
}

/** The extension of the first known type, for a name that has none. */
function extensionBeyondName(...types: readonly (string | undefined)[]): string | undefined {
  for (const type of types) {
    const extension = type === undefined ? undefined : extensionOfType(type);
    if (extension !== undefined) return extension;
  }
  return undefined;
}

/** The extension of a file name, in lower case; undefined for a name such as `.png`. */
function extensionOf(fileName: string): string | undefined {
  const dot = fileName.lastIndexOf('.');
  return dot <= 0 || dot === fileName.length - 1 ? undefined : fileName.slice(dot + 1).toLowerCase();
}

function allowsType(policy: PhotoPolicy, type: string): boolean {
  const format = formatOfType(type);
  return format !== undefined && policy.extensions.some((extension) => formatOfExtension(extension) === format);
}
