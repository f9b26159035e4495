import type { PhotoFailure } from '../core/failure.ts';
import type { Refused } from '../http/api.ts';
import type { GatewayError } from '../http/gateway-errors.ts';
import { type HttpResponse, json } from '../http/message.ts';
import { apiOf, apis } from './apis.ts';

/** A failure in the words of the API that the path belongs to; in the gateway's own if it belongs to none. */
export function refuse(failure: PhotoFailure, refused: Refused): HttpResponse {
  const { path, requestId } = refused.request;
  const api = apiOf(path);
  if (api !== undefined) return api.refuse(failure, refused);
  const [status, code, message] = failure.code === 'internal' ? internal : notFound;
  return { ...json(status, {}), body: gatewayErrorBody({ status, code, message, requestId }) };
}

const notFound = [404, 'not_found', 'Not found'] as const;
const internal = [500, 'internal_server_error', 'Internal error'] as const;

/**
 * The body of API Gateway's own errors, as JSON text. API Gateway has one body for all paths, so it has the fields that the
 * clients of every API read. It is also a template: templates of gateway responses know variables, and the request id is one.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseTemplates.html
 */
export function gatewayErrorBody(error: Omit<GatewayError, 'type'> & { readonly requestId: string }): string {
  const fields = apis.map((api) => api.gatewayErrorFields?.(error) ?? {});
  return JSON.stringify(Object.assign({ message: error.message }, ...fields));
}
