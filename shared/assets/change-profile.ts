import type { Profile } from '../core/owner.ts';
import { ownerKey, profileFields } from './owner-item.ts';
import type { Table } from './table.ts';

/** Changes the profile; makes the account where it is not there yet. */
export async function changeProfile(
  table: Table,
  { ownerId, username, profile }: { ownerId: string; username: string | undefined; profile: Profile },
  clock: () => Date,
): Promise<void> {
  const changes = profileUpdate(profile);
  await table.update(ownerKey(ownerId), {
    update: [
      'SET v = :v, createdAt = if_not_exists(createdAt, :at)',
      username === undefined ? '' : ', username = if_not_exists(username, :username)',
      changes.set,
    ].join(''),
    ...(Object.keys(changes.names).length === 0 ? {} : { names: changes.names }),
    values: {
      ':v': 1,
      ':at': clock().toISOString(),
      ...(username === undefined ? {} : { ':username': username }),
      ...changes.values,
    },
  });
}

/** Further parts of an owner's update. */
export interface OwnerChanges {
  readonly set: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/** The parts that change the profile: what is left out stays as it is. */
export function profileUpdate(profile: Profile): OwnerChanges {
  const names: Record<string, string> = {};
  const values: Record<string, string> = {};
  let set = '';
  for (const field of profileFields) {
    const value = profile[field];
    if (value === undefined) continue;
    names[`#${field}`] = field;
    values[`:${field}`] = value;
    set += `, #${field} = :${field}`;
  }
  return { set, names, values };
}
