import { uploadedAt } from './asset.ts';
import { PhotoFailure } from './failure.ts';
import { typeOfExtension } from './image-format.ts';
import type { PhotoPolicy } from './judge-photo.ts';
import { encodeSegment } from './photo-key.ts';

/** The current version of an owner's private document. Its bytes are stored as they were sent. */
export interface Attachment {
  /** 24 hex digits that sort by time, like a MongoDB ObjectId; kept when the attachment is replaced. */
  readonly id: string;
  readonly ownerId: string;
  /** The client's file name without its extension; unique among the owner's attachments. */
  readonly name: string;
  /** The name of the current object, `{asset id}.{extension}`, unique for each upload. */
  readonly object: string;
  /** In bytes. */
  readonly size: number;
  /** In lower-case hex. */
  readonly md5: string;
  /** The client's file name. */
  readonly fileName: string;
  /** The application of the access token that uploaded it. */
  readonly application: string;
  /** The time of the upload of the current object. */
  readonly storedAt: Date;
}

/** The key of an attachment's object in the user-assets bucket: `users/{owner}/attachments/{asset id}.{ext}`. */
export function attachmentKey({ ownerId, object }: Pick<Attachment, 'ownerId' | 'object'>): string {
  return `users/${encodeSegment(ownerId)}/attachments/${object}`;
}

/** The media type that an attachment is served as, by its extension; else `application/octet-stream`. */
export function attachmentType({ object }: Pick<Attachment, 'object'>): string {
  return typeOfExtension(splitName(object).extension) ?? anyBytes;
}

/** The id of a new attachment: the time and the last random digits of its object's asset id. */
export function attachmentId(assetId: string): string {
  const millis = uploadedAt(assetId).getTime();
  const seconds = Math.floor(millis / 1000);
  return hex(seconds, 8) + hex(millis % 1000, 3) + assetId.replaceAll('-', '').slice(-13);
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

const anyBytes = 'application/octet-stream';
const maxNameBytes = 255;

/**
 * Splits a client's file name into the name and the lower-case extension of its attachment. Refuses with
 * `name-not-allowed` if the policy does not list the extension, and with `bad-request` if the name is empty, too long
 * or contains control characters.
 */
export function judgeName(fileName: string, policy: PhotoPolicy): Pick<Attachment, 'name'> & { extension: string } {
  const { name, extension } = splitName(fileName);
  if (!policy.extensions.includes(extension)) {
    throw new PhotoFailure('name-not-allowed', { fileName, type: typeOfExtension(extension) ?? anyBytes });
  }
  if (name === '') throw invalid('The file name is empty before its extension');
  if (!fits(fileName)) throw invalid(`The file name must not exceed ${maxNameBytes} bytes`);
  if (/\p{Cc}/u.test(name)) throw invalid('The file name must not contain control characters');
  return { name, extension };
}

/** Whether a text can be an attachment's name: 1 to 255 bytes of UTF-8, so that it fits into a table key. */
export function isAttachmentName(name: string): boolean {
  return name !== '' && fits(name);
}

function fits(name: string): boolean {
  return new TextEncoder().encode(name).length <= maxNameBytes;
}

/** Splits a file name at its last dot. The extension is in lower case, and empty if the name has no dot. */
export function splitName(fileName: string): { readonly name: string; readonly extension: string } {
  const dot = fileName.lastIndexOf('.');
  if (dot < 0) return { name: fileName, extension: '' };
  return { name: fileName.slice(0, dot), extension: fileName.slice(dot + 1).toLowerCase() };
}

function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}
