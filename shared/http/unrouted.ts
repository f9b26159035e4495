import { PhotoFailure } from '../core/failure.ts';
import type { Service } from '../service.ts';
import type { HttpRequest, HttpResponse } from './message.ts';
import { methodsOf } from './routes.ts';

/** What no route takes: a known path under another method, or no path at all. */
export async function answerUnrouted(_: Service, { resource }: HttpRequest): Promise<HttpResponse> {
  const allowed = methodsOf(resource);
  if (allowed.length > 0) throw new PhotoFailure('method-not-allowed', { allowed });
  throw new PhotoFailure('not-found', { what: 'route' });
}
