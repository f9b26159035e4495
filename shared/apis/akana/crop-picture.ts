import { cropPicture } from '../../assets/picture-item.ts';
import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type Crop, clampCrop } from '../../core/rendition.ts';
import type { ClockPart } from '../../core/time.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { json } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { permitChange } from '../../photos/permissions.ts';
import { pictureOf } from './find-picture.ts';
import type { AkanaSessionsPart } from './session.ts';
import { akanaRelations, verifyAkanaCaller } from './verify-caller.ts';

/**
 * `PUT /api/dropbox/pictures/{PictureID}`: sets the rectangle of a temporary picture that is shown: `x`, `y`, `w` and
 * `h` in the square that `?size=512` shows of the uncropped picture. The picture itself stays whole, so a second crop
 * refers to the whole again. For the uploader and for administrators.
 */
export async function cropTemporaryPicture(
  parts: CallersPart & AkanaSessionsPart & TablePart & ClockPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const caller = await verifyAkanaCaller(parts, request);
  const { number, ownerId } = await pictureOf(parts, request.parameters.pictureId);
  await permitChange(parts, { caller, ownerId, by: akanaRelations });
  const crop = readCrop(request);
  if (!(await cropPicture(parts.table, { number, crop, now: parts.clock() }))) {
    throw new PhotoFailure('not-found', { what: 'photo' });
  }
  return json(200, number); // the widget parses it as JSON, and takes an empty answer as a failure
}

function readCrop({ body, headers }: HttpRequest): Crop {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) {
    throw new PhotoFailure('bad-request', { reason: 'The request is not application/x-www-form-urlencoded' });
  }
  const form = new URLSearchParams(new TextDecoder().decode(body));
  const [x, y, w, h] = [number(form, 'x'), number(form, 'y'), number(form, 'w'), number(form, 'h')];
  if (w <= 0 || h <= 0) throw new PhotoFailure('bad-request', { reason: 'w and h must be above zero' });
  const crop = clampCrop({ x, y, w, h });
  if (crop === undefined) throw new PhotoFailure('bad-request', { reason: 'The rectangle is outside the picture' });
  return crop;
}

function number(form: URLSearchParams, name: string): number {
  const text = form.get(name)?.trim() ?? '';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) {
    throw new PhotoFailure('bad-request', { reason: `${name} must be a number` });
  }
  return Number(text);
}
