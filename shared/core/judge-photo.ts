import { PhotoFailure } from './failure.ts';
import { extensionOfType, formatOfExtension, formatOfType, typeOfExtension } from './image-format.ts';
import type { ImageReading } from './image-reading.ts';

/** What a dialect takes. */
export interface PhotoPolicy {
  /** Lower case, without dots, in the order in which messages list them. */
  readonly extensions: readonly string[];
  readonly maxBytes: number;
  /** In pixels. */
  readonly maxSide?: number;
  /** Whether the file's name must have an extension, and neither the stated type nor the bytes may stand in for it. */
  readonly named?: boolean;
}

/** What a client says of its file, and what the file is. */
export interface OfferedPhoto {
  readonly fileName: string;
  /** Lower case, no parameters; absent where the client stated none. */
  readonly declaredType?: string;
  /** True size in bytes. */
  readonly size: number;
  /** The media type that the bytes show; absent where they show none. */
  readonly contentType?: string;
  /** What its headers say; or why they say nothing, at the end of a sentence about it. */
  readonly image?: ImageReading | { readonly damage: string };
}

export interface AcceptedPhoto {
  /** Lower case, as the client wrote it: `jpeg` stays `jpeg`. */
  readonly extension: string;
  readonly contentType: string;
}

/** What a photo may decode to, in all its frames together: what the function that renders has room for. */
export const maxDecodedPixels = 50_000_000;

const anyBytes = 'application/octet-stream';

/**
 * What clients send who do not know: curl for HEIC and WebP, Dart's http package for everything; and the type that a part
 * has without any (RFC 7578 §4.4).
 */
const notStated: ReadonlySet<string | undefined> = new Set([anyBytes, 'text/plain']);

/**
 * Whether a photo is taken, and as what. The bytes decide; extension and stated type must not contradict them or each
 * other.
 *
 * The order of the checks is part of the contracts: what is taken at all, emptiness, size, contradictions, content, damage, pixels.
 */
export function judgePhoto(offer: OfferedPhoto, policy: PhotoPolicy): AcceptedPhoto & { readonly image: ImageReading } {
  const { extension, contentType } = judgeClaim(offer, policy);
  if (offer.contentType === undefined) throw new PhotoFailure('content-mismatch', { expected: contentType });
  if (formatOfType(offer.contentType) !== formatOfExtension(extension)) {
    throw new PhotoFailure('content-mismatch', { expected: contentType, found: offer.contentType });
  }
  const { image = { damage: 'nothing reads it' } } = offer;
  if ('damage' in image) throw new PhotoFailure('damaged-image', { expected: contentType, reason: image.damage });
  judgePixels(image, policy);
  return { extension, contentType, image };
}

/** The same as far as it can be told by what is said of a photo, before its bytes are there. */
export function judgeClaim(offer: OfferedPhoto, policy: PhotoPolicy): AcceptedPhoto {
  const declaredType = notStated.has(offer.declaredType) ? undefined : offer.declaredType;
  const named = extensionOf(offer.fileName);
  const extension = named ?? (policy.named ? undefined : extensionBeyondName(declaredType, offer.contentType));

  const format = extension === undefined ? undefined : formatOfExtension(extension);
  const typeAllowed = declaredType === undefined || allowsType(policy, declaredType);
  if (extension === undefined || format === undefined || !policy.extensions.includes(extension) || !typeAllowed) {
    const type = typeAllowed ? (typeOfExtension(extension ?? '') ?? offer.declaredType) : declaredType;
    if (extension === undefined) judgeSize(offer, policy); // nothing tells its type; its size may tell why
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
    throw new PhotoFailure('too-much-to-decode', { ...pixels, frames, maxMegapixels: maxDecodedPixels / 1_000_000 });
  }
}

/** What stands in for an extension that the name does not have. */
function extensionBeyondName(...types: readonly (string | undefined)[]): string | undefined {
  for (const type of types) {
    const extension = type === undefined ? undefined : extensionOfType(type);
    if (extension !== undefined) return extension;
  }
  return undefined;
}

/** The extension of a file name, in lower case; a name such as `.png` has none. */
function extensionOf(fileName: string): string | undefined {
  const dot = fileName.lastIndexOf('.');
  return dot <= 0 || dot === fileName.length - 1 ? undefined : fileName.slice(dot + 1).toLowerCase();
}

function allowsType(policy: PhotoPolicy, type: string): boolean {
  const format = formatOfType(type);
  return format !== undefined && policy.extensions.some((extension) => formatOfExtension(extension) === format);
}
