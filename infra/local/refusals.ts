import type { IncomingMessage } from 'node:http';
import { type GatewayError, gatewayErrors } from '../../shared/http/gateway-errors.ts';
import type { RequestTarget } from './request-target.ts';

/** What the gateway says by itself. */
export type Refusal = Omit<GatewayError, 'type'> & {
  /** What AWS says in words of its own, whatever is set for it. */
  readonly own?: { readonly type: string; readonly text: string };
};

/**
 * For a body that is more than API Gateway takes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const bodyTooLarge: Refusal = {
  ...known('REQUEST_TOO_LARGE'),
  own: { type: 'text/plain', text: 'HTTP content length exceeded 10485760 bytes.' },
};

/** For an event that is more than Lambda takes. */
export const eventTooLarge: Refusal = {
  ...known('REQUEST_TOO_LARGE'),
  own: { type: 'application/json', text: '{"message": "Request Too Long"}' },
};

/** For what an authorizer does not let in: who is nobody, who may not, and where it could not tell. */
export const unauthorized: Refusal = known('UNAUTHORIZED');
export const accessDenied: Refusal = known('ACCESS_DENIED');
export const authorizerFailed: Refusal = known('AUTHORIZER_FAILURE');

/** For an API that is not put together as it should be, as where a function is missing. */
export const misconfigured: Refusal = known('API_CONFIGURATION_ERROR');

/**
 * For a function that failed, or answered what is no answer.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export const noAnswer: Refusal = { ...known('DEFAULT_5XX'), status: 502 };

/**
 * "A missing authentication token error, including the cases when the client attempts to invoke an unsupported API method".
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const unknownMethod: Refusal = known('MISSING_AUTHENTICATION_TOKEN');

/** Which of the gateway's own refusals a whole request meets before any function, if any. */
export function refusalOf(request: IncomingMessage, { search }: RequestTarget): Refusal | undefined {
  if (headerBytes(request) > maxHeaderBytes) return headersTooLarge;
  if (!methods.has(request.method ?? '')) return unknownMethod;
  const isHosted = request.headers.host !== undefined || request.httpVersion === '1.0';
  if (!isHosted || unsupported.test(search)) return badRequest;
  return undefined;
}

/** Which refusal answers a request that the parser could not read, or did not get to its end. */
export function refusalOfUnread({ code }: NodeJS.ErrnoException): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? tooSlow : badRequest;
}

/**
 * `ANY` stands for these.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html#setup-method-add-http-method
 */
const methods: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/**
 * "The plain text pipe character and the curly brace character are not supported for any request URL query string": nobody says
 * how they are refused.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
const unsupported = /[|{}]/;
const badRequest: Refusal = known('DEFAULT_4XX');
const tooSlow: Refusal = { ...badRequest, status: 408, message: 'The request did not arrive in time' };

/**
 * "Total combined size of all header values, including header names, values, any line terminators, and whitespaces"; the
 * table has named the request line as well, so it counts here. The status is not in the documentation; 431 has been seen.
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
