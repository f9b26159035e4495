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

/**
 * The key of a photo item: the record and its audit trail. `activeAt` and `sk` are its position in the owner's order.
 */
export function photoItemKey({ ownerId, id }: Pick<Asset, 'ownerId' | 'id'>): Key {
  return { pk: `OWNER#${ownerId}`, sk: `${photoPrefix}${id}` };
}

/** The prefix of the sort keys of photo items. */
export const photoPrefix = 'PHOTO#';

/** The item of a photo at its upload. */
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

/** Reads a photo item. */
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

/** Reads the facts about a photo's bytes; items older than a field lack it. */
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
 * The parts of an update that append a change to the audit trail. DynamoDB appends an element whose index is beyond the
 * end; unlike `list_append`, this can be combined with removing the oldest change after the upload, so that the item
 * stays below its limit of 400 KB.
 */
export function appendChange(change: Change, historyLength = 0) {
  return {
    set: 'history[1000] = :change',
    remove: historyLength < maxChanges ? [] : ['history[1]'],
    values: { ':change': toChangeItem(change) },
  };
}
