import { findOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Caller, Uploader } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { Owner } from '../../core/owner.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import type { VerifyCaller } from '../../identity/jwt.ts';
import { isPermitted, type Relation } from '../../photos/permissions.ts';

/** The relations by which a session may see and change an account. */
export const accountRelations: readonly Relation[] = ['self', 'customer'];

/** The caller of a token. Refuses with `unauthenticated`, or with `forbidden` if the token has no session type. */
export async function verifySession(authorization: string | undefined, verifyCaller: VerifyCaller): Promise<Caller> {
  const caller = await verifyCaller(authorization);
  if (caller.session === undefined) {
    throw new PhotoFailure('forbidden', { reason: 'The session is neither SESSION_USER nor SESSION_CUSTOMER' });
  }
  return caller;
}

/** The account of a request; `owner` is set if the choice had to read it. */
interface ChosenAccount {
  readonly ownerId: string;
  readonly owner?: Owner | undefined;
}

/**
 * The account of a request: the one that `login` names; without `login`, the only account of a customer's session, else
 * the caller's own. Refuses with `forbidden` an account that does not belong to the session.
 */
export async function chooseAccount(
  { table }: TablePart,
  { caller, login }: { readonly caller: Uploader; readonly login: unknown },
): Promise<ChosenAccount> {
  const { ownerId, session, accounts } = caller;
  if (login === undefined || login === null || login === '') {
    const [only, second] = session === 'SESSION_CUSTOMER' ? accounts : [];
    return { ownerId: only !== undefined && second === undefined ? only : ownerId };
  }
  const named = typeof login === 'number' ? String(login) : login;
  if (named === ownerId) return { ownerId };
  if (typeof named !== 'string' || !isOwnerId(named) || session !== 'SESSION_CUSTOMER') throw foreign();
  const owner = accounts.includes(named) ? undefined : await findOwner(table, named);
  const account = owner ?? { ownerId: named };
  if (!isPermitted({ caller, account, by: accountRelations })) throw foreign();
  return { ownerId: named, owner };
}

function foreign(): PhotoFailure {
  return new PhotoFailure('forbidden', { reason: 'The account does not belong to this session' });
}
