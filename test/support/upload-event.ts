import type { APIGatewayProxyEvent } from 'aws-lambda';
import { typeOfExtension } from '../../shared/core/image-format.ts';

const boundary = '----portrait-bench';

/** A multipart body that uploads a photo; by default for the account API and OpenLift. */
export function uploadBody(photo: Buffer, name = 'file', extension = 'jpg'): Buffer {
  const part = (field: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"${more}\r\n`;
  return Buffer.concat([
    Buffer.from(`${part('purpose')}\r\naccount_avatar\r\n`),
    Buffer.from(`${part(name, `; filename="photo.${extension}"`)}Content-Type: ${typeOfExtension(extension)}\r\n\r\n`),
    photo,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

/** The REST API's event for a request of the given route. */
export function apiEvent(request: {
  method: string;
  path: string;
  resource?: string;
  parameters?: Record<string, string>;
  query?: Record<string, string[]>;
  token?: string;
  headers?: Record<string, string[]>;
  contentType?: string;
  body?: Buffer;
}): APIGatewayProxyEvent {
  const headers = {
    ...request.headers,
    ...(request.token === undefined ? {} : { Authorization: [`Bearer ${request.token}`] }),
    'Content-Type': [request.contentType ?? `multipart/form-data; boundary=${boundary}`],
  };
  const event: Partial<APIGatewayProxyEvent> = {
    httpMethod: request.method,
    path: request.path,
    resource: request.resource ?? request.path,
    pathParameters: request.parameters ?? null,
    headers: {},
    multiValueHeaders: headers,
    queryStringParameters: null,
    multiValueQueryStringParameters: request.query ?? null,
    body: request.body?.toString('base64') ?? null,
    isBase64Encoded: request.body !== undefined,
  };
  return { ...event, requestContext: { requestId: 'bench', requestTimeEpoch: Date.now() } } as APIGatewayProxyEvent;
}
