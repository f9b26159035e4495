import type { Crop } from '../core/rendition.ts';
import type { TemporaryPicture } from '../core/temporary-picture.ts';
import { toContents } from './photo-item.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The temporary picture item. `assetId` and `assignee` are there once somebody has begun to make it an avatar, `movedAt`
 * once it is one. The table's own clean-up may be days behind `expires`, so that whoever reads looks at the time.
 */
function pictureKey(number: number): Key {
  return { pk: `PICTURE#${number}`, sk: 'PICTURE' };
}

/** The item that numbers pictures. */
const counterKey: Key = { pk: 'PICTURE', sk: 'NUMBER' };

const firstNumber = 1001;

/** Records a picture whose object is stored, under the next number. One UpdateItem, one PutItem. */
export async function recordPicture(
  table: Table,
  picture: Omit<TemporaryPicture, 'number'>,
): Promise<TemporaryPicture> {
  const { expiresAt, contents, ...rest } = picture;
  for (;;) {
    const number = await nextNumber(table);
    const expires = Math.ceil(expiresAt.getTime() / 1000);
    // Where the counter was brought back from an older copy of the table, numbers may be taken.
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

/** A picture that is still in the dropbox: neither expired nor moved. One GetItem. */
export async function findPicture(table: Table, number: number, now: Date): Promise<TemporaryPicture | undefined> {
  const item = await table.get(pictureKey(number));
  return item === undefined || item.movedAt !== undefined || Number(item.expires) <= seconds(now)
    ? undefined
    : toPicture(number, item);
}

/** Says what of a picture is shown; false where it is no longer in the dropbox, or on its way out. */
export async function cropPicture(table: Table, number: number, crop: Crop, now: Date): Promise<boolean> {
  return table.update(pictureKey(number), {
    update: 'SET crop = :crop',
    condition: `${isThere} AND attribute_not_exists(assetId)`,
    values: { ':crop': crop, ':now': seconds(now) },
  });
}

/** What a picture is to become. */
export interface Claim {
  readonly assetId: string;
  /** The owner id of whose avatar it becomes. */
  readonly assignee: string;
}

/**
 * Claims a picture for one owner, for good: of two only one gets it. Answers the picture as it stays from then on, and the
 * asset id of the first claim, so that a claim that was broken off can be repeated. Undefined where it is not to be had.
 */
export async function claimPicture(
  table: Table,
  number: number,
  { assetId, assignee }: Claim,
  now: Date,
): Promise<{ readonly picture: TemporaryPicture; readonly assetId: string } | undefined> {
  const item = await table.updateAndGet(pictureKey(number), {
    update: 'SET assetId = if_not_exists(assetId, :assetId), assignee = :assignee',
    condition: `${isThere} AND (attribute_not_exists(assignee) OR assignee = :assignee)`,
    values: { ':assetId': assetId, ':assignee': assignee, ':now': seconds(now) },
  });
  return item && { picture: toPicture(number, item), assetId: String(item.assetId) };
}

/** Takes a picture that was claimed out of the dropbox. */
export async function markMoved(table: Table, number: number, at: Date): Promise<void> {
  await table.update(pictureKey(number), {
    update: 'SET movedAt = :at',
    condition: 'attribute_exists(assetId)',
    values: { ':at': at.toISOString() },
  });
}

const isThere = 'expires > :now AND attribute_not_exists(movedAt)'; // no attribute is above anything where there is no item

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
