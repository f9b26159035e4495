import { type ByteRange, parseRange } from '../core/byte-range.ts';
import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import { isNotModified, mayAnswerPart } from '../http/conditional.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { ObjectRef, Storage, StoredObject } from '../storage/storage.ts';

/** An object to be served, and how. */
export interface ServedObject extends ObjectRef {
  readonly cacheControl: string;
  /** Its media type; without it, what our own table has for the extension of its key. */
  readonly typeOf?: (stored: StoredObject) => string;
}

/**
 * An object as the answer to GET or HEAD, streamed: whole, the part that a single range asks for, or nothing where the client
 * has it already. Undefined where there is none. Nothing in the bytes may run as a page.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 for what goes before what
 */
export async function answerObject(
  storage: Storage,
  request: HttpRequest,
  object: ServedObject,
): Promise<HttpResponse | undefined> {
  if (request.method === 'HEAD') {
    const found = await storage.head(object);
    if (found === undefined || isNotModified(request, found)) return found && notModified(found, object);
    return { status: 200, headers: headersOf(found, object) };
  }
  const range = parseRange(request.headers.range);
  return range === undefined ? answerWhole(storage, request, object) : answerPart(storage, request, object, range);
}

async function answerWhole(storage: Storage, request: HttpRequest, object: ServedObject) {
  const found = await storage.open(object);
  if (found === undefined || !isNotModified(request, found)) {
    return found && { status: 200, headers: headersOf(found, object), body: found.body };
  }
  found.body.destroy();
  return notModified(found, object);
}

async function answerPart(storage: Storage, request: HttpRequest, object: ServedObject, range: ByteRange) {
  const found = await storage.openPart(object, range);
  if (found === undefined) return undefined;
  if (found === 'unsatisfiable') return answerUnsatisfiable(storage, request, object);
  if (isNotModified(request, found)) {
    found.body.destroy();
    return notModified(found, object);
  }
  if (!mayAnswerPart(request, found)) {
    found.body.destroy();
    return answerWhole(storage, request, object);
  }
  const { first, last } = found.part;
  const part = { 'Content-Length': String(last - first + 1), 'Content-Range': `bytes ${first}-${last}/${found.size}` };
  return { status: 206, headers: { ...headersOf(found, object), ...part }, body: found.body };
}

async function answerUnsatisfiable(storage: Storage, request: HttpRequest, object: ServedObject) {
  const found = await storage.head(object);
  if (found === undefined) return undefined;
  if (isNotModified(request, found)) return notModified(found, object);
  if (!mayAnswerPart(request, found)) return answerWhole(storage, request, object);
  return {
    status: 416,
    headers: { ...nothingRuns, 'Cache-Control': 'no-store', 'Content-Range': `bytes */${found.size}` },
  };
}

function notModified(found: StoredObject, object: ServedObject): HttpResponse {
  const { 'Content-Type': _, 'Content-Length': __, ...headers } = headersOf(found, object);
  return { status: 304, headers };
}

/** The same. Refuses with `not-found` where there is none. */
export async function serveObject(storage: Storage, request: HttpRequest, object: ServedObject): Promise<HttpResponse> {
  const answer = await answerObject(storage, request, object);
  if (answer === undefined) throw new PhotoFailure('not-found', { what: 'file' });
  return answer;
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
