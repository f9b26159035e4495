import { type ByteRange, parseRange } from '../core/byte-range.ts';
import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import { isNotModified, mayAnswerPart } from '../http/conditional.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { ObjectRef, Storage, StoragePart, StoredObject } from '../storage/storage.ts';

/** An object to serve, and how. */
interface ServedObject extends ObjectRef {
  readonly cacheControl: string;
  /** Its media type; absent if the extension of its key determines it. */
  readonly typeOf?: (stored: StoredObject) => string;
}

/** A GET or HEAD request for an object. */
interface ObjectRequest {
  readonly request: HttpRequest;
  readonly object: ServedObject;
}

/**
 * Answers GET or HEAD with an object, streamed: the whole object, a single range, or 304 if the client has it already.
 * Undefined if there is no such object. The headers forbid browsers to run the bytes as a page.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 for the precedence of conditions
 */
export async function answerObject(
  { storage }: StoragePart,
  { request, object }: ObjectRequest,
): Promise<HttpResponse | undefined> {
  if (request.method === 'HEAD') {
    const found = await storage.head(object);
    if (found === undefined || isNotModified(request, found)) return found && notModified(found, object);
    return { status: 200, headers: headersOf(found, object) };
  }
  const range = parseRange(request.headers.range);
  if (range === undefined) return answerWhole(storage, { request, object });
  return answerPart(storage, { request, object, range });
}

/** The same. Refuses with `not-found` if there is no such object. */
export async function serveObject(parts: StoragePart, asked: ObjectRequest): Promise<HttpResponse> {
  const answer = await answerObject(parts, asked);
  if (answer === undefined) throw new PhotoFailure('not-found', { what: 'file' });
  return answer;
}

async function answerWhole(storage: Storage, { request, object }: ObjectRequest) {
  const found = await storage.open(object);
  if (found === undefined || !isNotModified(request, found)) {
    return found && { status: 200, headers: headersOf(found, object), body: found.body };
  }
  found.body.destroy();
  return notModified(found, object);
}

async function answerPart(storage: Storage, { range, ...asked }: ObjectRequest & { readonly range: ByteRange }) {
  const { request, object } = asked;
  const found = await storage.openPart(object, range);
  if (found === undefined) return undefined;
  if (found === 'unsatisfiable') return answerUnsatisfiable(storage, asked);
  if (isNotModified(request, found)) {
    found.body.destroy();
    return notModified(found, object);
  }
  if (!mayAnswerPart(request, found)) {
    found.body.destroy();
    return answerWhole(storage, asked);
  }
  const { first, last } = found.part;
  const part = { 'Content-Length': String(last - first + 1), 'Content-Range': `bytes ${first}-${last}/${found.size}` };
  return { status: 206, headers: { ...headersOf(found, object), ...part }, body: found.body };
}

async function answerUnsatisfiable(storage: Storage, { request, object }: ObjectRequest) {
  const found = await storage.head(object);
  if (found === undefined) return undefined;
  if (isNotModified(request, found)) return notModified(found, object);
  if (!mayAnswerPart(request, found)) return answerWhole(storage, { request, object });
  return {
    status: 416,
    headers: { ...nothingRuns, 'Cache-Control': 'no-store', 'Content-Range': `bytes */${found.size}` },
  };
}

function notModified(found: StoredObject, object: ServedObject): HttpResponse {
  const { 'Content-Type': _, 'Content-Length': __, ...headers } = headersOf(found, object);
  return { status: 304, headers };
}

function headersOf(found: StoredObject, { key, cacheControl, typeOf = () => typeOfKey(key) }: ServedObject) {
  return {
    'Content-Type': typeOf(found),
    'Content-Length': String(found.size),
    ETag: found.etag,
    'Last-Modified': found.modifiedAt.toUTCString(),
    'Accept-Ranges': 'bytes',
    'Cache-Control': cacheControl,
    ...nothingRuns,
  };
}

const nothingRuns = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

function typeOfKey(key: string): string {
  return typeOfExtension(key.slice(key.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
}
