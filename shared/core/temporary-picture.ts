import type { Contents } from './asset.ts';
import type { Crop } from './rendition.ts';

/** A picture in the Akana API's dropbox: it waits there to become somebody's avatar. */
export interface TemporaryPicture {
  /** Its PictureID: a whole number from 1001 on. */
  readonly number: number;
  /** Of its object in the transient bucket. */
  readonly key: string;
  /** The owner id of who uploaded it. */
  readonly ownerId: string;
  /** The client's own name for it. */
  readonly fileName: string;
  readonly contents: Contents;
  readonly expiresAt: Date;
  /** What of it is shown; the object stays as it was uploaded. */
  readonly crop?: Crop;
}

/** The number of a PictureID, which clients write as a text or as a number; undefined for what can be none. */
export function parsePictureId(id: unknown): number | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  if (typeof text !== 'string' || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}
