import { PhotoFailure } from '../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { methodsOf } from './routes.ts';

/** What no route takes: a known path under another method, or no path at all; and what browsers ask beforehand. */
export async function answerUnrouted(_: object, { method, resource, headers }: HttpRequest): Promise<HttpResponse> {
  const allowed = methodsOf(resource);
  if (allowed.length === 0) throw new PhotoFailure('not-found', { what: 'route' });
  if (method !== 'OPTIONS') throw new PhotoFailure('method-not-allowed', { allowed });
  return preflight(allowed, headers['access-control-request-headers']);
}

/**
 * Browsers ask before they send a token, or a method of their own, across origins. Whose origin is allowed is said where it
 * is said for every answer.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
function preflight(allowed: readonly string[], asked = 'Authorization, Content-Type'): HttpResponse {
  const headers = {
    Allow: allowed.join(', '),
    'Access-Control-Allow-Methods': allowed.join(', '),
    'Access-Control-Allow-Headers': asked,
    'Access-Control-Max-Age': '7200', // no browser remembers an answer for longer
    'Cache-Control': 'no-store',
    Vary: 'Access-Control-Request-Headers',
  };
  return { status: 204, headers };
}
