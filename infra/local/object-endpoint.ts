import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { toObjectEvent } from '../../shared/photos/storage-event.ts';
import { directPutPath, type LocalDirectPuts } from '../../shared/storage/local-direct-puts.ts';
import type { Storage } from '../../shared/storage/storage.ts';

/** S3's part on one machine, as far as browsers and apps reach it: stores the one object that a URL is signed for. */
export interface ObjectEndpoint {
  /** Whether the path of a request is the endpoint's, and not an API's. */
  serves(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface Parts {
  readonly storage: Storage;
  readonly directPuts: LocalDirectPuts;
  readonly allowedOrigins: readonly string[];
  /** Queues the message that S3 would send. */
  announce(message: string): Promise<void>;
}

/** Opens the endpoint. The allowed origins are those of the API. */
export function openObjectEndpoint({ storage, directPuts, allowedOrigins, announce }: Parts): ObjectEndpoint {
  async function put(request: IncomingMessage): Promise<string> {
    const [path = '', search] = (request.url ?? '').split('?', 2); // as it is signed: dots and percent-encodings stay
    const awaited = await directPuts.verify(new URLSearchParams(search).get('token') ?? undefined);
    const { bucket, key, contentType, size } = awaited;
    const isSigned =
      path === `${directPutPath}/${bucket}/${key}` &&
      request.headers['content-type'] === contentType &&
      request.headers['content-length'] === String(size);
    if (!isSigned) throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });

    const bytes = await readBody(request, size);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await storage.put({ bucket, key, bytes, contentType, sha256, metadata: {} });
    const stored = await storage.head({ bucket, key }); // before it is announced, since the function that judges it deletes it
    await announce(toObjectEvent({ bucket, key }, new Date()));
    return stored?.etag ?? '';
  }

  return {
    serves: ({ url = '' }) => url.startsWith(`${directPutPath}/`),

    async answer(request, response) {
      for (const [name, value] of Object.entries(crossOrigin(request, allowedOrigins))) response.setHeader(name, value);
      if (request.method === 'OPTIONS') {
        response.writeHead(allowsOrigin(request, allowedOrigins) ? 200 : 403).end();
      } else if (request.method === 'PUT') {
        try {
          response.writeHead(200, { ETag: await put(request) }).end();
        } catch (error) {
          if (!(error instanceof PhotoFailure)) throw error;
          const code = error.code === 'link-expired' ? 'AccessDenied' : 'SignatureDoesNotMatch';
          refuse(response, { status: 403, code });
        }
      } else {
        refuse(response, { status: 405, code: 'MethodNotAllowed' });
      }
    },
  };
}

/** Refuses in S3's own form. The rest of the body is read and dropped, as many clients read no response before its end. */
function refuse(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response.req.resume();
  response
    .writeHead(status, { 'Content-Type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`);
}

async function readBody(request: IncomingMessage, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let end = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) end += chunk.copy(bytes, end);
  return bytes;
}

function crossOrigin(request: IncomingMessage, allowedOrigins: readonly string[]): Record<string, string> {
  if (!allowsOrigin(request, allowedOrigins)) return {};
  return {
    'Access-Control-Allow-Origin': allowedOrigins.includes('*') ? '*' : (request.headers.origin ?? ''),
    'Access-Control-Allow-Methods': 'PUT',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? 'Content-Type',
    'Access-Control-Expose-Headers': 'ETag',
    'Access-Control-Max-Age': '7200',
    Vary: 'Origin',
  };
}

function allowsOrigin({ headers: { origin } }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  return origin !== undefined && (allowedOrigins.includes('*') || allowedOrigins.includes(origin));
}
