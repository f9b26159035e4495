import { isOwnerId } from '../../core/photo-key.ts';

/** The UserID of an owner: `{ownerId}.{fedmemberid}`. */
export function toUserId(ownerId: string, tenant: string): string {
  return `${ownerId}.${tenant}`;
}

/** The owner that a UserID names; a bare owner id is taken too. Undefined where it can be nobody's. */
export function parseUserId(userId: string, tenant: string): string | undefined {
  const end = `.${tenant}`;
  const ownerId = userId.endsWith(end) ? userId.slice(0, -end.length) : userId;
  return isOwnerId(ownerId) ? ownerId : undefined;
}

/** Where a user's avatar is read. */
export function avatarUrl(userId: string, publicBaseUrl: string): string {
  return `${publicBaseUrl}/api/users/${encodeURIComponent(userId)}/avatar`;
}
