import { readOwner } from '../assets/find-owner.ts';
import { ownerKey, positionText } from '../assets/owner-item.ts';
import { markArchived } from '../assets/record-photo.ts';
import type { Table } from '../assets/table.ts';
import type { Owner, Position } from '../core/owner.ts';
import { nextArchiving } from '../core/retention.ts';

const tombstoneKeptMillis = 3_600_000; // no write is later than that
const maxRounds = 1000;

/**
 * Archives what an owner has beyond `keep` active photos. The owner item is the truth: what an earlier run took out gets
 * its mark first, then the surplus goes and the floor rises in one conditional update, again until nothing is to be done.
 * Any number of runs may do this at once.
 */
export async function retain(table: Table, ownerId: string, keep: number, clock: () => Date): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const owner = await readOwner(table, ownerId);
    if (owner.unmarked.length > 0 && owner.floor !== undefined) {
      await markUnmarked(table, owner, owner.floor, clock);
      continue;
    }
    const next = nextArchiving(owner, keep);
    if (next === undefined) return sweepTombstones(table, owner, clock());
    await takeOut(table, owner, next);
  }
  throw new Error('Retention never settled');
}

async function markUnmarked(table: Table, owner: Owner, floor: Position, clock: () => Date): Promise<void> {
  const { ownerId, unmarked } = owner;
  await Promise.all(unmarked.map(({ assetId: id }) => markArchived(table, { ownerId, id, floor, at: clock() })));
  await table.update(ownerKey(ownerId), {
    update: 'REMOVE unmarked',
    condition: 'unmarked = :seen',
    values: { ':seen': new Set(unmarked.map(positionText)) },
  });
}

/** Takes photos out of what is active, if everything the choice rests on is still as it was seen. */
async function takeOut(
  table: Table,
  owner: Owner,
  next: { taken: readonly Position[]; floor: Position },
): Promise<void> {
  const names: Record<string, string> = { '#floor': 'floor' };
  const values: Record<string, unknown> = {
    ':floor': positionText(next.floor),
    ':unmarked': new Set(next.taken.map(positionText)),
  };
  const condition = ['attribute_not_exists(unmarked)'];
  for (const [attribute, path, seen] of [
    ['avatar', 'avatar', owner.avatar],
    ['seenFloor', '#floor', owner.floor && positionText(owner.floor)],
  ] as const) {
    condition.push(seen === undefined ? `attribute_not_exists(${path})` : `${path} = :${attribute}`);
    if (seen !== undefined) values[`:${attribute}`] = seen;
  }
  for (const [index, { assetId, activeAt }] of next.taken.entries()) {
    names[`#p${index}`] = assetId;
    values[`:p${index}`] = activeAt.toISOString();
    condition.push(`#p${index}.activeAt = :p${index}`);
  }
  const removed = next.taken.map((_, index) => `#p${index}`).join(', ');
  await table.update(ownerKey(owner.ownerId), {
    update: `SET #floor = :floor, unmarked = :unmarked REMOVE ${removed}`,
    condition: condition.join(' AND '),
    names,
    values,
  });
}

/** Tombstones whose late writes must all have come by now make room. */
async function sweepTombstones(table: Table, owner: Owner, now: Date): Promise<void> {
  for (const { assetId, deletedAt } of owner.tombstones) {
    if (now.getTime() - deletedAt.getTime() < tombstoneKeptMillis) continue;
    await table.update(ownerKey(owner.ownerId), {
      update: 'REMOVE #photo',
      condition: '#photo.deletedAt = :seen',
      names: { '#photo': assetId },
      values: { ':seen': deletedAt.toISOString() },
    });
  }
}
