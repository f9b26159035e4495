import { findOwner } from '../../assets/find-owner.ts';
import type { Asset } from '../../core/asset.ts';
import { type Caller, toUploader, type Uploader } from '../../core/caller.ts';
import { answerFailure, type PhotoCode, PhotoFailure, type Refusals } from '../../core/failure.ts';
import { typeOfExtension } from '../../core/image-format.ts';
import type { Owner, Profile } from '../../core/owner.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import { readablePixels } from '../../core/readable-pixels.ts';
import { parseStorageName, type StorageName } from '../../core/storage-name.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import type { VerifyCaller } from '../../identity/jwt.ts';
import { type PhotoIntake, takePhoto } from '../../photos/take-photo.ts';
import type { Service } from '../../service/service.ts';
import { onlyFile } from '../../uploads/only-file.ts';
import type { Dialect, Upload } from '../../uploads/upload.ts';

/** The account-avatar API: `POST /upload`, `GET /storage/{uuid}`, `PUT /account/me`. */
export const accountAvatar: Dialect = {
  name: 'account-avatar',
  prefixes: ['/upload', '/storage', '/account'],
  refuse: (failure) => answerFailure(refusals, failure),
};

/** `POST /upload`. */
export const accountAvatarUpload: Upload<Uploader, PhotoIntake, Asset> = {
  dialect: accountAvatar,
  filePart: 'file',

  policy: () => ({ extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif'], maxBytes: 5_242_880 }),

  authenticate: async ({ headers }, { verifyCaller }) =>
    toUploader(await verifySession(headers.authorization, verifyCaller)),

  async read(form, caller, service) {
    if (form.fields.get('purpose') !== purpose) throw invalid('purpose must be account_avatar');
    const ownerId = await chosenAccount(service, caller, form.fields.get('login'));
    return {
      file: onlyFile(form),
      ownerId,
      username: ownerId === caller.ownerId ? caller.username : undefined,
      uploadedBy: caller.ownerId,
      scope: 'public', // "The server forces public storage scope": whatever the form says of it is not heard
      placed: false,
    };
  },

  keep: takePhoto,

  accept({ id, extension, fileName, size }) {
    return json(200, {
      uploaded: [
        {
          uuid: id,
          file_name: `${id}.${extension}`,
          original_name: fileName,
          content_type: typeOfExtension(extension),
          file_size: size,
          scope: publicScope,
          purpose,
        },
      ],
    });
  },
};

const refusals: Refusals<HttpResponse, PhotoCode> = {
  unauthenticated: ({ reason }) => refuse(401, 'PERMISSION_DENIED', reason),
  forbidden: ({ reason }) => refuse(403, 'PERMISSION_DENIED', reason),
  'bad-request': ({ reason }) => refuse(400, 'INVALID_DATA', reason),
  'missing-file': () => refuse(400, 'INVALID_DATA', 'The form has no file'),
  'too-many-files': () => refuse(400, 'INVALID_DATA', 'The form has more than one file'),
  'empty-file': () => refuse(400, 'INVALID_AVATAR', 'The file is empty'),
  'too-large': ({ bytes, maxBytes }) =>
    refuse(400, 'INVALID_AVATAR', `The file has ${bytes} bytes; at most ${maxBytes} are taken`),
  'request-too-large': ({ maxBytes }) => refuse(413, 'INVALID_AVATAR', `The request has more than ${maxBytes} bytes`),
  'length-required': () => refuse(411, 'INVALID_DATA', 'The request must state its Content-Length'),
  'type-not-allowed': ({ allowedExtensions }) =>
    refuse(400, 'INVALID_AVATAR', `File extension is not allowed; allowed: ${allowedExtensions.join(', ')}`),
  'type-mismatch': ({ extension, type }) =>
    refuse(400, 'RET_INVALID_DATA', `The stated type ${type} does not match the extension ${extension}`),
  'content-mismatch': ({ expected }) =>
    refuse(400, 'RET_INVALID_DATA', `The file's signature does not match its extension (${expected})`),
  'damaged-image': ({ expected, reason }) =>
    refuse(400, 'RET_INVALID_DATA', `The file is no whole ${expected}: ${reason}`),
  'too-much-to-decode': ({ maxMegapixels, ...image }) =>
    refuse(
      400,
      'RET_INVALID_DATA',
      `The image has ${readablePixels(image)}; at most ${maxMegapixels} million in all are taken`,
    ),
  'metadata-left': () => refuse(400, 'RET_INVALID_DATA', 'The file cannot be cleaned of private data'),
  'avatar-not-usable': ({ reason }) => refuse(400, 'INVALID_AVATAR', reason),
  'scan-refused': () => refuse(400, 'RET_INVALID_DATA', 'The file was refused by the content scan'),
  'not-found': () => refuse(404, 'RET_ERR_NOTFOUND', 'Not found'),
  'method-not-allowed': ({ allowed }) => refuse(405, 'RET_ERROR', 'Method not allowed', { Allow: allowed.join(', ') }),
  internal: () => refuse(500, 'RET_ERROR', 'Internal error'),
};

const purpose = 'account_avatar';
const publicScope = 3; // the API's own number

function refuse(status: number, error: string, message: string, headers?: Record<string, string>) {
  return json(status, { error, message }, headers);
}

function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}

/** A caller with one of the session types that this API knows. */
export async function verifySession(authorization: string | undefined, verifyCaller: VerifyCaller): Promise<Caller> {
  const caller = await verifyCaller(authorization);
  if (caller.session === undefined) {
    throw new PhotoFailure('forbidden', { reason: 'The session is neither SESSION_USER nor SESSION_CUSTOMER' });
  }
  return caller;
}

/**
 * The account that a request is about: one's own, or for a customer's session the one that `login` names, else its only
 * one, else the customer's own. A foreign account is `forbidden`.
 */
export async function chosenAccount(
  service: Pick<Service, 'table'>,
  caller: Uploader,
  login: unknown,
): Promise<string> {
  const { ownerId, session, accounts } = caller;
  if (login !== undefined && login !== null && login !== '') {
    const account = typeof login === 'number' ? String(login) : login;
    if (typeof account !== 'string' || !(await owns(service, caller, account))) {
      throw new PhotoFailure('forbidden', { reason: 'The account is not one of this session' });
    }
    return account;
  }
  const [only, second] = session === 'SESSION_CUSTOMER' ? accounts : [];
  return only !== undefined && second === undefined ? only : ownerId;
}

/** Whether an account is the session's: by the token or, for a customer's, by what an administrator has said of the account. */
async function owns(
  { table }: Pick<Service, 'table'>,
  { ownerId, session, accounts }: Uploader,
  account: string,
): Promise<boolean> {
  if (account === ownerId) return true;
  if (session !== 'SESSION_CUSTOMER' || !isOwnerId(account)) return false;
  return accounts.includes(account) || (await findOwner(table, account))?.customer === ownerId;
}

/** A change of an account: what is left out stays as it is. */
export interface AccountChange {
  readonly login: unknown;
  readonly profile: Profile;
  /** Null takes the avatar away. */
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
 * A change from the body of `PUT /account/me`: at least one profile field, each a text within its length. What else an
 * account object shows cannot be changed here and is passed over.
 */
export function readAccountChange(body: Readonly<Record<string, unknown>>): AccountChange {
  const given: Partial<Record<keyof typeof maxCharacters, string>> = {};
  for (const [field, most] of Object.entries(maxCharacters) as [keyof typeof maxCharacters, number][]) {
    const value = field === 'avatar' ? (body[field] === null ? '' : body[field]) : body[field];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !value.isWellFormed()) throw invalid(`${field} must be a text`);
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
 * The stored file that an avatar names; "the account stores the avatar reference without /storage/". Whatever else there is,
 * addresses elsewhere among it, is not an avatar.
 */
function storedAvatar(avatar: string): StorageName {
  const name = parseStorageName(avatar.replace(/^\/storage\//i, ''));
  if (name === undefined) throw new PhotoFailure('avatar-not-usable', { reason: 'The avatar is not a stored file' });
  return name;
}

/** The account as `GET /account/me` shows it. Before anything was stored, it is what the token says. */
export function accountObject(ownerId: string, caller: Caller, owner: Owner | undefined): object {
  const { profile = {}, avatar = '', createdAt } = owner ?? {};
  const username = owner?.username ?? (caller.ownerId === ownerId ? caller.username : undefined);
  const number = /^[1-9]\d{0,14}$/.test(ownerId) ? Number(ownerId) : ownerId; // clients read whole numbers where they are
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
