import type { PixelSize, Scope } from './asset.ts';

/** A photo's position in its owner's order: by `activeAt`, then by asset id. */
export interface Position {
  readonly assetId: string;
  /** The time of the upload, or of the last restore. */
  readonly activeAt: Date;
}

/** A photo of the owner item, with the facts that answers need. */
export interface ActivePhoto extends Position {
  /** When it last became the owner's current photo; absent if it never did, or was taken out of place. */
  readonly placedAt?: Date;
  readonly extension: string;
  /** In bytes. */
  readonly size: number;
  readonly pixels?: PixelSize;
  readonly scope: Scope;
}

/** The fields of a profile that the account API can change, beside the avatar. */
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

type AccountStatus = 'active' | 'inactive';

/** An owner's account and active photos, as the owner item holds them. */
export interface Owner {
  readonly ownerId: string;
  readonly username?: string;
  readonly email?: string;
  /** `active` unless an administrator has set it to `inactive`. */
  readonly status: AccountStatus;
  /** The Crafter tenant of the profile; absent for the configured one. */
  readonly tenant?: string;
  /** The owner id of the customer that the account belongs to, if any. */
  readonly customer?: string;
  readonly createdAt?: Date;
  readonly profile: Profile;
  /** The asset id of the chosen avatar, which is never archived. */
  readonly avatar?: string;
  /** The position at or below which no photo is added any more. */
  readonly floor?: Position;
  /** The photos of the last archiving, whose records may not be marked as archived yet. */
  readonly unmarked: readonly Position[];
  readonly photos: readonly ActivePhoto[];
  /** Deleted photos, kept for an hour so that a late write cannot bring them back. */
  readonly tombstones: readonly { readonly assetId: string; readonly deletedAt: Date }[];
}

/** Compares positions for `sort`: negative if `a` comes before (is older than) `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.activeAt.getTime() - b.activeAt.getTime() || (a.assetId < b.assetId ? -1 : a.assetId > b.assetId ? 1 : 0);
}
