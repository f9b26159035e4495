import {
  type Asset,
  type Change,
  type Contents,
  doors,
  type Fingerprint,
  type Photo,
  type PixelSize,
  uploadedAt,
} from '../core/asset.ts';
import { toMetadataKinds } from '../core/metadata.ts';
import type { Item, Key } from './table.ts';

/** The photo item: the asset and its audit trail. `activeAt` and `sk` together are its place in the owner's order. */
export function photoItemKey({ ownerId, id }: Pick<Asset, 'ownerId' | 'id'>): Key {
  return { pk: `OWNER#${ownerId}`, sk: `${photoPrefix}${id}` };
}

export const photoPrefix = 'PHOTO#';

/** A photo's item at its upload. */
export function toPhotoItem({ api, ...asset }: Asset): Item {
  const at = uploadedAt(asset.id);
  return {
    ...photoItemKey(asset),
    v: 1,
    ...asset,
    dialect: api, // the attribute's name in the first version
    activeAt: at.toISOString(),
    history: [toChangeItem({ change: 'uploaded', at, by: asset.uploadedBy })],
  };
}

export function toPhoto(item: Item): Photo {
  const { activeAt, archivedAt, deletedAt, history, username } = item;
  return {
    id: String(item.id),
    ownerId: String(item.ownerId),
    ...(typeof username === 'string' ? { username } : {}),
    uploadedBy: String(item.uploadedBy),
    api: String(item.dialect),
    scope: item.scope === 'public' ? 'public' : 'private',
    placed: item.placed === true,
    fileName: String(item.fileName),
    ...toContents(item),
    activeAt: new Date(String(activeAt)),
    ...(typeof archivedAt === 'string' ? { archivedAt: new Date(archivedAt) } : {}),
    ...(typeof deletedAt === 'string' ? { deletedAt: new Date(deletedAt) } : {}),
    history: (history as ChangeItem[]).map(({ change, at, by }) => ({ change, at: new Date(at), by })),
  };
}

/** What an item says of bytes; items from before that was told lack most of it. */
export function toContents({ door, extension, size, pixels, sha256, sent, found = [], removed = [] }: Item): Contents {
  return {
    door: doors.find((each) => each === door) ?? 'function',
    extension: String(extension),
    size: Number(size),
    ...(pixels === undefined ? {} : { pixels: pixels as PixelSize }),
    sha256: String(sha256),
    ...(sent === undefined ? {} : { sent: sent as Fingerprint }),
    found: toMetadataKinds(found as unknown[]),
    removed: toMetadataKinds(removed as unknown[]),
  };
}

interface ChangeItem {
  readonly change: Change['change'];
  readonly at: string;
  readonly by: string;
}

function toChangeItem({ change, at, by }: Change): ChangeItem {
  return { change, at: at.toISOString(), by };
}

const maxChanges = 200;

/**
 * The parts of an update that add a line to the audit trail. A list element far behind the end is appended, and unlike
 * `list_append` it leaves room to drop the oldest line after the upload: an item ends at 400 KB, toggling does not.
 */
export function appendChange(change: Change, historyLength = 0) {
  return {
    set: 'history[1000] = :change',
    remove: historyLength < maxChanges ? [] : ['history[1]'],
    values: { ':change': toChangeItem(change) },
  };
}
