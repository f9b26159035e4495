import type { Caller } from '../../core/caller.ts';
import type { Owner } from '../../core/owner.ts';

/** An account, and the caller to whom it is shown. */
interface ShownAccount {
  readonly ownerId: string;
  readonly caller: Caller;
  /** Undefined if nothing is stored for the account. */
  readonly owner: Owner | undefined;
}

/** The account as `GET /account/me` shows it. The caller's own name comes from the token until one is stored. */
export function accountObject({ ownerId, caller, owner }: ShownAccount): object {
  const { profile = {}, avatar = '', createdAt } = owner ?? {};
  const username = owner?.username ?? (caller.ownerId === ownerId ? caller.username : undefined);
  const number = /^[1-9]\d{0,14}$/.test(ownerId) ? Number(ownerId) : ownerId; // clients read ids as numbers if they can
  return {
    id: number,
    login: number,
    avatar,
    name: profile.name ?? username ?? '',
    phone: profile.phone ?? '',
    address: profile.address ?? '',
    city: profile.city ?? '',
    state: profile.state ?? '',
    country: profile.country ?? '',
    zipcode: profile.zipcode ?? '',
    user_color: profile.userColor ?? '',
    regdate: Math.floor((createdAt?.getTime() ?? 0) / 1000),
  };
}
