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
import { verifyAkanaCaller } from './caller.ts';
import { pictureOf } from './find-picture.ts';
import type { AkanaSessionsPart } from './session.ts';

/**
 * A temporary picture, cropped where it was, as a square of the side `size`, else in its own size; for any user. Another
 * crop may follow: it lies in no cache. Refuses with `not-found` what has expired, and what has been assigned.
 */
export async function readTemporaryPicture(
  service: CallersPart & AkanaSessionsPart & TablePart & StoragePart & RendererPart & ClockPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  await verifyAkanaCaller(service, request);
  const picture = await pictureOf(service, request.parameters.pictureId);
  const source = { bucket: 'transient' as const, key: picture.key, cacheControl: 'private, no-store' };
  const size = askedSize(request.query.size?.[0]);
  if (size === undefined && picture.crop === undefined && isShownAsItIs(picture)) {
    return serveObject(service.storage, request, source);
  }
  const rendering = { ...renderingOf(picture), ...(size === undefined ? {} : { size }) };
  return serveRendition(service, request, { ...source, rendering });
}

/** A picture as it was cropped, in the format that it came in, as far as that is one that is rendered: else PNG. */
export function renderingOf({ crop, contents: { extension } }: TemporaryPicture): Rendering {
  return { ...(crop === undefined ? {} : { crop }), format: extension === 'jpg' ? 'plain' : 'png' };
}

/** Whether it can be shown without being rendered: a TIFF no browser shows, and it lies there with all that it carries. */
export function isShownAsItIs({ contents: { extension } }: TemporaryPicture): boolean {
  return extension !== 'tif';
}
