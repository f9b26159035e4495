import { PhotoFailure } from '../core/failure.ts';
import { typeOfExtension } from '../core/image-format.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { ObjectRef, Storage, StoredObject } from '../storage/storage.ts';

/**
 * An object as the answer to GET or HEAD, streamed. The type is from our own table, by the key's extension, and nothing in
 * the bytes may run as a page. Refuses with `not-found`.
 */
export async function serveObject(
  storage: Storage,
  { method }: HttpRequest,
  { cacheControl, ...ref }: ObjectRef & { cacheControl: string },
): Promise<HttpResponse> {
  if (method === 'HEAD') {
    const found = await storage.head(ref);
    if (found === undefined) throw new PhotoFailure('not-found', { what: 'file' });
    return { status: 200, headers: headersOf(found, ref, cacheControl) };
  }
  const found = await storage.open(ref);
  if (found === undefined) throw new PhotoFailure('not-found', { what: 'file' });
  return { status: 200, headers: headersOf(found, ref, cacheControl), body: found.body };
}

function headersOf({ size, etag, modifiedAt }: StoredObject, { key }: ObjectRef, cacheControl: string) {
  return {
    'Content-Type': typeOfExtension(key.slice(key.lastIndexOf('.') + 1)) ?? 'application/octet-stream',
    'Content-Length': String(size),
    ETag: etag,
    'Last-Modified': modifiedAt.toUTCString(),
    'Cache-Control': cacheControl,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  };
}
