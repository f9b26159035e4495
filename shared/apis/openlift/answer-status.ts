import { findTicket } from '../../assets/ticket-item.ts';
import { isAssetId } from '../../core/asset.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { type OpenliftService, success } from './openlift.ts';
import { settleTicket } from './settle-ticket.ts';

export type StatusService = OpenliftService & Pick<Service, 'verifyCaller'>;

/**
 * `GET /api/storage/profile-photo/direct/{uploadId}`: what has become of a ticket of one's own. The answer that the upload would
 * have had, once the photo is there; 202 until then. A photo that no message has spoken of is judged here.
 */
export async function answerStatus(service: StatusService, request: HttpRequest): Promise<HttpResponse> {
  const { ownerId } = await service.verifyCaller(request.headers.authorization);
  const { uploadId = '' } = request.parameters;
  const ticket = isAssetId(uploadId)
    ? await findTicket(service.table, { id: uploadId, now: service.clock() })
    : undefined;
  if (ticket?.who.ownerId !== ownerId) throw new PhotoFailure('not-found', { what: 'file' });
  return (await settleTicket(service, ticket)) ?? success(202, { uploadId, state: 'waiting' });
}
