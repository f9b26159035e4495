import type { PhotoFailure } from '../core/failure.ts';
import { type HttpResponse, json, type RequestHead } from '../http/message.ts';
import { apiOf } from './apis.ts';
import { gatewayErrorBody } from './gateway-error-body.ts';

/** A failure in the words of the API that the path belongs to; in the gateway's own if it belongs to none. */
export function refuse(failure: PhotoFailure, request: RequestHead, publicHost?: string): HttpResponse {
  const api = apiOf(request.path);
  if (api !== undefined) return api.refuse(failure, request, publicHost);
  const [status, code, message] = failure.code === 'internal' ? internal : notFound;
  return { ...json(status, {}), body: gatewayErrorBody({ status, code, message, requestId: request.requestId }) };
}

const notFound = [404, 'not_found', 'Not found'] as const;
const internal = [500, 'internal_server_error', 'Internal error'] as const;
