import { PhotoFailure } from '../../core/failure.ts';
import { negotiateFormat } from '../../core/rendition.ts';
import type { ClockPart } from '../../core/time.ts';
import { type HttpRequest, type HttpResponse, withHeaders } from '../../http/message.ts';
import type { LinkTokensPart } from '../../identity/link-token.ts';
import { serveObject } from '../../photos/serve-object.ts';
import { serveRendition } from '../../photos/serve-rendition.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { BucketName, StoragePart } from '../../storage/storage.ts';

const edgeSeconds = 300;

/** The buckets that a link may name. */
const linkedBuckets: readonly BucketName[] = ['user-assets', 'app-assets'];

/**
 * `GET /api/storage/signed/{bucket}/{path+}?token=`: an object by a signed link. The token is verified before the file
 * is read, so that an invalid link does not reveal which files exist. The path must name the object of the token.
 */
export async function readSigned(
  parts: LinkTokensPart & StoragePart & RendererPart & ClockPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { bucket, path, size, until } = await parts.linkTokens.verify(request.query.token?.[0]);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new PhotoFailure('link-refused', { reason: 'Operation not allowed' });
  }
  const named = linkedBuckets.find((name) => name === bucket);
  if (named === undefined || request.parameters.bucket !== bucket || !names(request.parameters.path, path)) {
    throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });
  }
  const source = { bucket: named, key: path };
  const cacheControl = cacheControlOf(until, parts.clock());
  if (size === undefined) return serveObject(parts, { request, object: { ...source, cacheControl } });
  const rendering = { size, format: negotiateFormat(request.headers.accept) };
  return withHeaders(await serveRendition(parts, { request, source, rendering, cacheControl }), { Vary: 'Accept' });
}

/** Cacheable as long as the link is valid; in the CDN for at most `edgeSeconds`, since deletions do not purge it. */
function cacheControlOf(until: Date | undefined, now: Date): string {
  const left = until === undefined ? edgeSeconds : Math.floor((until.getTime() - now.getTime()) / 1000);
  const seconds = Math.max(0, left);
  return `public, max-age=${seconds}, s-maxage=${Math.min(seconds, edgeSeconds)}`;
}

/** Whether a path of the URL names the key, percent-encoded or decoded: gateways differ in what they pass on. */
function names(path: string | undefined, key: string): boolean {
  if (path === undefined || path === key) return path === key;
  try {
    return decodeURIComponent(path) === key;
  } catch {
    return false;
  }
}
