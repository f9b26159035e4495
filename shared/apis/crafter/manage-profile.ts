import { findOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import type { ClockPart } from '../../core/time.ts';
import { permitAction, refuseInactive } from '../../photos/permissions.ts';
import type { TenantPart } from './settings.ts';
import { verifyAccessToken } from './verify-access-token.ts';

/** The parameter that holds an access token's id. */
export const tokenParameter = 'accessTokenId';

/** An application that may work on a profile. */
export interface ProfileAccess {
  readonly profileId: string;
  readonly application: string;
}

interface AskedProfile {
  readonly accessTokenId: string | undefined;
  readonly profileId: string;
  /** Whether the request changes the profile's attachments; an inactive one can only be read. */
  readonly changes?: true;
}

/**
 * Lets the application of an access token manage a profile, which is an owner's account. Checks in Crafter's order: the
 * token, the profile, the permission on the profile's tenant.
 */
export async function manageProfile(
  { table, clock, defaultTenant }: TablePart & ClockPart & TenantPart,
  { accessTokenId, profileId, changes }: AskedProfile,
): Promise<ProfileAccess> {
  const token = await verifyAccessToken({ table, clock }, accessTokenId);
  if (!isOwnerId(profileId)) throw new PhotoFailure('owner-id-invalid', { id: profileId });
  const profile = await findOwner(table, profileId);
  if (profile === undefined) throw new PhotoFailure('owner-unknown', { id: profileId });
  permitAction(token, { action: 'MANAGE_PROFILES', profile, defaultTenant });
  if (changes) refuseInactive(profile);
  return { profileId, application: token.application };
}
