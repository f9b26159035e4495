import { findTicket } from '../../assets/ticket-item.ts';
import { isAssetId } from '../../core/asset.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { success } from './openlift.ts';
import { settleTicket } from './settle-ticket.ts';
import type { OpenliftParts } from './upload.ts';

/**
 * `GET /api/storage/profile-photo/direct/{uploadId}`: the outcome of one of the caller's tickets, which is the answer
 * that the upload would have had; 202 until the photo is stored. A photo that no message announced is judged here.
 */
export async function answerStatus(parts: OpenliftParts & CallersPart, request: HttpRequest): Promise<HttpResponse> {
  const { ownerId } = await parts.verifyCaller(request.headers.authorization);
  const { uploadId = '' } = request.parameters;
  const ticket = isAssetId(uploadId) ? await findTicket(parts.table, { id: uploadId, now: parts.clock() }) : undefined;
  if (ticket?.who.ownerId !== ownerId) throw new PhotoFailure('not-found', { what: 'file' });
  return (await settleTicket(parts, ticket)) ?? success(202, { uploadId, state: 'waiting' });
}
