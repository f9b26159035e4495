import type { Metadata } from './metadata.ts';

/** Who may read a photo's bytes. `public`: anyone who knows its id; `private`: holders of a signed link. */
export type Scope = 'public' | 'private';

/** The record of a photo, fixed before the photo is stored: the upload and an adoption compute the same one. */
export interface Asset extends Contents {
  /** A UUID of version 7, whose timestamp is the time of the upload. */
  readonly id: string;
  readonly ownerId: string;
  /** The owner's name in the upload's token. */
  readonly username?: string;
  /** The owner id of the uploader: the owner, or a customer who acts for the account. */
  readonly uploadedBy: string;
  /** The name of the API that the photo was uploaded by. */
  readonly api: string;
  readonly scope: Scope;
  /** Whether the upload itself makes it the owner's current photo. */
  readonly placed: boolean;
  /** The client's file name, cut to 255 bytes of UTF-8. */
  readonly fileName: string;
}

/** The facts that a record holds about a photo's bytes. */
export interface Contents {
  readonly door: Door;
  readonly extension: string;
  /** Of the stored photo, in bytes. */
  readonly size: number;
  /** As displayed; absent in records older than this field. */
  readonly pixels?: PixelSize;
  /** Of the stored bytes, in lower-case hex. */
  readonly sha256: string;
  /** The photo as it was sent; absent if it is stored byte for byte. */
  readonly sent?: Fingerprint;
  /** The metadata that was found in the photo as sent. */
  readonly found: readonly Metadata[];
  /** The part of `found` that was removed before the photo was stored. */
  readonly removed: readonly Metadata[];
}

/** The entry points of an upload: an upload function, the wide door, or a direct upload into the storage. */
export const doors = ['function', 'wide', 'direct'] as const;
/** The entry point of an upload. */
export type Door = (typeof doors)[number];

/** Size and hash of some bytes. */
export interface Fingerprint {
  /** In bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The size of an image, in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** One line of the audit trail. */
export interface Change {
  readonly change: 'uploaded' | 'placed' | 'archived' | 'restored' | 'deleted';
  readonly at: Date;
  /** The owner id of the person who made the change, or `retention`. */
  readonly by: string;
}

/** An asset with its state and history. */
export interface Photo extends Asset {
  /** The time of the upload, or of the last restore. */
  readonly activeAt: Date;
  /** When it was archived. Follows the owner item; after a crash it lags behind until retention runs again. */
  readonly archivedAt?: Date;
  readonly deletedAt?: Date;
  /** Oldest first, beginning with the upload; after 200 changes the oldest ones after the upload are dropped. */
  readonly history: readonly Change[];
}

/** The time of a photo's upload, from its id (RFC 9562 §5.7: 48 bits of milliseconds). */
export function uploadedAt(assetId: string): Date {
  return new Date(Number.parseInt(assetId.slice(0, 8) + assetId.slice(9, 13), 16));
}

const assetIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a text has the form of an asset id: a UUID of version 7 in lower case. */
export function isAssetId(text: string): boolean {
  return assetIdForm.test(text);
}

const maxFileNameBytes = 255;

/** Cuts a client's file name to whole characters that take at most 255 bytes of UTF-8. */
export function cutFileName(fileName: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let kept = '';
  for (const character of fileName.toWellFormed()) {
    bytes += encoder.encode(character).length;
    if (bytes > maxFileNameBytes) break;
    kept += character;
  }
  return kept;
}
