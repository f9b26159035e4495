import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { decodeSegment } from '../../shared/http/match-path.ts';
import { requestHeaders } from './gateway-headers.ts';
import type { RequestTarget } from './request-target.ts';

/**
 * Converts a request to the event of a REST API whose binary media types are all types: the body is always base64,
 * repeated headers and query parameters keep every value, path parameters are decoded, and `;` separates query
 * parameters too.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export function toApiGatewayEvent(
  request: IncomingMessage,
  { target, body, requestId }: { target: RequestTarget; body: Buffer; requestId: string },
): APIGatewayProxyEvent {
  const { path, search, resource, parameters } = target;
  const headers = multiValues(requestHeaders(request));
  const query = multiValues(new URLSearchParams(search.replaceAll(';', '&')));
  const now = new Date();
  const method = request.method ?? 'GET';
  return {
    resource,
    path,
    httpMethod: method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: emptyAsNull(lastValues(query)),
    multiValueQueryStringParameters: emptyAsNull(query),
    pathParameters: emptyAsNull(
      Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeSegment(value)])),
    ),
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: undefined,
      domainName: request.headers.host,
      domainPrefix: 'local',
      extendedRequestId: randomUUID(),
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.socket.remoteAddress ?? '',
        user: null,
        userAgent: request.headers['user-agent'] ?? null,
        userArn: null,
      },
      path,
      protocol: `HTTP/${request.httpVersion}`,
      requestId,
      requestTime: now.toISOString(),
      requestTimeEpoch: now.getTime(),
      resourceId: 'local',
      resourcePath: resource,
      stage: 'local',
    },
    body: body.length === 0 ? null : body.toString('base64'),
    isBase64Encoded: body.length > 0,
  };
}

function multiValues(pairs: Iterable<[string, string]>): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    const list = values[name] ?? [];
    list.push(value);
    values[name] = list;
  }
  return values;
}

function lastValues(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? '']));
}

function emptyAsNull<T extends object>(values: T): T | null {
  return Object.keys(values).length === 0 ? null : values;
}
