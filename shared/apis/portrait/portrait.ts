import { answerFailure, type Refusals } from '../../core/failure.ts';
import type { Api } from '../../http/api.ts';
import { type HttpResponse, json, withHeaders } from '../../http/message.ts';
import { portraitRoutes } from './routes.ts';

/** Portrait's own API: accounts and access tokens, for administrators. */
export const portrait: Api<typeof portraitRoutes> = {
  name: 'portrait',
  prefixes: ['/admin'],
  routes: portraitRoutes,
  refuse: (failure) => answerFailure(refusals, failure),
};

const refusals: Refusals<HttpResponse> = {
  unauthenticated: ({ reason }) => refuse(401, { code: 'UNAUTHENTICATED', message: reason }),
  forbidden: ({ reason }) => refuse(403, { code: 'FORBIDDEN', message: reason }),
  'bad-request': ({ reason }) => refuse(400, { code: 'INVALID_REQUEST', message: reason }),
  'not-found': () => refuse(404, { code: 'NOT_FOUND', message: 'Not found' }),
  'method-not-allowed': ({ allowed }) =>
    withHeaders(refuse(405, { code: 'METHOD_NOT_ALLOWED', message: 'Method not allowed' }), {
      Allow: allowed.join(', '),
    }),
  internal: () => refuse(500, { code: 'INTERNAL_ERROR', message: 'Internal error' }),
};

function refuse(status: number, error: { readonly code: string; readonly message: string }): HttpResponse {
  return json(status, { error });
}
