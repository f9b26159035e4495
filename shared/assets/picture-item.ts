import type { Crop } from '../core/rendition.ts';
import type { TemporaryPicture } from '../core/temporary-picture.ts';
import { toContents } from './photo-item.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The key of a temporary picture item. It has `assetId` and `assignee` once it is claimed, and `movedAt` once it is an
 * avatar. DynamoDB may delete expired items days late, so readers compare `expires` with the time.
 */
function pictureKey(number: number): Key {
  return { pk: `PICTURE#${number}`, sk: 'PICTURE' };
}

/** The key of the counter of PictureIDs. */
const counterKey: Key = { pk: 'PICTURE', sk: 'NUMBER' };

const firstNumber = 1001;

/** A PictureID, and the time at which the picture must not have expired. */
interface Seen {
  readonly number: number;
  readonly now: Date;
}

/** Records a picture whose object is stored, with the next PictureID. One UpdateItem, one PutItem. */
export async function recordPicture(
  table: Table,
  picture: Omit<TemporaryPicture, 'number'>,
): Promise<TemporaryPicture> {
  const { expiresAt, contents, ...rest } = picture;
  for (;;) {
    const number = await nextNumber(table);
    const expires = Math.ceil(expiresAt.getTime() / 1000);
    // If the counter was restored from an older backup, the number may be taken.
    if (await table.create({ ...pictureKey(number), v: 1, ...rest, ...contents, expires }))
      return { ...picture, number };
  }
}

async function nextNumber(table: Table): Promise<number> {
  const counter = await table.updateAndGet(counterKey, {
    update: 'ADD issued :one SET v = :v',
    values: { ':one': 1, ':v': 1 },
  });
  return Number(counter?.issued) + firstNumber - 1;
}

/** A picture in the dropbox; undefined if it is unknown, expired or moved. One GetItem. */
export async function findPicture(table: Table, { number, now }: Seen): Promise<TemporaryPicture | undefined> {
  const item = await table.get(pictureKey(number));
  return item === undefined || item.movedAt !== undefined || Number(item.expires) <= seconds(now)
    ? undefined
    : toPicture(number, item);
}

/** Sets the crop of a picture; false if it is unknown, expired, claimed or moved. One UpdateItem. */
export async function cropPicture(
  table: Table,
  { number, crop, now }: Seen & { readonly crop: Crop },
): Promise<boolean> {
  return table.update(pictureKey(number), {
    update: 'SET crop = :crop',
    condition: `${isThere} AND attribute_not_exists(assetId)`,
    values: { ':crop': crop, ':now': seconds(now) },
  });
}

/** The photo that a picture becomes. */
interface Claim {
  readonly assetId: string;
  /** The owner id of its new owner. */
  readonly assignee: string;
}

/**
 * Claims a picture for one owner, permanently. Returns the picture, whose crop no longer changes, and the asset id of
 * the first claim. Idempotent for the same assignee, so that an interrupted assignment can be retried. Undefined if the
 * picture is unknown, expired, moved, or claimed for another owner. One UpdateItem.
 */
export async function claimPicture(
  table: Table,
  { number, assetId, assignee, now }: Seen & Claim,
): Promise<{ readonly picture: TemporaryPicture; readonly assetId: string } | undefined> {
  const item = await table.updateAndGet(pictureKey(number), {
    update: 'SET assetId = if_not_exists(assetId, :assetId), assignee = :assignee',
    condition: `${isThere} AND (attribute_not_exists(assignee) OR assignee = :assignee)`,
    values: { ':assetId': assetId, ':assignee': assignee, ':now': seconds(now) },
  });
  return item && { picture: toPicture(number, item), assetId: String(item.assetId) };
}

/** Removes a claimed picture from the dropbox; an unclaimed one stays. One UpdateItem. */
export async function markMoved(
  table: Table,
  { number, at }: { readonly number: number; readonly at: Date },
): Promise<void> {
  await table.update(pictureKey(number), {
    update: 'SET movedAt = :at',
    condition: 'attribute_exists(assetId)',
    values: { ':at': at.toISOString() },
  });
}

// If the item does not exist, the comparison is false.
const isThere = 'expires > :now AND attribute_not_exists(movedAt)';

function seconds(time: Date): number {
  return time.getTime() / 1000;
}

function toPicture(number: number, item: Item): TemporaryPicture {
  const { key, ownerId, fileName, expires, crop } = item;
  return {
    contents: toContents(item),
    number,
    key: String(key),
    ownerId: String(ownerId),
    fileName: String(fileName),
    expiresAt: new Date(Number(expires) * 1000),
    ...(crop === undefined ? {} : { crop: crop as Crop }),
  };
}
