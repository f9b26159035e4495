import type { Owner } from '../core/owner.ts';
import { ownerKey, toOwner } from './owner-item.ts';
import type { Table } from './table.ts';

export const accountFields = [
  'username',
  'email',
  'status',
  'tenant',
  'customer',
] as const satisfies readonly (keyof Owner)[];

/** What an administrator says of an account: null clears a field, what is left out stays as it is. */
export type AccountFields = Readonly<Partial<Record<(typeof accountFields)[number], string | null>>>;

/**
 * Changes an account, or makes it; nothing else of its owner is touched. Answers the owner as it is then. One UpdateItem.
 */
export async function changeAccount(
  table: Table,
  { ownerId, fields }: { ownerId: string; fields: AccountFields },
  clock: () => Date,
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
  if (item === undefined) throw new Error('An update without condition was refused');
  return toOwner(ownerId, item);
}
