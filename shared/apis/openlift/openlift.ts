import { type Asset, uploadedAt } from '../../core/asset.ts';
import { toUploader, type Uploader } from '../../core/caller.ts';
import { answerFailure, type PhotoCode, PhotoFailure, type Refusals } from '../../core/failure.ts';
import { typeOfExtension } from '../../core/image-format.ts';
import { photoKey } from '../../core/photo-key.ts';
import { readablePixels } from '../../core/readable-pixels.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import { type PhotoIntake, takePhoto } from '../../photos/take-photo.ts';
import type { Service } from '../../service/service.ts';
import { onlyFile } from '../../uploads/only-file.ts';
import type { Dialect, Upload } from '../../uploads/upload.ts';

/** OpenLift Profile Photos: `POST /api/storage/profile-photo/upload`, signed links, GraphQL. */
export const openlift: Dialect = {
  name: 'openlift',
  prefixes: ['/api/storage', '/graphql'],
  refuse: (failure) => answerFailure(refusals, failure),
};

/** `POST /api/storage/profile-photo/upload`. */
export const openliftUpload: Upload<Uploader, PhotoIntake, Asset, OpenliftService> = {
  dialect: openlift,
  filePart: 'file',

  policy: (service) => service.openlift,

  authenticate: async ({ headers }, { verifyCaller }) => toUploader(await verifyCaller(headers.authorization)),

  read(form, caller) {
    const context = form.fields.get('assetContext') ?? profilePicture;
    if (context !== profilePicture) {
      throw new PhotoFailure('bad-request', { reason: `assetContext must be ${profilePicture}` });
    }
    const { ownerId, username } = caller;
    return { file: onlyFile(form), ownerId, username, uploadedBy: ownerId, scope: 'private', placed: true };
  },

  keep: takePhoto,

  async accept(asset, _, { links }) {
    const { url, expiresAt } = await links.forUpload(asset);
    return success(201, {
      fileKey: photoKey(asset),
      uploadUrl: url, // to read by, despite its name
      fileName: asset.fileName,
      contentType: typeOfExtension(asset.extension),
      size: asset.size,
      assetId: asset.id,
      uploadedAt: uploadedAt(asset.id).toISOString(),
      expiresAt: expiresAt.toISOString(),
    });
  },
};

/** The parts of the service by which it keeps and answers. */
export type OpenliftService = Pick<
  Service,
  | 'clock'
  | 'newAssetId'
  | 'keepMetadata'
  | 'scan'
  | 'storage'
  | 'table'
  | 'announcements'
  | 'links'
  | 'openlift'
  | 'crafter'
>;

const refusals: Refusals<HttpResponse, PhotoCode> = {
  unauthenticated: ({ reason }) => refuse(401, 'UNAUTHORIZED', reason),
  forbidden: ({ reason }) => refuse(403, 'FORBIDDEN', reason),
  'bad-request': ({ reason }) => refuse(400, 'VALIDATION_FAILED', reason),
  'missing-file': () => refuse(400, 'VALIDATION_FAILED', 'No file provided'),
  'too-many-files': () => refuse(400, 'VALIDATION_FAILED', 'More than one file provided'),
  'empty-file': () => refuse(400, 'VALIDATION_FAILED', 'File is empty'),
  'too-large': ({ bytes, maxBytes }) =>
    refuse(400, 'VALIDATION_FAILED', `File size ${bytes} exceeds maximum ${maxBytes} bytes for profile photos`),
  'request-too-large': ({ maxBytes }) =>
    refuse(413, 'VALIDATION_FAILED', `Request size exceeds maximum ${maxBytes} bytes`),
  'length-required': () => refuse(411, 'VALIDATION_FAILED', 'Content-Length is required'),
  'type-not-allowed': ({ type, allowedExtensions }) =>
    refuse(
      415,
      'VALIDATION_FAILED',
      `Content type ${type} not allowed. Allowed types: ${allowedExtensions.join(', ')}`,
    ),
  'type-mismatch': ({ extension, type }) =>
    refuse(400, 'VALIDATION_FAILED', `Content type ${type} does not match file extension ${extension}`),
  'content-mismatch': ({ expected, found }) =>
    refuse(415, 'VALIDATION_FAILED', `File content is ${found ?? 'not an image'}, not ${expected}`),
  'damaged-image': ({ expected, reason }) =>
    refuse(400, 'VALIDATION_FAILED', `File content is no whole ${expected}: ${reason}`),
  'too-much-to-decode': ({ maxMegapixels, ...image }) =>
    refuse(
      400,
      'VALIDATION_FAILED',
      `Image of ${readablePixels(image)} exceeds maximum ${maxMegapixels} million for profile photos`,
    ),
  'metadata-left': () => refuse(400, 'VALIDATION_FAILED', 'File cannot be cleaned of private data'),
  'not-found': ({ what }) => refuse(404, 'NOT_FOUND', notFound[what]),
  'method-not-allowed': ({ allowed }) =>
    refuse(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', { Allow: allowed.join(', ') }),
  'link-expired': () => refuse(403, 'FORBIDDEN', 'Token has expired'),
  'link-refused': ({ reason }) => refuse(403, 'FORBIDDEN', `Token verification failed: ${reason}`),
  'scan-refused': () => refuse(400, 'VALIDATION_FAILED', 'File was refused by the content scan'),
  'not-renderable': () => refuse(404, 'NOT_FOUND', 'File does not decode as an image'),
  internal: () => refuse(500, 'INTERNAL_ERROR', 'Internal server error'),
};

const profilePicture = 'PROFILE_PICTURE';
const notFound = { file: 'File not found', photo: 'Photo not found', route: 'Not found', user: 'User not found' };

/** The API's envelope around what succeeded. */
export function success(status: number, data: object) {
  return json(status, { success: true, data });
}

function refuse(status: number, code: string, message: string, headers?: Record<string, string>) {
  return json(status, { success: false, error: { code, message } }, headers);
}
