import type { Owner } from '../core/owner.ts';
import type { ClockPart } from '../core/time.ts';
import { ownerKey, toOwner } from './owner-item.ts';
import type { TablePart } from './table.ts';

/** The fields of an account that administrators set. */
export const accountFields = [
  'username',
  'email',
  'status',
  'tenant',
  'customer',
] as const satisfies readonly (keyof Owner)[];

/** Changes to an account: null clears a field, an absent field is not changed. */
export type AccountFields = Readonly<Partial<Record<(typeof accountFields)[number], string | null>>>;

/**
 * Changes or creates an account, and returns its owner afterwards. Photos and profile are not touched. One UpdateItem.
 */
export async function changeAccount(
  { table, clock }: TablePart & ClockPart,
  { ownerId, fields }: { ownerId: string; fields: AccountFields },
): Promise<Owner> {
  const given = accountFields.filter((field) => fields[field] !== undefined);
  const set = given.filter((field) => fields[field] !== null);
  const removed = given.filter((field) => fields[field] === null);
  const item = await table.updateAndGet(ownerKey(ownerId), {
    update: [
      ['SET v = :v, createdAt = if_not_exists(createdAt, :at)', ...set.map((field) => `#${field} = :${field}`)].join(
        ', ',
      ),
      removed.length === 0 ? '' : ` REMOVE ${removed.map((field) => `#${field}`).join(', ')}`,
    ].join(''),
    ...(given.length === 0 ? {} : { names: Object.fromEntries(given.map((field) => [`#${field}`, field])) }),
    values: {
      ':v': 1,
      ':at': clock().toISOString(),
      ...Object.fromEntries(set.map((field) => [`:${field}`, fields[field]])),
    },
  });
  if (item === undefined) throw new Error('DynamoDB rejected an unconditional update');
  return toOwner(ownerId, item);
}
