/** An error of API Gateway's own: no function was asked, or none answered. */
export interface GatewayError {
  /** API Gateway's name for it. */
  readonly type: string;
  readonly status: number;
  /** One of the words that Box's API has for errors. */
  readonly code: string;
  readonly message: string;
}

/**
 * Every gateway response type with its status, a code word and what to tell people. The status of the two defaults belongs
 * into the body alone: set as their status code it would become that of every 4XX or 5XX. API Gateway keeps its own
 * text for a body of more than 10 MB, whatever is set for `REQUEST_TOO_LARGE`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export const gatewayErrors = [
  error('ACCESS_DENIED', 403, 'forbidden', 'Access denied'),
  error('API_CONFIGURATION_ERROR', 500, 'internal_server_error', 'Internal server error'),
  error('AUTHORIZER_CONFIGURATION_ERROR', 500, 'internal_server_error', 'Internal server error'),
  error('AUTHORIZER_FAILURE', 500, 'internal_server_error', 'Internal server error'),
  error('BAD_REQUEST_BODY', 400, 'bad_request', 'The body of the request is not valid'),
  error('BAD_REQUEST_PARAMETERS', 400, 'bad_request', 'The parameters of the request are not valid'),
  error('DEFAULT_4XX', 400, 'bad_request', 'The request is not valid'),
  error('DEFAULT_5XX', 500, 'internal_server_error', 'Internal server error'),
  error('EXPIRED_TOKEN', 403, 'forbidden', 'The token has expired'),
  error('INTEGRATION_FAILURE', 504, 'unavailable', 'The service did not answer'),
  error('INTEGRATION_TIMEOUT', 504, 'unavailable', 'The service did not answer in time'),
  error('INVALID_API_KEY', 403, 'forbidden', 'The API key is not valid'),
  error('INVALID_SIGNATURE', 403, 'forbidden', 'The signature of the request is not valid'),
  error('MISSING_AUTHENTICATION_TOKEN', 403, 'forbidden', 'There is no such method or resource'),
  error('QUOTA_EXCEEDED', 429, 'too_many_requests', 'The quota is used up'),
  error('REQUEST_TOO_LARGE', 413, 'bad_request', 'The request is too large'),
  error('RESOURCE_NOT_FOUND', 404, 'not_found', 'Not found'),
  error('THROTTLED', 429, 'too_many_requests', 'Too many requests'),
  error('UNAUTHORIZED', 401, 'unauthorized', 'Unauthorized'),
  error('UNSUPPORTED_MEDIA_TYPE', 415, 'bad_request', 'The media type is not supported'),
  error('WAF_FILTERED', 403, 'forbidden', 'The request was blocked'),
] as const;

function error<Type extends string>(type: Type, status: number, code: string, message: string) {
  return { type, status, code, message } satisfies GatewayError;
}
