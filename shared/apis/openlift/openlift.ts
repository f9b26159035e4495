import { answerFailure, type PhotoCode, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json, withHeaders } from '../../http/message.ts';
import { openliftRoutes } from './routes.ts';

/**
 * OpenLift Profile Photos: upload, signed links and GraphQL; in the same envelope the caller's photos and direct
 * uploads.
 */
export const openlift: Api<typeof openliftRoutes> = {
  name: 'openlift',
  prefixes: ['/api/storage', '/graphql'],
  routes: openliftRoutes,
  refuse: (failure) => answerFailure(refusals, failure),
  gatewayErrorFields: () => ({ success: false }),
};

const refusals: Refusals<HttpResponse, PhotoCode> = {
  unauthenticated: ({ reason }) => refuse(401, { code: 'UNAUTHORIZED', message: reason }),
  forbidden: ({ reason }) => refuse(403, { code: 'FORBIDDEN', message: reason }),
  'bad-request': ({ reason }) => refuse(400, { code: 'VALIDATION_FAILED', message: reason }),
  'missing-file': () => refuse(400, { code: 'VALIDATION_FAILED', message: 'No file provided' }),
  'too-many-files': () => refuse(400, { code: 'VALIDATION_FAILED', message: 'More than one file provided' }),
  'empty-file': () => refuse(400, { code: 'VALIDATION_FAILED', message: 'File is empty' }),
  'too-large': ({ bytes, maxBytes }) =>
    refuse(400, {
      code: 'VALIDATION_FAILED',
      message: `File size ${bytes} exceeds maximum ${maxBytes} bytes for profile photos`,
    }),
  'request-too-large': ({ maxBytes }) =>
    refuse(413, { code: 'VALIDATION_FAILED', message: `Request size exceeds maximum ${maxBytes} bytes` }),
  'length-required': () => refuse(411, { code: 'VALIDATION_FAILED', message: 'Content-Length is required' }),
  'type-not-allowed': ({ type, allowedExtensions }) =>
    refuse(415, {
      code: 'VALIDATION_FAILED',
      message: `Content type ${type} not allowed. Allowed types: ${allowedExtensions.join(', ')}`,
    }),
  'type-mismatch': ({ extension, type }) =>
    refuse(400, {
      code: 'VALIDATION_FAILED',
      message: `Content type ${type} does not match file extension ${extension}`,
    }),
  'content-mismatch': ({ expected, found }) =>
    refuse(415, {
      code: 'VALIDATION_FAILED',
      message: `File content is ${found ?? 'of an unknown type'}, not ${expected}`,
    }),
  'damaged-image': ({ reason }) =>
    refuse(400, { code: 'VALIDATION_FAILED', message: `The image is truncated or corrupt: ${reason}` }),
  'too-much-to-decode': ({ size, maxMegapixels }) =>
    refuse(400, {
      code: 'VALIDATION_FAILED',
      message: `The image has ${size}; the maximum is ${maxMegapixels} million pixels in all frames`,
    }),
  'metadata-left': () =>
    refuse(400, { code: 'VALIDATION_FAILED', message: 'Private metadata cannot be removed from the file' }),
  'not-found': ({ what }) => refuse(404, { code: 'NOT_FOUND', message: notFound[what] }),
  'method-not-allowed': ({ allowed }) =>
    withHeaders(refuse(405, { code: 'METHOD_NOT_ALLOWED', message: 'Method not allowed' }), {
      Allow: allowed.join(', '),
    }),
  'link-expired': () => refuse(403, { code: 'FORBIDDEN', message: 'Token has expired' }),
  'link-refused': ({ reason }) => refuse(403, { code: 'FORBIDDEN', message: `Token verification failed: ${reason}` }),
  'scan-refused': () => refuse(400, { code: 'VALIDATION_FAILED', message: 'The content scan rejected the file' }),
  'not-renderable': () => refuse(404, { code: 'NOT_FOUND', message: 'The image cannot be decoded' }),
  internal: () => refuse(500, { code: 'INTERNAL_ERROR', message: 'Internal server error' }),
};

const notFound = { file: 'File not found', photo: 'Photo not found', route: 'Not found', user: 'User not found' };

/** A successful answer in the API's envelope. */
export function success(status: number, data: object) {
  return json(status, { success: true, data });
}

function refuse(status: number, error: { readonly code: string; readonly message: string }) {
  return json(status, { success: false, error });
}
