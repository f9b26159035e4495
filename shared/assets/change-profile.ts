import type { Profile } from '../core/owner.ts';
import type { ClockPart } from '../core/time.ts';
import { ownerKey, profileFields } from './owner-item.ts';
import type { TablePart } from './table.ts';

/** Changes a profile, and creates its account if there is none. An existing username is kept. One UpdateItem. */
export async function changeProfile(
  { table, clock }: TablePart & ClockPart,
  { ownerId, username, profile }: { ownerId: string; username: string | undefined; profile: Profile },
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

/** Parts that are added to an update of the owner item; `set` begins with a comma if it is not empty. */
export interface OwnerChanges {
  readonly set: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/** The parts that change a profile; an absent field is not changed. */
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
