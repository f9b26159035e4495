/** What pages of other origins may read of an answer's headers, beside those that browsers always show them. */
export const exposedHeaders = ['ETag', 'Retry-After', 'Accept-Ranges', 'Content-Range'];

/**
 * A header that the CDN puts on every answer under a path, because a REST API renames it in a function's answer. Only clients
 * who were refused look at it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export const boxAuthenticate = {
  path: '/2.0/*',
  header: 'WWW-Authenticate',
  value: 'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
} as const;
