import { answerFailure, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import { portraitRoutes } from './routes.ts';

/** Portrait's own API: accounts and access tokens, for administrators. */
export const portrait: Api<typeof portraitRoutes> = {
  name: 'portrait',
  prefixes: ['/admin'],
  routes: portraitRoutes,
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
