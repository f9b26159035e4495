import type { PixelSize, Scope } from './asset.ts';

/** Where a photo stands in the order of an owner's photos: by time, equal times by asset id. */
export interface Position {
  readonly assetId: string;
  /** The time of the upload, or of the last restore. */
  readonly activeAt: Date;
}

/** A photo that counts as active, with just what answers need of it. */
export interface ActivePhoto extends Position {
  /** When it last became the owner's current photo, if ever. */
  readonly placedAt?: Date;
  readonly extension: string;
  /** In bytes. */
  readonly size: number;
  readonly pixels?: PixelSize;
  readonly scope: Scope;
}

/** What a profile may say beside the avatar; the account API changes it. */
export interface Profile {
  readonly name?: string;
  readonly phone?: string;
  readonly address?: string;
  readonly city?: string;
  readonly state?: string;
  readonly country?: string;
  readonly zipcode?: string;
  readonly userColor?: string;
}

export type AccountStatus = 'active' | 'inactive';

/** An owner's account, and the truth of which photos are active. */
export interface Owner {
  readonly ownerId: string;
  readonly username?: string;
  readonly email?: string;
  /** An account is active unless it says otherwise. */
  readonly status: AccountStatus;
  /** The Crafter tenant that the profile belongs to; the configured one unless it says otherwise. */
  readonly tenant?: string;
  /** The owner id of the customer that the account belongs to. */
  readonly customer?: string;
  readonly createdAt?: Date;
  readonly profile: Profile;
  /** The asset id of the chosen avatar: it holds a place of its own among the active ones. */
  readonly avatar?: string;
  /** Nothing is added at or below this place. */
  readonly floor?: Position;
  /** What the last archiving took out, whose records may not say so yet. */
  readonly unmarked: readonly Position[];
  readonly photos: readonly ActivePhoto[];
  /** Deleted photos whose late writes must not bring them back. */
  readonly tombstones: readonly { readonly assetId: string; readonly deletedAt: Date }[];
}

/** Below zero where `a` is older than `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.activeAt.getTime() - b.activeAt.getTime() || (a.assetId < b.assetId ? -1 : a.assetId > b.assetId ? 1 : 0);
}
