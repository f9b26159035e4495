import { findOwner, unknownOwner } from '../assets/find-owner.ts';
import type { TablePart } from '../assets/table.ts';
import { type AccessToken, mayAct } from '../core/access-token.ts';
import type { Caller } from '../core/caller.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { Owner } from '../core/owner.ts';

/** The relation of a caller to an account: its owner, the customer whose account it is, or an administrator. */
export type Relation = 'self' | 'customer' | 'administrator';

/** What is known of a caller; a pass carries no scopes. */
type Actor = Pick<Caller, 'ownerId' | 'session' | 'accounts'> & Partial<Pick<Caller, 'scopes'>>;

/** A change of an account's photos, profile or avatar. */
interface AskedChange {
  readonly caller: Actor;
  readonly ownerId: string;
  /** The relations by which the API lets a caller change an account. */
  readonly by: readonly Relation[];
  /** The account, if it has been read already. */
  readonly owner?: Owner | undefined;
}

/**
 * The account that a caller may change. Refuses with `forbidden` a caller without one of the relations, an inactive
 * account, and a caller whose own account is inactive; an administrator's token does not override the status. Reads the
 * account, and the caller's own if that is another one.
 */
export async function permitChange({ table }: TablePart, { caller, ownerId, by, owner }: AskedChange): Promise<Owner> {
  const isOwn = ownerId === caller.ownerId;
  const [changed, own] = await Promise.all([
    owner ?? findOwner(table, ownerId),
    isOwn ? undefined : findOwner(table, caller.ownerId),
  ]);
  const account = changed ?? unknownOwner(ownerId);
  if (!isPermitted({ caller, account, by })) {
    throw new PhotoFailure('forbidden', { reason: 'The caller may not change this account' });
  }
  refuseInactive(account);
  if (own !== undefined) refuseInactive(own);
  return account;
}

/** Whether a caller has one of these relations to an account. */
export function isPermitted({ caller, account, by }: AskedRelation): boolean {
  return by.some((relation) => stands[relation](caller, account));
}

type RelatedAccount = Pick<Owner, 'ownerId' | 'customer'>;

interface AskedRelation {
  readonly caller: Actor;
  readonly account: RelatedAccount;
  readonly by: readonly Relation[];
}

const stands: Readonly<Record<Relation, (caller: Actor, account: RelatedAccount) => boolean>> = {
  self: (caller, account) => caller.ownerId === account.ownerId,
  // The token lists the accounts of a customer, or an administrator has assigned the account to the customer.
  customer: ({ ownerId, session, accounts }, account) =>
    session === 'SESSION_CUSTOMER' && (accounts.includes(account.ownerId) || account.customer === ownerId),
  administrator: ({ scopes }) => scopes?.has('admin') === true,
};

/**
 * Lets an application, by its access token, act on a profile. Refuses with `action-denied` without the permission on
 * the profile's tenant.
 */
export function permitAction(
  token: AccessToken,
  asked: { readonly action: string; readonly profile: Owner; readonly defaultTenant: string },
): void {
  const { action, profile, defaultTenant } = asked;
  const tenant = profile.tenant ?? defaultTenant;
  if (!mayAct(token, { action, tenant })) throw new PhotoFailure('action-denied', { action, tenant });
}

/** Refuses with `forbidden` a caller without the scope `admin`. */
export function requireAdministrator(caller: Actor): void {
  if (!stands.administrator(caller, { ownerId: caller.ownerId })) {
    throw new PhotoFailure('forbidden', { reason: 'The token lacks the scope admin' });
  }
}

/** Refuses with `forbidden` if one of these accounts is inactive. Reads each once. */
export async function requireActive({ table }: TablePart, ownerIds: readonly string[]): Promise<void> {
  const owners = await Promise.all([...new Set(ownerIds)].map((ownerId) => findOwner(table, ownerId)));
  for (const owner of owners) if (owner !== undefined) refuseInactive(owner);
}

/** Refuses with `forbidden` an inactive account. */
export function refuseInactive({ status }: Pick<Owner, 'status'>): void {
  if (status !== 'active') throw new PhotoFailure('forbidden', { reason: 'The account is inactive' });
}
