import { findAccessToken } from '../../assets/access-token-item.ts';
import { type AccessToken, hasExpired, mayAct } from '../../core/access-token.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { Service } from '../../service/service.ts';

/**
 * The access token of an id that an application shows. Refuses with `access-token-missing`, `-unknown` and `-expired`. One
 * GetItem, by the id's hash.
 */
export async function verifyAccessToken(
  { table, clock }: Pick<Service, 'table' | 'clock'>,
  id: string | undefined,
): Promise<AccessToken> {
  if (!id) throw new PhotoFailure('access-token-missing', {});
  const token = await findAccessToken(table, id);
  if (token === undefined) throw new PhotoFailure('access-token-unknown', { id });
  if (token.expiresOn !== undefined && hasExpired(token, clock())) {
    throw new PhotoFailure('access-token-expired', { id, application: token.application, expiresOn: token.expiresOn });
  }
  return token;
}

/** Refuses with `action-denied` what a token does not let its application do with what belongs to the tenant. */
export function authorize(token: AccessToken, action: string, tenant: string): void {
  if (!mayAct(token, { action, tenant })) throw new PhotoFailure('action-denied', { action, tenant });
}
