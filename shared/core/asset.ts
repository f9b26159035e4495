import type { Metadata } from './metadata.ts';

/** Who may read a photo's bytes: anyone who knows its id, or holders of a signed link. */
export type Scope = 'public' | 'private';

/** A photo's record as it is made once, before the photo is stored; every writer of the record computes the same. */
export interface Asset extends Contents {
  /** UUID of version 7: its time is the time of the upload. */
  readonly id: string;
  readonly ownerId: string;
  /** The name that the upload's token gave the owner. */
  readonly username?: string;
  /** The owner id of who uploaded it: the owner, or a customer who acts for the account. */
  readonly uploadedBy: string;
  /** The wire API that took the photo. */
  readonly api: string;
  readonly scope: Scope;
  /** Whether the upload itself makes it the owner's current photo. */
  readonly placed: boolean;
  /** The client's own name for it, cut to 255 bytes of UTF-8. */
  readonly fileName: string;
}

/** What a record says of a photo's bytes. */
export interface Contents {
  readonly door: Door;
  readonly extension: string;
  /** In bytes, as it is stored. */
  readonly size: number;
  /** As it is displayed; absent of records from before it was always told. */
  readonly pixels?: PixelSize;
  /** Lower-case hex, of the stored bytes. */
  readonly sha256: string;
  /** As it was sent; absent where it is stored byte for byte. */
  readonly sent?: Fingerprint;
  /** What it carried beside its pixels. */
  readonly found: readonly Metadata[];
  /** What of it was taken out before it was stored. */
  readonly removed: readonly Metadata[];
}

/** The way a photo came in: through an upload function, around it through the CDN's wide door, or straight into the store. */
export const doors = ['function', 'wide', 'direct'] as const;
export type Door = (typeof doors)[number];

/** What tells bytes from others. */
export interface Fingerprint {
  /** In bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** One line of the audit trail. */
export interface Change {
  readonly change: 'uploaded' | 'placed' | 'archived' | 'restored' | 'deleted';
  readonly at: Date;
  /** The owner id of who did it, or `retention`. */
  readonly by: string;
}

/** An asset with its life so far. */
export interface Photo extends Asset {
  /** The time of the upload, or of the last restore. */
  readonly activeAt: Date;
  /** Follows the owner item, and may lag behind it after a crash until the next run. */
  readonly archivedAt?: Date;
  readonly deletedAt?: Date;
  /** The first change is the upload; of very many, the oldest after it are dropped. */
  readonly history: readonly Change[];
}

/** When a photo was uploaded: the time that its id carries (RFC 9562 §5.7, 48 bits of milliseconds). */
export function uploadedAt(assetId: string): Date {
  return new Date(Number.parseInt(assetId.slice(0, 8) + assetId.slice(9, 13), 16));
}

const assetIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a text has the form of an asset id, in lower case. */
export function isAssetId(text: string): boolean {
  return assetIdForm.test(text);
}

const maxFileNameBytes = 255;

/** A client's file name, cut to what a record keeps: whole characters, at most 255 bytes of UTF-8. */
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
