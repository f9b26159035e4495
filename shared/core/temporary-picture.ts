import type { Contents } from './asset.ts';
import type { Crop } from './rendition.ts';

/** A picture in the Akana API's dropbox, until it becomes an avatar or expires. */
export interface TemporaryPicture {
  /** The PictureID: an integer, from 1001 on. */
  readonly number: number;
  /** The key of its object in the transient bucket. */
  readonly key: string;
  /** The owner id of the uploader. */
  readonly ownerId: string;
  /** The client's file name. */
  readonly fileName: string;
  readonly contents: Contents;
  readonly expiresAt: Date;
  /** The part that is shown; the object is not cropped. Absent for the whole picture. */
  readonly crop?: Crop;
}

/** Parses a PictureID, which clients send as a string or as a number; undefined if it is invalid. */
export function parsePictureId(id: unknown): number | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  if (typeof text !== 'string' || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}
