import { PhotoFailure } from '../../core/failure.ts';
import { negotiateFormat } from '../../core/rendition.ts';
import type { ClockPart } from '../../core/time.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { LinkTokensPart } from '../../identity/link-token.ts';
import { serveObject } from '../../photos/serve-object.ts';
import { serveRendition } from '../../photos/serve-rendition.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { BucketName, StoragePart } from '../../storage/storage.ts';

const edgeSeconds = 300;

/** The buckets that a link may name. */
const linkedBuckets: readonly BucketName[] = ['user-assets', 'app-assets'];

/**
 * An object by a signed link. The token first, the file second: a stranger learns nothing of which files there are. What is
 * read is what the token names; the path must name the same.
 */
export async function readSigned(
  service: LinkTokensPart & StoragePart & RendererPart & ClockPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { bucket, path, size, until } = await service.linkTokens.verify(request.query.token?.[0]);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new PhotoFailure('link-refused', { reason: 'Operation not allowed' });
  }
  const named = linkedBuckets.find((name) => name === bucket);
  if (named === undefined || request.parameters.bucket !== bucket || !names(request.parameters.path, path)) {
    throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });
  }
  const object = { bucket: named, key: path, cacheControl: cacheControlOf(until, service.clock()) };
  if (size === undefined) return serveObject(service.storage, request, object);
  const format = negotiateFormat(request.headers.accept);
  const { headers, ...answer } = await serveRendition(service, request, { ...object, rendering: { size, format } });
  return { ...answer, headers: { ...headers, Vary: 'Accept' } };
}

/** As long as the link is good, at the edge for less: what is deleted ends there by itself. Without an end, as at the edge. */
function cacheControlOf(until: Date | undefined, now: Date): string {
  const left = until === undefined ? edgeSeconds : Math.floor((until.getTime() - now.getTime()) / 1000);
  const seconds = Math.max(0, left);
  return `public, max-age=${seconds}, s-maxage=${Math.min(seconds, edgeSeconds)}`;
}

/** Whether a path of the URL names the key, as it stands there or decoded: gateways differ in what they hand on. */
function names(path: string | undefined, key: string): boolean {
  if (path === undefined || path === key) return path === key;
  try {
    return decodeURIComponent(path) === key;
  } catch {
    return false;
  }
}
