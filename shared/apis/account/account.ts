import { answerFailure, type PhotoCode, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json, withHeaders } from '../../http/message.ts';
import { accountRoutes } from './routes.ts';

/** The account API: `POST /upload`, `GET /storage/{uuid}`, `PUT /account/me`. */
export const account: Api<typeof accountRoutes> = {
  name: 'account',
  prefixes: ['/upload', '/storage', '/account'],
  routes: accountRoutes,
  refuse: (failure) => answerFailure(refusals, failure),
  gatewayErrorFields: ({ status }) => ({ error: status >= 500 ? 'RET_ERROR' : (wordOf[status] ?? 'INVALID_DATA') }),
};

const refusals: Refusals<HttpResponse, PhotoCode> = {
  unauthenticated: ({ reason }) => json(401, { error: 'PERMISSION_DENIED', message: reason }),
  forbidden: ({ reason }) => json(403, { error: 'PERMISSION_DENIED', message: reason }),
  'bad-request': ({ reason }) => json(400, { error: 'INVALID_DATA', message: reason }),
  'missing-file': () => json(400, { error: 'INVALID_DATA', message: 'The form has no file' }),
  'too-many-files': () => json(400, { error: 'INVALID_DATA', message: 'The form has more than one file' }),
  'empty-file': () => json(400, { error: 'INVALID_AVATAR', message: 'The file is empty' }),
  'too-large': ({ bytes, maxBytes }) =>
    json(400, { error: 'INVALID_AVATAR', message: `The file has ${bytes} bytes; the maximum is ${maxBytes}` }),
  'request-too-large': ({ maxBytes }) =>
    json(413, { error: 'INVALID_AVATAR', message: `The request exceeds ${maxBytes} bytes` }),
  'length-required': () => json(411, { error: 'INVALID_DATA', message: 'Content-Length is required' }),
  'type-not-allowed': ({ allowedExtensions }) =>
    json(400, {
      error: 'INVALID_AVATAR',
      message: `The file extension is not allowed; allowed extensions: ${allowedExtensions.join(', ')}`,
    }),
  'type-mismatch': ({ extension, type }) =>
    json(400, {
      error: 'RET_INVALID_DATA',
      message: `The declared type ${type} does not match the file extension ${extension}`,
    }),
  'content-mismatch': ({ expected }) =>
    json(400, {
      error: 'RET_INVALID_DATA',
      message: `The file's signature does not match its extension (${expected})`,
    }),
  'damaged-image': ({ reason }) =>
    json(400, { error: 'RET_INVALID_DATA', message: `The image is truncated or corrupt: ${reason}` }),
  'too-much-to-decode': ({ size, maxMegapixels }) =>
    json(400, {
      error: 'RET_INVALID_DATA',
      message: `The image has ${size}; the maximum is ${maxMegapixels} million pixels in all frames`,
    }),
  'metadata-left': () =>
    json(400, { error: 'RET_INVALID_DATA', message: 'Private metadata cannot be removed from the file' }),
  'avatar-not-usable': ({ reason }) => json(400, { error: 'INVALID_AVATAR', message: reason }),
  'scan-refused': () => json(400, { error: 'RET_INVALID_DATA', message: 'The content scan rejected the file' }),
  'not-found': () => json(404, { error: 'RET_ERR_NOTFOUND', message: 'Not found' }),
  'method-not-allowed': ({ allowed }) =>
    withHeaders(json(405, { error: 'RET_ERROR', message: 'Method not allowed' }), { Allow: allowed.join(', ') }),
  internal: () => json(500, { error: 'RET_ERROR', message: 'Internal error' }),
};

/** The API's error codes for the statuses of the gateway; other statuses below 500 are `INVALID_DATA`. */
const wordOf: Readonly<Record<number, string>> = {
  401: 'PERMISSION_DENIED',
  403: 'PERMISSION_DENIED',
  404: 'RET_ERR_NOTFOUND',
  429: 'RET_TOO_FREQUENT',
};
