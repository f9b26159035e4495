import { findAccessToken } from '../../assets/access-token-item.ts';
import type { TablePart } from '../../assets/table.ts';
import { type AccessToken, hasExpired } from '../../core/access-token.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { ClockPart } from '../../core/time.ts';

/**
 * The access token with the id that an application sent. Refuses with `access-token-missing`, `access-token-unknown` or
 * `access-token-expired`. One GetItem, by the hash of the id.
 */
export async function verifyAccessToken(
  { table, clock }: TablePart & ClockPart,
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
