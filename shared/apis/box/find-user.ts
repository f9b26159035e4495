import { findOwner, unknownOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { Owner } from '../../core/owner.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import type { RequestHead } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { permitChange, type Relation } from '../../photos/permissions.ts';

/** The caller, and the user that the path names. */
export interface CallerAndUser {
  readonly caller: Caller;
  readonly user: Owner;
}

/** The relations by which a caller may change a user's avatar, and see more of the user than id and name. */
export const managingRelations: readonly Relation[] = ['self', 'administrator'];

/** The user of a path. Refuses with `not-found` an unknown user; the caller's own id is always a user. */
export async function findUser(
  { verifyCaller, table }: CallersPart & TablePart,
  { headers, parameters }: RequestHead,
): Promise<CallerAndUser> {
  const caller = await verifyCaller(headers.authorization);
  const { user_id: userId = caller.ownerId } = parameters;
  const user = isOwnerId(userId) ? await findOwner(table, userId) : undefined;
  if (user !== undefined) return { caller, user };
  if (userId !== caller.ownerId) throw new PhotoFailure('not-found', { what: 'user' });
  return { caller, user: unknownOwner(userId) };
}

/** The user of a path. Refuses with `forbidden` if the caller may not change the user's avatar. */
export async function findManagedUser(parts: CallersPart & TablePart, request: RequestHead): Promise<CallerAndUser> {
  const { caller, user } = await findUser(parts, request);
  await permitChange(parts, { caller, ownerId: user.ownerId, owner: user, by: managingRelations });
  return { caller, user };
}
