import { uploadedAt } from './asset.ts';
import { PhotoFailure } from './failure.ts';
import { typeOfExtension } from './image-format.ts';
import type { PhotoPolicy } from './judge-photo.ts';
import { encodeSegment } from './photo-key.ts';

/** A private document of an owner, as it is at present. Its bytes are those that were sent. */
export interface Attachment {
  /** 24 hex digits that sort by time, four bytes of seconds first; it stays when the attachment is replaced. */
  readonly id: string;
  readonly ownerId: string;
  /** By it an owner's attachments are told apart: the client's name without the extension. */
  readonly name: string;
  /** What its present object is called, `{asset id}.{extension}`; no two uploads have the same. */
  readonly object: string;
  /** In bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly md5: string;
  /** The client's own name for it. */
  readonly fileName: string;
  /** The application that uploaded it. */
  readonly application: string;
  /** When its present object was uploaded. */
  readonly storedAt: Date;
}

/** The key of an attachment's object in the user-assets bucket: `users/{owner}/attachments/{asset id}.{ext}`. */
export function attachmentKey({ ownerId, object }: Pick<Attachment, 'ownerId' | 'object'>): string {
  return `users/${encodeSegment(ownerId)}/attachments/${object}`;
}

/** The media type that an attachment is served as, by its extension. */
export function attachmentType({ object }: Pick<Attachment, 'object'>): string {
  return typeOfExtension(splitName(object).extension) ?? anyBytes;
}

/** A new attachment's id, of the time and the random digits of its object's asset id. */
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
 * A client's name for a file as the name and extension of its attachment. The type follows from the extension alone, in any
 * case. Refuses with `name-not-allowed` what the policy does not take, and with `bad-request` what cannot be a name.
 */
export function judgeName(fileName: string, policy: PhotoPolicy): Pick<Attachment, 'name'> & { extension: string } {
  const { name, extension } = splitName(fileName);
  if (!policy.extensions.includes(extension)) {
    throw new PhotoFailure('name-not-allowed', { fileName, type: typeOfExtension(extension) ?? anyBytes });
  }
  if (name === '') throw invalid('The file has no name before its extension');
  if (!fits(fileName)) throw invalid(`The file name must have at most ${maxNameBytes} bytes`);
  if (/\p{Cc}/u.test(name)) throw invalid('The file name must have no control characters');
  return { name, extension };
}

/** Whether an attachment may have this name at all; longer ones are beyond what a table can be asked for. */
export function isAttachmentName(name: string): boolean {
  return name !== '' && fits(name);
}

function fits(name: string): boolean {
  return new TextEncoder().encode(name).length <= maxNameBytes;
}

/** A name before and behind its last dot; the extension in lower case, and empty where there is no dot. */
export function splitName(fileName: string): { readonly name: string; readonly extension: string } {
  const dot = fileName.lastIndexOf('.');
  if (dot < 0) return { name: fileName, extension: '' };
  return { name: fileName.slice(0, dot), extension: fileName.slice(dot + 1).toLowerCase() };
}

function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}
