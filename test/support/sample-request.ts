import type { HttpRequest } from '../../shared/http/message.ts';
import { now } from './sample-asset.ts';

/** A request with defaults; `given` overrides them. */
export function sampleRequest(given: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    path: '/',
    resource: '/',
    parameters: {},
    headers: {},
    query: {},
    body: new Uint8Array(),
    requestId: 'request-1',
    at: now,
    ...given,
  };
}
