import { answerFailure, type Refusals } from '../../core/failure.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import type { Dialect } from '../../uploads/upload.ts';

/** Portrait's own API for administrators: accounts and access tokens. */
export const admin: Dialect = {
  name: 'admin',
  prefixes: ['/admin'],
  refuse: (failure) => answerFailure(refusals, failure),
};

const refusals: Refusals<HttpResponse> = {
  unauthenticated: ({ reason }) => refuse(401, 'UNAUTHENTICATED', reason),
  forbidden: ({ reason }) => refuse(403, 'FORBIDDEN', reason),
  'bad-request': ({ reason }) => invalid(reason),
  'not-found': () => refuse(404, 'NOT_FOUND', 'Not found'),
  'method-not-allowed': ({ allowed }) =>
    refuse(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', { Allow: allowed.join(', ') }),
  internal: () => refuse(500, 'INTERNAL_ERROR', 'Internal error'),
};

function invalid(message: string): HttpResponse {
  return refuse(400, 'INVALID_REQUEST', message);
}

function refuse(status: number, code: string, message: string, headers?: Record<string, string>): HttpResponse {
  return json(status, { error: { code, message } }, headers);
}
