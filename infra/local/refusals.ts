import type { IncomingMessage } from 'node:http';
import { type GatewayError, gatewayErrors } from '../../shared/http/gateway-errors.ts';
import type { RequestTarget } from './request-target.ts';

/** An error response of the gateway's own. */
export type Refusal = Omit<GatewayError, 'type'> & {
  /** AWS's fixed response, which ignores the gateway responses of the API. */
  readonly own?: { readonly type: string; readonly text: string };
};

/**
 * The body exceeds API Gateway's limit.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const bodyTooLarge: Refusal = {
  ...known('REQUEST_TOO_LARGE'),
  own: { type: 'text/plain', text: 'HTTP content length exceeded 10485760 bytes.' },
};

/** The event exceeds Lambda's payload limit. */
export const eventTooLarge: Refusal = {
  ...known('REQUEST_TOO_LARGE'),
  own: { type: 'application/json', text: '{"message": "Request Too Long"}' },
};

/** The authorizer found no valid credentials, denied access, or failed. */
export const unauthorized: Refusal = known('UNAUTHORIZED');
export const accessDenied: Refusal = known('ACCESS_DENIED');
export const authorizerFailed: Refusal = known('AUTHORIZER_FAILURE');

/** The API is misconfigured, e.g. a function is missing. */
export const misconfigured: Refusal = known('API_CONFIGURATION_ERROR');

/**
 * The function failed, or its response is malformed.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export const noAnswer: Refusal = { ...known('DEFAULT_5XX'), status: 502 };

/**
 * "A missing authentication token error, including the cases when the client attempts to invoke an unsupported API
 * method".
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const unknownMethod: Refusal = known('MISSING_AUTHENTICATION_TOKEN');

/** The gateway's refusal of a complete request, before a function runs; undefined if the request is acceptable. */
export function refusalOf(request: IncomingMessage, { search }: RequestTarget): Refusal | undefined {
  if (headerBytes(request) > maxHeaderBytes) return headersTooLarge;
  if (!methods.has(request.method ?? '')) return unknownMethod;
  const isHosted = request.headers.host !== undefined || request.httpVersion === '1.0';
  if (!isHosted || unsupported.test(search)) return badRequest;
  return undefined;
}

/** The refusal of a malformed or incomplete request, by the HTTP parser's error. */
export function refusalOfUnread({ code }: NodeJS.ErrnoException): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? tooSlow : badRequest;
}

/**
 * The methods that `ANY` covers.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html#setup-method-add-http-method
 */
const methods: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/**
 * "The plain text pipe character and the curly brace character are not supported for any request URL query string". The
 * status is not documented.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
const unsupported = /[|{}]/;
const badRequest: Refusal = known('DEFAULT_4XX');
const tooSlow: Refusal = { ...badRequest, status: 408, message: 'The request did not arrive in time' };

/**
 * "Total combined size of all header values, including header names, values, any line terminators, and whitespaces". An
 * earlier version of the table included the request line, so it counts here. The status is not documented; 431 has been
 * observed.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 * @see https://backbencher.dev/solved-431-status-code-with-request-header-fields-too-large
 */
const maxHeaderBytes = 10_240;
const headersTooLarge: Refusal = { ...badRequest, status: 431, message: 'The headers of the request are too large' };

function headerBytes({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  const requestLine = `${method} ${url} HTTP/1.1\r\n`.length;
  const separators = (': '.length + '\r\n'.length) * (rawHeaders.length / 2);
  return rawHeaders.reduce((bytes, text) => bytes + text.length, requestLine + separators);
}

function known(type: (typeof gatewayErrors)[number]['type']): Refusal {
  const found = gatewayErrors.find((error) => error.type === type);
  if (found === undefined) throw new Error(`There is no gateway error ${type}`);
  return found;
}
