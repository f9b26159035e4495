import { STATUS_CODES } from 'node:http';
import { findOwner, unknownOwner } from '../../assets/find-owner.ts';
import type { Asset } from '../../core/asset.ts';
import type { Caller } from '../../core/caller.ts';
import { answerFailure, type PhotoCode, PhotoFailure, type Refusals } from '../../core/failure.ts';
import type { Owner } from '../../core/owner.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import { readablePixels } from '../../core/readable-pixels.ts';
import { currentPhoto } from '../../core/retention.ts';
import { boxAuthenticate } from '../../http/edge-headers.ts';
import { type HttpResponse, json, type RequestHead } from '../../http/message.ts';
import { type PhotoIntake, takePhoto } from '../../photos/take-photo.ts';
import type { Service } from '../../service/service.ts';
import { onlyFile } from '../../uploads/only-file.ts';
import type { Dialect, Upload } from '../../uploads/upload.ts';

/** Box user avatars: `POST`, `GET`, `DELETE /2.0/users/{user_id}/avatar`, `GET /2.0/users/me` and `/2.0/users/{user_id}`. */
export const box: Dialect = {
  name: 'box',
  prefixes: ['/2.0'],
  refuse: (failure, request) => clientError(answerFailure(refusals, failure), request),
};

/** `POST /2.0/users/{user_id}/avatar`. */
export const boxUpload: Upload<AvatarUploader, PhotoIntake, Asset> = {
  dialect: box,
  filePart: 'pic',

  policy: () => avatarPolicy,

  async authenticate(request, service) {
    const { caller, user } = await findManagedUser(service, request);
    const { ownerId } = user;
    return {
      ownerId,
      ...(ownerId === caller.ownerId && caller.username !== undefined ? { username: caller.username } : {}),
      uploadedBy: caller.ownerId,
      isFirst: currentPhoto(user, service.photosKeptActive) === undefined,
    };
  },

  read(form, { ownerId, username, uploadedBy }) {
    return { file: onlyFile(form), ownerId, username, uploadedBy, scope: 'private', placed: true };
  },

  keep: takePhoto,

  async accept(asset, { who: { isFirst } }, { links }) {
    const urls = Object.entries(picSizes).map(async ([name, size]) => [name, await links.forEver(asset, size)]);
    const body = { pic_urls: Object.fromEntries(await Promise.all(urls)) };
    return json(isFirst ? 201 : 200, body);
  },
};

/** Who uploads for whom. */
interface AvatarUploader {
  readonly ownerId: string;
  /** The owner's name, where the caller is the owner. */
  readonly username?: string;
  readonly uploadedBy: string;
  /** Whether the owner has no current photo. */
  readonly isFirst: boolean;
}

/** What an avatar may be. */
const avatarPolicy = {
  extensions: ['jpg', 'jpeg', 'png'],
  maxBytes: 1_048_576,
  maxSide: 1024,
  named: true,
} as const;

/** The pictures that links lead to, and their sides in pixels. */
export const picSizes = { small: 32, large: 160, preview: 300 } as const;

/** Who is calling, and the user that the path names. */
export interface CallerAndUser {
  readonly caller: Caller;
  readonly user: Owner;
}

/** The user of a path, for whoever is known. Refuses with `not-found` a user that never was; one's own id always is one. */
export async function findUser(
  { verifyCaller, table }: Pick<Service, 'verifyCaller' | 'table'>,
  { headers, parameters }: RequestHead,
): Promise<CallerAndUser> {
  const caller = await verifyCaller(headers.authorization);
  const { user_id: userId = caller.ownerId } = parameters;
  const user = isOwnerId(userId) ? await findOwner(table, userId) : undefined;
  if (user !== undefined) return { caller, user };
  if (userId !== caller.ownerId) throw new PhotoFailure('not-found', { what: 'user' });
  return { caller, user: unknownOwner(userId) };
}

/** The user of a path, for the user and for administrators. Refuses others, and users that are not active, with `forbidden`. */
export async function findManagedUser(
  service: Pick<Service, 'verifyCaller' | 'table'>,
  request: RequestHead,
): Promise<CallerAndUser> {
  const found = await findUser(service, request);
  if (!manages(found)) throw new PhotoFailure('forbidden', { reason: 'The user is not managed by the caller' });
  if (found.user.status !== 'active') throw new PhotoFailure('forbidden', { reason: 'The user is not active' });
  return found;
}

/** Whether the caller is the user, or an administrator. */
export function manages({ caller, user }: CallerAndUser): boolean {
  return caller.ownerId === user.ownerId || caller.scopes.has('admin');
}

/** What a ClientError says, without what is the same in all of them. */
interface ClientError {
  readonly status: number;
  /** One of the words that Box's API has for errors. */
  readonly code: string;
  /** What exactly was wrong with which parameter. */
  readonly error?: { readonly reason: string; readonly name: string; readonly message: string };
  readonly headers?: Readonly<Record<string, string>>;
}

const refusals: Refusals<ClientError, PhotoCode> = {
  unauthenticated: () => ({ status: 401, code: 'unauthorized' }),
  forbidden: () => ({ status: 403, code: 'forbidden' }),
  'bad-request': ({ reason }) => badPic('invalid_parameter', reason),
  'missing-file': () => badPic('missing_parameter', 'The request has no image in a part pic'),
  'too-many-files': () => badPic('invalid_parameter', 'The request has more than one image'),
  'empty-file': () => badPic('invalid_parameter', 'The image is empty'),
  'too-large': ({ bytes, maxBytes }) =>
    badPic('invalid_parameter', `The image has ${bytes} bytes; at most ${maxBytes} are allowed`),
  'request-too-large': () => ({ status: 413, code: 'request_entity_too_large' }),
  'length-required': () => ({ status: 411, code: 'length_required' }),
  'type-not-allowed': ({ allowedExtensions }) =>
    badPic('invalid_parameter', `The file extension is not allowed; allowed: ${allowedExtensions.join(', ')}`),
  'type-mismatch': ({ extension, type }) =>
    badPic('invalid_parameter', `The stated type ${type} does not match the file extension ${extension}`),
  'content-mismatch': ({ expected, found }) =>
    badPic('invalid_parameter', `The content is ${found ?? 'not a readable image'}, not ${expected}`),
  'damaged-image': ({ expected, reason }) =>
    badPic('invalid_parameter', `The content is no whole ${expected}: ${reason}`),
  'too-much-to-decode': ({ maxMegapixels, ...image }) =>
    badPic(
      'invalid_parameter',
      `The image has ${readablePixels(image)}; at most ${maxMegapixels} million in all are allowed`,
    ),
  'metadata-left': () => badPic('invalid_parameter', 'The image cannot be cleaned of private data'),
  'too-many-pixels': ({ width, height, maxSide }) =>
    badPic(
      'invalid_parameter',
      `The image has ${width} × ${height} pixels; at most ${maxSide} × ${maxSide} are allowed`,
    ),
  'scan-refused': () => badPic('invalid_parameter', 'The image was refused by the content scan'),
  'not-found': () => ({ status: 404, code: 'not_found' }),
  'method-not-allowed': ({ allowed }) => ({
    status: 405,
    code: 'method_not_allowed',
    headers: { Allow: allowed.join(', ') },
  }),
  internal: () => ({ status: 500, code: 'internal_server_error' }),
};

function badPic(reason: string, message: string): ClientError {
  return { status: 400, code: 'bad_request', error: { reason, name: 'pic', message } };
}

/**
 * The body that Box documents for errors; the SDK takes any other for a broken connection and asks again. Without a valid
 * token there is none, which is how its clients tell that theirs has expired.
 */
function clientError({ status, code, error, headers = {} }: ClientError, { requestId }: RequestHead): HttpResponse {
  if (status === 401) {
    return { status, headers: { [boxAuthenticate.header]: boxAuthenticate.value, 'Cache-Control': 'no-store' } };
  }
  const body = {
    type: 'error',
    status,
    code,
    message: STATUS_CODES[status],
    ...(error === undefined ? {} : { context_info: { errors: [error] } }),
    help_url: 'https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors/',
    request_id: requestId,
  };
  return json(status, body, headers);
}

/** A user as Box shows one; to others than the user and administrators, only who it is. */
export function userObject(found: CallerAndUser, avatarUrl: string | undefined): object {
  const { caller, user } = found;
  const { ownerId: id, profile, email, status, photos, createdAt } = user;
  const username = user.username ?? (caller.ownerId === id ? caller.username : undefined);
  const mini = { type: 'user', id, name: profile.name ?? username ?? id };
  if (!manages(found)) return mini;
  const since = createdAt?.toISOString();
  return {
    ...mini,
    login: email ?? '',
    ...(since === undefined ? {} : { created_at: since, modified_at: since }),
    language: 'en',
    timezone: 'UTC',
    space_amount: -1, // as Box says that there is no limit
    space_used: photos.reduce((sum, { size }) => sum + size, 0),
    max_upload_size: avatarPolicy.maxBytes,
    status,
    job_title: '',
    phone: profile.phone ?? '',
    address: profile.address ?? '',
    ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
  };
}
