import type { TablePart } from '../../assets/table.ts';
import type { Rendering } from '../../core/rendition.ts';
import type { TemporaryPicture } from '../../core/temporary-picture.ts';
import type { ClockPart } from '../../core/time.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { serveObject } from '../../photos/serve-object.ts';
import { serveRendition } from '../../photos/serve-rendition.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { askedSize } from './asked-size.ts';
import { pictureOf } from './find-picture.ts';
import type { AkanaSessionsPart } from './session.ts';
import { verifyAkanaCaller } from './verify-caller.ts';

/**
 * `GET /api/dropbox/pictures/{PictureID}`: a temporary picture, with its crop; with `?size=`, as a square of that side.
 * For any user. Another crop may follow, so the answer is not cacheable. Refuses with `not-found` a picture that has
 * expired or been assigned.
 */
export async function readTemporaryPicture(
  parts: CallersPart & AkanaSessionsPart & TablePart & StoragePart & RendererPart & ClockPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  await verifyAkanaCaller(parts, request);
  const picture = await pictureOf(parts, request.parameters.pictureId);
  const source = { bucket: 'transient', key: picture.key } as const;
  const cacheControl = 'private, no-store';
  const size = askedSize(request.query.size?.[0]);
  if (size === undefined && picture.crop === undefined && isServedUnrendered(picture)) {
    return serveObject(parts, { request, object: { ...source, cacheControl } });
  }
  const rendering = { ...renderingOf(picture), ...(size === undefined ? {} : { size }) };
  return serveRendition(parts, { request, source, rendering, cacheControl });
}

/** The crop and the format of a picture's rendition: JPEG for a JPEG, else PNG. */
export function renderingOf({ crop, contents: { extension } }: TemporaryPicture): Rendering {
  return { ...(crop === undefined ? {} : { crop }), format: extension === 'jpg' ? 'plain' : 'png' };
}

/** Whether the uploaded bytes can be served. Browsers cannot show a TIFF, and its metadata is not removed. */
export function isServedUnrendered({ contents: { extension } }: TemporaryPicture): boolean {
  return extension !== 'tif';
}
