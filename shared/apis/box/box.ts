import { STATUS_CODES } from 'node:http';
import { answerFailure, type PhotoCode, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json, type RequestHead, withHeaders } from '../../http/message.ts';
import { boxRoutes } from './routes.ts';

const authenticate = {
  path: '/2.0/*',
  header: 'WWW-Authenticate',
  value: 'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
} as const;

/**
 * Box user avatars: `POST`, `GET`, `DELETE /2.0/users/{user_id}/avatar`, `GET /2.0/users/me` and
 * `/2.0/users/{user_id}`.
 */
export const box: Api<typeof boxRoutes> = {
  name: 'box',
  prefixes: ['/2.0'],
  routes: boxRoutes,
  refuse: (failure, { request }) => clientError(answerFailure(refusals, failure), request),
  gatewayErrorFields: ({ status, code, requestId }) => ({ type: 'error', status, code, request_id: requestId }),
  edgeHeader: authenticate, // clients read it only on a 401
};

/** The fields of a ClientError that differ between errors. */
interface ClientError {
  readonly status: number;
  /** One of Box's error codes. */
  readonly code: string;
  /** The invalid parameter, and why it is invalid. */
  readonly error?: { readonly reason: string; readonly name: string; readonly message: string };
  readonly headers?: Readonly<Record<string, string>>;
}

const refusals: Refusals<ClientError, PhotoCode> = {
  unauthenticated: () => ({ status: 401, code: 'unauthorized' }),
  forbidden: () => ({ status: 403, code: 'forbidden' }),
  'bad-request': ({ reason }) => badPic('invalid_parameter', reason),
  'missing-file': () => badPic('missing_parameter', 'The form has no file in the part pic'),
  'too-many-files': () => badPic('invalid_parameter', 'The form has more than one file'),
  'empty-file': () => badPic('invalid_parameter', 'The file is empty'),
  'too-large': ({ bytes, maxBytes }) =>
    badPic('invalid_parameter', `The file has ${bytes} bytes; the maximum is ${maxBytes}`),
  'request-too-large': () => ({ status: 413, code: 'request_entity_too_large' }),
  'length-required': () => ({ status: 411, code: 'length_required' }),
  'type-not-allowed': ({ allowedExtensions }) =>
    badPic(
      'invalid_parameter',
      `The file extension is not allowed; allowed extensions: ${allowedExtensions.join(', ')}`,
    ),
  'type-mismatch': ({ extension, type }) =>
    badPic('invalid_parameter', `The declared type ${type} does not match the file extension ${extension}`),
  'content-mismatch': ({ expected, found }) =>
    badPic('invalid_parameter', `The content is ${found ?? 'of an unknown type'}, not ${expected}`),
  'damaged-image': ({ reason }) => badPic('invalid_parameter', `The image is truncated or corrupt: ${reason}`),
  'too-much-to-decode': ({ size, maxMegapixels }) =>
    badPic('invalid_parameter', `The image has ${size}; the maximum is ${maxMegapixels} million pixels in all frames`),
  'metadata-left': () => badPic('invalid_parameter', 'Private metadata cannot be removed from the file'),
  'too-many-pixels': ({ width, height, maxSide }) =>
    badPic('invalid_parameter', `The image has ${width} × ${height} pixels; the maximum is ${maxSide} × ${maxSide}`),
  'scan-refused': () => badPic('invalid_parameter', 'The content scan rejected the file'),
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
 * The body that Box documents for errors; the SDK retries after any other. A 401 has no body, which tells its clients
 * that their token has expired.
 */
function clientError({ status, code, error, headers = {} }: ClientError, { requestId }: RequestHead): HttpResponse {
  if (status === 401) {
    return { status, headers: { [authenticate.header]: authenticate.value, 'Cache-Control': 'no-store' } };
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
  return withHeaders(json(status, body), headers);
}
