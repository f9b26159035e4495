import { answerFailure, type ForEachFailure } from '../core/failure.ts';
import { type HttpResponse, json } from '../http/message.ts';
import type { Dialect } from './dialect.ts';

/** Portrait's own API for administrators: accounts and access tokens. */
export const admin: Dialect = {
  name: 'admin',
  prefixes: ['/admin'],
  refuse: (failure) => answerFailure(refusals, failure),
};

const refusals: ForEachFailure<HttpResponse> = {
  unauthenticated: ({ reason }) => refuse(401, 'UNAUTHENTICATED', reason),
  forbidden: ({ reason }) => refuse(403, 'FORBIDDEN', reason),
  'bad-request': ({ reason }) => invalid(reason),
  'missing-file': () => invalid('There is no file'),
  'too-many-files': () => invalid('There is more than one file'),
  'empty-file': () => invalid('The file is empty'),
  'too-large': ({ bytes, maxBytes }) => invalid(`There are ${bytes} bytes; at most ${maxBytes} are taken`),
  'type-not-allowed': ({ type }) => invalid(`The type ${type} is not allowed`),
  'type-mismatch': ({ extension, type }) => invalid(`The type ${type} does not match the extension ${extension}`),
  'content-mismatch': ({ expected }) => invalid(`The content is not ${expected}`),
  'too-many-pixels': ({ width, height }) => invalid(`The picture has ${width} × ${height} pixels`),
  'avatar-not-usable': ({ reason }) => invalid(reason),
  'not-found': () => refuse(404, 'NOT_FOUND', 'Not found'),
  'method-not-allowed': ({ allowed }) =>
    refuse(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', { Allow: allowed.join(', ') }),
  'link-expired': () => refuse(403, 'FORBIDDEN', 'The link has expired'),
  'link-refused': ({ reason }) => refuse(403, 'FORBIDDEN', reason),
  'not-renderable': () => refuse(404, 'NOT_FOUND', 'Not found'),
  internal: () => refuse(500, 'INTERNAL_ERROR', 'Internal error'),
  'name-not-allowed': ({ type }) => invalid(`The type ${type} is not allowed`),
  'access-token-missing': () => refuse(403, 'FORBIDDEN', 'No access token'),
  'access-token-unknown': () => refuse(403, 'FORBIDDEN', 'The access token is unknown'),
  'access-token-expired': () => refuse(403, 'FORBIDDEN', 'The access token has expired'),
  'action-denied': ({ action }) => refuse(403, 'FORBIDDEN', `The action ${action} is not allowed`),
  'owner-id-invalid': () => invalid('The id is not that of an account'),
  'owner-unknown': () => refuse(404, 'NOT_FOUND', 'Not found'),
  'attachment-unknown': () => refuse(404, 'NOT_FOUND', 'Not found'),
};

function invalid(message: string): HttpResponse {
  return refuse(400, 'INVALID_REQUEST', message);
}

function refuse(status: number, code: string, message: string, headers?: Record<string, string>): HttpResponse {
  return json(status, { error: { code, message } }, headers);
}
