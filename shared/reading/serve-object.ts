import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { ObjectRef, Storage, StoredObject } from '../storage/storage.ts';

/** An object to be served, and how. */
export interface ServedObject extends ObjectRef {
  readonly cacheControl: string;
  /** Its media type; without it, what our own table has for the extension of its key. */
  readonly typeOf?: (stored: StoredObject) => string;
}

/**
 * An object as the answer to GET or HEAD, streamed; undefined where there is none. Nothing in the bytes may run as a page.
 */
export async function answerObject(
  storage: Storage,
  { method }: HttpRequest,
  object: ServedObject,
): Promise<HttpResponse | undefined> {
  if (method === 'HEAD') {
    const found = await storage.head(object);
    return found && { status: 200, headers: headersOf(found, object) };
  }
  const found = await storage.open(object);
  return found && { status: 200, headers: headersOf(found, object), body: found.body };
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
    'Cache-Control': cacheControl,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  };
}

function typeOfKey(key: string): string {
  return typeOfExtension(key.slice(key.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
}
