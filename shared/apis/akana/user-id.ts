import { isOwnerId } from '../../core/photo-key.ts';

/** The UserID of an owner: `{ownerId}.{fedmemberid}`. */
export function toUserId(ownerId: string, tenant: string): string {
  return `${ownerId}.${tenant}`;
}

/** The owner id in a UserID, or in a bare owner id. Undefined if it cannot be an owner id. */
export function parseUserId(userId: string, tenant: string): string | undefined {
  const end = `.${tenant}`;
  const ownerId = userId.endsWith(end) ? userId.slice(0, -end.length) : userId;
  return isOwnerId(ownerId) ? ownerId : undefined;
}

/** The URL of a user's avatar. */
export function avatarUrl(userId: string, publicBaseUrl: string): string {
  return `${publicBaseUrl}/api/users/${encodeURIComponent(userId)}/avatar`;
}
