import { readOwner } from '../assets/find-owner.ts';
import { ownerKey, positionText } from '../assets/owner-item.ts';
import { markArchived } from '../assets/record-photo.ts';
import type { Table, TablePart } from '../assets/table.ts';
import type { Owner, Position } from '../core/owner.ts';
import { nextArchiving } from '../core/retention.ts';
import type { ClockPart } from '../core/time.ts';

const tombstoneKeptMillis = 3_600_000; // later than any late write
const maxRounds = 1000;

/**
 * Archives an owner's photos beyond the newest `keep`. The owner item is the source of truth: first the records of
 * photos that an earlier run removed are marked, then the surplus is removed and the floor raised in one conditional
 * update, until there is no surplus. Idempotent and safe to run concurrently.
 */
export async function retain(
  { table, clock }: TablePart & ClockPart,
  { ownerId, keep }: { readonly ownerId: string; readonly keep: number },
): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const owner = await readOwner(table, ownerId);
    if (owner.unmarked.length > 0 && owner.floor !== undefined) {
      await markUnmarked(table, { ...owner, floor: owner.floor, at: clock() });
      continue;
    }
    const next = nextArchiving(owner, keep);
    if (next === undefined) return sweepTombstones(table, { ...owner, now: clock() });
    await takeOut(table, { ...owner, next });
  }
  throw new Error(`Retention did not settle in ${maxRounds} rounds`);
}

async function markUnmarked(
  table: Table,
  { ownerId, unmarked, floor, at }: Owner & { readonly floor: Position; readonly at: Date },
): Promise<void> {
  await Promise.all(unmarked.map(({ assetId: id }) => markArchived(table, { ownerId, id, floor, at })));
  await table.update(ownerKey(ownerId), {
    update: 'REMOVE unmarked',
    condition: 'unmarked = :seen',
    values: { ':seen': new Set(unmarked.map(positionText)) },
  });
}

/**
 * Removes photos from the active ones, on condition that the floor, the chosen avatar and these photos are as they were
 * read.
 */
async function takeOut(
  table: Table,
  { next, ...owner }: Owner & { readonly next: { readonly oldest: readonly Position[]; readonly floor: Position } },
): Promise<void> {
  const names: Record<string, string> = { '#floor': 'floor' };
  const values: Record<string, unknown> = {
    ':floor': positionText(next.floor),
    ':unmarked': new Set(next.oldest.map(positionText)),
  };
  const condition = ['attribute_not_exists(unmarked)'];
  for (const [attribute, path, seen] of [
    ['avatar', 'avatar', owner.avatar],
    ['seenFloor', '#floor', owner.floor && positionText(owner.floor)],
  ] as const) {
    condition.push(seen === undefined ? `attribute_not_exists(${path})` : `${path} = :${attribute}`);
    if (seen !== undefined) values[`:${attribute}`] = seen;
  }
  for (const [index, { assetId, activeAt }] of next.oldest.entries()) {
    names[`#p${index}`] = assetId;
    values[`:p${index}`] = activeAt.toISOString();
    condition.push(`#p${index}.activeAt = :p${index}`);
  }
  const removed = next.oldest.map((_, index) => `#p${index}`).join(', ');
  await table.update(ownerKey(owner.ownerId), {
    update: `SET #floor = :floor, unmarked = :unmarked REMOVE ${removed}`,
    condition: condition.join(' AND '),
    names,
    values,
  });
}

/** Removes tombstones that are older than any late write. */
async function sweepTombstones(
  table: Table,
  { ownerId, tombstones, now }: Owner & { readonly now: Date },
): Promise<void> {
  for (const { assetId, deletedAt } of tombstones) {
    if (now.getTime() - deletedAt.getTime() < tombstoneKeptMillis) continue;
    await table.update(ownerKey(ownerId), {
      update: 'REMOVE #photo',
      condition: '#photo.deletedAt = :seen',
      names: { '#photo': assetId },
      values: { ':seen': deletedAt.toISOString() },
    });
  }
}
