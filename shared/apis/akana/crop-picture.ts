import { cropPicture } from '../../assets/picture-item.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type Crop, clampCrop } from '../../core/rendition.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { json } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { verifyAkanaCaller } from './caller.ts';
import { pictureOf } from './find-picture.ts';

/**
 * Says what of a temporary picture is shown, `x`, `y`, `w` and `h` in the square that `?size=512` shows of it uncropped. The
 * picture itself stays whole: a second crop refers to the whole again. Only who uploaded it, or an administrator, may.
 */
export async function cropTemporaryPicture(
  service: Pick<Service, 'verifyCaller' | 'akanaSessions' | 'table' | 'clock'>,
  request: HttpRequest,
): Promise<HttpResponse> {
  const caller = await verifyAkanaCaller(service, request);
  const { number, ownerId } = await pictureOf(service, request.parameters.pictureId);
  if (ownerId !== caller.ownerId && !caller.scopes.has('admin')) {
    throw new PhotoFailure('forbidden', { reason: 'The picture is somebody else’s' });
  }
  const crop = readCrop(request);
  if (!(await cropPicture(service.table, { number, crop, now: service.clock() }))) {
    throw new PhotoFailure('not-found', { what: 'photo' });
  }
  return json(200, number); // the widget reads it as JSON, and takes an empty answer for a failure
}

function readCrop({ body, headers }: HttpRequest): Crop {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) {
    throw new PhotoFailure('bad-request', { reason: 'The request is not application/x-www-form-urlencoded' });
  }
  const form = new URLSearchParams(new TextDecoder().decode(body));
  const [x, y, w, h] = [number(form, 'x'), number(form, 'y'), number(form, 'w'), number(form, 'h')];
  if (w <= 0 || h <= 0) throw new PhotoFailure('bad-request', { reason: 'w and h must be above zero' });
  const crop = clampCrop({ x, y, w, h });
  if (crop === undefined) throw new PhotoFailure('bad-request', { reason: 'Nothing of the picture is in there' });
  return crop;
}

function number(form: URLSearchParams, name: string): number {
  const text = form.get(name)?.trim() ?? '';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) {
    throw new PhotoFailure('bad-request', { reason: `${name} must be a number` });
  }
  return Number(text);
}
