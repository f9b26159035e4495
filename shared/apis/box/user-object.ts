import { isPermitted } from '../../photos/permissions.ts';
import { avatarPolicy } from './avatar-policy.ts';
import { type CallerAndUser, managingRelations } from './find-user.ts';

/** A user as Box shows one; only id and name if the caller is neither the user nor an administrator. */
export function userObject({ caller, user }: CallerAndUser, avatarUrl: string | undefined): object {
  const { ownerId: id, profile, email, status, photos, createdAt } = user;
  const username = user.username ?? (caller.ownerId === id ? caller.username : undefined);
  const mini = { type: 'user', id, name: profile.name ?? username ?? id };
  if (!isPermitted({ caller, account: user, by: managingRelations })) return mini;
  const since = createdAt?.toISOString();
  return {
    ...mini,
    login: email ?? '',
    ...(since === undefined ? {} : { created_at: since, modified_at: since }),
    language: 'en',
    timezone: 'UTC',
    space_amount: -1, // Box's value for "no limit"
    space_used: photos.reduce((sum, { size }) => sum + size, 0),
    max_upload_size: avatarPolicy.maxBytes,
    status,
    job_title: '',
    phone: profile.phone ?? '',
    address: profile.address ?? '',
    ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
  };
}
