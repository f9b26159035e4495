import { type Asset, isAssetId } from './asset.ts';

/** The parts of a photo's key. */
export type PhotoKey = Pick<Asset, 'ownerId' | 'id' | 'extension'>;

/** The key of a photo in the user-assets bucket: `users/{owner}/profile-picture/{id}.{ext}`. */
export function photoKey({ ownerId, id, extension }: PhotoKey): string {
  return `users/${encodeSegment(ownerId)}/profile-picture/${id}.${extension}`;
}

const keyForm = /^users\/([^/]+)\/profile-picture\/([^/.]+)\.([a-z0-9]+)$/;

/** Parses a photo's key; undefined for a key that `photoKey` does not make. */
export function parsePhotoKey(key: string): PhotoKey | undefined {
  const [, segment = '', id = '', extension = ''] = keyForm.exec(key) ?? [];
  const ownerId = decodeSegment(segment);
  return ownerId !== undefined && isOwnerId(ownerId) && isAssetId(id) ? { ownerId, id, extension } : undefined;
}

const maxSegmentBytes = 255; // the limit of file systems for one name

/** Whether a text is a valid owner id: 1 to 128 printable characters whose encoded segment is at most 255 bytes. */
export function isOwnerId(text: string): boolean {
  const characters = [...text].length;
  if (characters < 1 || characters > 128 || !text.isWellFormed()) return false;
  // control, format (bidirectional overrides among them), private, unassigned and line-separating characters
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) return false;
  return encodeSegment(text).length <= maxSegmentBytes;
}

/**
 * Encodes a text as one segment of a key. Percent-encodes every character except `[A-Za-z0-9_@-]` and single inner
 * dots, so that no segment is `.` or `..`, is a hidden file, or contains a path separator.
 */
export function encodeSegment(text: string): string {
  const encoder = new TextEncoder();
  let segment = '';
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const innerDot =
      character === '.' &&
      index > 0 &&
      index < characters.length - 1 &&
      characters[index - 1] !== '.' &&
      characters[index + 1] !== '.';
    if (innerDot || /[A-Za-z0-9_@-]/.test(character)) segment += character;
    else
      for (const byte of encoder.encode(character)) segment += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return segment;
}

/** Decodes a segment; undefined for a segment that `encodeSegment` does not make. */
export function decodeSegment(segment: string): string | undefined {
  try {
    const text = decodeURIComponent(segment);
    return encodeSegment(text) === segment ? text : undefined;
  } catch {
    return undefined; // not UTF-8, or a lone percent sign
  }
}
