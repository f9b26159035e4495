import { PhotoFailure } from '../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { methodsOf } from './routes.ts';

/**
 * Answers requests without a route: 405 for another method of a known path, 404 for an unknown path, and CORS
 * preflights.
 */
export async function answerUnrouted(_: object, { method, resource, headers }: HttpRequest): Promise<HttpResponse> {
  const allowed = methodsOf(resource);
  if (allowed.length === 0) throw new PhotoFailure('not-found', { what: 'route' });
  if (method !== 'OPTIONS') throw new PhotoFailure('method-not-allowed', { allowed });
  return preflight(allowed, headers['access-control-request-headers']);
}

/**
 * The answer to a CORS preflight, which browsers send before a request with a token or another method. The middleware
 * of every answer adds the allowed origin.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
function preflight(allowed: readonly string[], asked = 'Authorization, Content-Type'): HttpResponse {
  const headers = {
    Allow: allowed.join(', '),
    'Access-Control-Allow-Methods': allowed.join(', '),
    'Access-Control-Allow-Headers': asked,
    'Access-Control-Max-Age': '7200', // the most that browsers accept
    'Cache-Control': 'no-store',
    Vary: 'Access-Control-Request-Headers',
  };
  return { status: 204, headers };
}
