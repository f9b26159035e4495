/** An error that API Gateway itself answers, because no function was called or the function failed. */
export interface GatewayError {
  /** API Gateway's name for it. */
  readonly type: string;
  readonly status: number;
  /** One of the error codes of Box's API. */
  readonly code: string;
  readonly message: string;
}

/**
 * Every gateway response type with its status, an error code and a message. The status of the two defaults is for the
 * body only: as their status code it would replace that of every 4XX or 5XX. API Gateway ignores `REQUEST_TOO_LARGE`
 * for a body of more than 10 MB and answers with a text of its own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export const gatewayErrors = [
  { type: 'ACCESS_DENIED', status: 403, code: 'forbidden', message: 'Access denied' },
  { type: 'API_CONFIGURATION_ERROR', status: 500, code: 'internal_server_error', message: 'Internal server error' },
  {
    type: 'AUTHORIZER_CONFIGURATION_ERROR',
    status: 500,
    code: 'internal_server_error',
    message: 'Internal server error',
  },
  { type: 'AUTHORIZER_FAILURE', status: 500, code: 'internal_server_error', message: 'Internal server error' },
  { type: 'BAD_REQUEST_BODY', status: 400, code: 'bad_request', message: 'The body of the request is not valid' },
  {
    type: 'BAD_REQUEST_PARAMETERS',
    status: 400,
    code: 'bad_request',
    message: 'The parameters of the request are not valid',
  },
  { type: 'DEFAULT_4XX', status: 400, code: 'bad_request', message: 'The request is not valid' },
  { type: 'DEFAULT_5XX', status: 500, code: 'internal_server_error', message: 'Internal server error' },
  { type: 'EXPIRED_TOKEN', status: 403, code: 'forbidden', message: 'The token has expired' },
  { type: 'INTEGRATION_FAILURE', status: 504, code: 'unavailable', message: 'The service did not answer' },
  { type: 'INTEGRATION_TIMEOUT', status: 504, code: 'unavailable', message: 'The service did not answer in time' },
  { type: 'INVALID_API_KEY', status: 403, code: 'forbidden', message: 'The API key is not valid' },
  { type: 'INVALID_SIGNATURE', status: 403, code: 'forbidden', message: 'The signature of the request is not valid' },
  {
    type: 'MISSING_AUTHENTICATION_TOKEN',
    status: 403,
    code: 'forbidden',
    message: 'There is no such method or resource',
  },
  { type: 'QUOTA_EXCEEDED', status: 429, code: 'too_many_requests', message: 'The quota is exceeded' },
  { type: 'REQUEST_TOO_LARGE', status: 413, code: 'bad_request', message: 'The request is too large' },
  { type: 'RESOURCE_NOT_FOUND', status: 404, code: 'not_found', message: 'Not found' },
  { type: 'THROTTLED', status: 429, code: 'too_many_requests', message: 'Too many requests' },
  { type: 'UNAUTHORIZED', status: 401, code: 'unauthorized', message: 'Unauthorized' },
  { type: 'UNSUPPORTED_MEDIA_TYPE', status: 415, code: 'bad_request', message: 'The media type is not supported' },
  { type: 'WAF_FILTERED', status: 403, code: 'forbidden', message: 'The request was blocked' },
] as const satisfies readonly GatewayError[];
