import type { GatewayError } from '../http/gateway-errors.ts';
import { apis } from './apis.ts';

/**
 * The body of API Gateway's own errors, as JSON text. API Gateway has one body for all paths, so it has the fields that
 * the clients of every API read. It is also a template: templates of gateway responses know variables, and the request
 * id is one.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseTemplates.html
 */
export function gatewayErrorBody(error: Omit<GatewayError, 'type'> & { readonly requestId: string }): string {
  const fields = apis.map((api) => api.gatewayErrorFields?.(error) ?? {});
  return JSON.stringify(Object.assign({ message: error.message }, ...fields));
}
