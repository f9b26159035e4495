import { PhotoFailure } from '../../core/failure.ts';
import type { Profile } from '../../core/owner.ts';
import { parseStorageName, type StorageName } from '../../core/storage-name.ts';

/** A change of an account; fields that are left out do not change. */
export interface AccountChange {
  readonly login: unknown;
  readonly profile: Profile;
  /** Null clears the avatar. */
  readonly avatar: StorageName | null | undefined;
}

const maxCharacters = {
  name: 128,
  phone: 64,
  address: 256,
  city: 128,
  state: 128,
  country: 128,
  zipcode: 32,
  user_color: 32,
  avatar: 4096,
} as const;

/**
 * The change in the body of `PUT /account/me`: at least one profile field, each a string within its length. Other
 * fields of an account object are ignored. Refuses with `bad-request`.
 */
export function readAccountChange(body: Readonly<Record<string, unknown>>): AccountChange {
  const given: Partial<Record<keyof typeof maxCharacters, string>> = {};
  for (const [field, most] of Object.entries(maxCharacters) as [keyof typeof maxCharacters, number][]) {
    const value = field === 'avatar' ? (body[field] === null ? '' : body[field]) : body[field];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !value.isWellFormed()) throw invalid(`${field} must be a string`);
    if ([...value].length > most) throw invalid(`${field} must have at most ${most} characters`);
    given[field] = value;
  }
  if (Object.keys(given).length === 0) throw invalid('At least one profile field is required');
  const { avatar, user_color: userColor, ...profile } = given;
  return {
    login: body.login,
    profile: userColor === undefined ? profile : { ...profile, userColor },
    avatar: avatar === undefined ? undefined : avatar === '' ? null : storedAvatar(avatar),
  };
}

/**
 * The stored file that an avatar names; "the account stores the avatar reference without /storage/". Refuses with
 * `avatar-not-usable` any other text, such as a URL of another site.
 */
function storedAvatar(avatar: string): StorageName {
  const name = parseStorageName(avatar.replace(/^\/storage\//i, ''));
  if (name === undefined) throw new PhotoFailure('avatar-not-usable', { reason: 'The avatar is not a stored file' });
  return name;
}

function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}
