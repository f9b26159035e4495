import { answerFailure, type PhotoCode, type Refusals } from '../../core/failure.ts';
import { readablePixels } from '../../core/readable-pixels.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import { accountRoutes } from './routes.ts';

/** The account-avatar API: `POST /upload`, `GET /storage/{uuid}`, `PUT /account/me`. */
export const account: Api<typeof accountRoutes> = {
  name: 'account',
  prefixes: ['/upload', '/storage', '/account'],
  routes: accountRoutes,
  refuse: (failure) => answerFailure(refusals, failure),
  gatewayErrorFields: ({ status }) => ({ error: status >= 500 ? 'RET_ERROR' : (wordOf[status] ?? 'INVALID_DATA') }),
};

const refusals: Refusals<HttpResponse, PhotoCode> = {
  unauthenticated: ({ reason }) => refuse(401, 'PERMISSION_DENIED', reason),
  forbidden: ({ reason }) => refuse(403, 'PERMISSION_DENIED', reason),
  'bad-request': ({ reason }) => refuse(400, 'INVALID_DATA', reason),
  'missing-file': () => refuse(400, 'INVALID_DATA', 'The form has no file'),
  'too-many-files': () => refuse(400, 'INVALID_DATA', 'The form has more than one file'),
  'empty-file': () => refuse(400, 'INVALID_AVATAR', 'The file is empty'),
  'too-large': ({ bytes, maxBytes }) =>
    refuse(400, 'INVALID_AVATAR', `The file has ${bytes} bytes; the maximum is ${maxBytes}`),
  'request-too-large': ({ maxBytes }) => refuse(413, 'INVALID_AVATAR', `The request exceeds ${maxBytes} bytes`),
  'length-required': () => refuse(411, 'INVALID_DATA', 'Content-Length is required'),
  'type-not-allowed': ({ allowedExtensions }) =>
    refuse(
      400,
      'INVALID_AVATAR',
      `The file extension is not allowed; allowed extensions: ${allowedExtensions.join(', ')}`,
    ),
  'type-mismatch': ({ extension, type }) =>
    refuse(400, 'RET_INVALID_DATA', `The declared type ${type} does not match the file extension ${extension}`),
  'content-mismatch': ({ expected }) =>
    refuse(400, 'RET_INVALID_DATA', `The file's signature does not match its extension (${expected})`),
  'damaged-image': ({ reason }) => refuse(400, 'RET_INVALID_DATA', `The image is truncated or corrupt: ${reason}`),
  'too-much-to-decode': ({ maxMegapixels, ...image }) =>
    refuse(
      400,
      'RET_INVALID_DATA',
      `The image has ${readablePixels(image)}; the maximum is ${maxMegapixels} million pixels in all frames`,
    ),
  'metadata-left': () => refuse(400, 'RET_INVALID_DATA', 'Private metadata cannot be removed from the file'),
  'avatar-not-usable': ({ reason }) => refuse(400, 'INVALID_AVATAR', reason),
  'scan-refused': () => refuse(400, 'RET_INVALID_DATA', 'The content scan rejected the file'),
  'not-found': () => refuse(404, 'RET_ERR_NOTFOUND', 'Not found'),
  'method-not-allowed': ({ allowed }) => refuse(405, 'RET_ERROR', 'Method not allowed', { Allow: allowed.join(', ') }),
  internal: () => refuse(500, 'RET_ERROR', 'Internal error'),
};

function refuse(status: number, error: string, message: string, headers?: Record<string, string>) {
  return json(status, { error, message }, headers);
}

/** The API's words for the errors of the gateway; others below 500 are `INVALID_DATA`. */
const wordOf: Readonly<Record<number, string>> = {
  401: 'PERMISSION_DENIED',
  403: 'PERMISSION_DENIED',
  404: 'RET_ERR_NOTFOUND',
  429: 'RET_TOO_FREQUENT',
};
