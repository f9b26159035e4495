import { isAssetId, type PixelSize, type Scope } from '../core/asset.ts';
import type { ActivePhoto, Owner, Position, Profile } from '../core/owner.ts';
import type { Key } from './table.ts';

/**
 * The key of an owner item, which holds the account and is the source of truth for the active photos. Each photo is one
 * attribute, named by its asset id: an entry `{activeAt, placedAt?, extension, size, pixels?, scope}`, or the tombstone
 * `{deletedAt}`. `floor` (a string) and `unmarked` (a string set) hold positions in the form of `positionText`.
 */
export function ownerKey(ownerId: string): Key {
  return { pk: `OWNER#${ownerId}`, sk: 'OWNER' };
}

/** The attributes of the owner item that hold the profile. */
export const profileFields = [
  'name',
  'phone',
  'address',
  'city',
  'state',
  'country',
  'zipcode',
  'userColor',
] as const satisfies readonly (keyof Profile)[];

/** Reads an owner item; an empty item is an owner without account data and photos. */
export function toOwner(ownerId: string, item: Readonly<Record<string, unknown>>): Owner {
  const { username, email, status, tenant, customer, createdAt, avatar, floor, unmarked } = item;
  const photos: ActivePhoto[] = [];
  const tombstones: { assetId: string; deletedAt: Date }[] = [];
  for (const [assetId, value] of Object.entries(item)) {
    if (!isAssetId(assetId)) continue;
    const entry = value as Entry | Tombstone;
    if ('deletedAt' in entry) tombstones.push({ assetId, deletedAt: new Date(entry.deletedAt) });
    else photos.push(toActivePhoto(assetId, entry));
  }
  return {
    ownerId,
    ...(typeof username === 'string' ? { username } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    status: status === 'inactive' ? 'inactive' : 'active',
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...(typeof customer === 'string' ? { customer } : {}),
    ...(typeof createdAt === 'string' ? { createdAt: new Date(createdAt) } : {}),
    profile: Object.fromEntries(
      profileFields.map((field) => [field, item[field]]).filter(([, value]) => value !== undefined),
    ),
    ...(typeof avatar === 'string' ? { avatar } : {}),
    ...(typeof floor === 'string' ? { floor: toPosition(floor) } : {}),
    unmarked: unmarked instanceof Set ? [...unmarked].map(toPosition) : [],
    photos,
    tombstones,
  };
}

/** A photo's attribute in the owner item. */
interface Entry {
  readonly activeAt: string;
  readonly placedAt?: string;
  readonly extension: string;
  readonly size: number;
  readonly pixels?: PixelSize;
  readonly scope: Scope;
}

interface Tombstone {
  readonly deletedAt: string;
}

/** The entry of an active photo, as the owner item stores it. */
export function toEntry(photo: Omit<ActivePhoto, 'assetId'>): Entry {
  return {
    activeAt: photo.activeAt.toISOString(),
    ...(photo.placedAt === undefined ? {} : { placedAt: photo.placedAt.toISOString() }),
    extension: photo.extension,
    size: photo.size,
    ...(photo.pixels === undefined ? {} : { pixels: photo.pixels }),
    scope: photo.scope,
  };
}

function toActivePhoto(assetId: string, { activeAt, placedAt, extension, size, pixels, scope }: Entry): ActivePhoto {
  return {
    assetId,
    activeAt: new Date(activeAt),
    ...(placedAt === undefined ? {} : { placedAt: new Date(placedAt) }),
    extension,
    size,
    ...(pixels === undefined ? {} : { pixels }),
    scope,
  };
}

/** A position as a string, `{activeAt}#{asset id}`. These strings sort as positions do. */
export function positionText({ activeAt, assetId }: Position): string {
  return `${activeAt.toISOString()}#${assetId}`;
}

function toPosition(text: string): Position {
  const [activeAt = '', assetId = ''] = text.split('#');
  return { activeAt: new Date(activeAt), assetId };
}
