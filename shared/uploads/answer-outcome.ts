import { matchUpload } from '../apis/routes.ts';
import { uploadAt } from '../apis/uploads.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { Service } from '../service/service.ts';
import { inboxPlace, readWhole } from './inbox.ts';
import { settleUpload } from './settle-upload.ts';
import type { UploadService } from './upload.ts';
import { type AdmittedUpload, ticketSeconds } from './upload-ticket.ts';

export type OutcomeService = UploadService & Pick<Service, 'uploadTickets' | 'inbox'>;

/**
 * What has become of an upload that came through the wide door: the answer that the API would have given at once. The ticket alone
 * is looked at, since many clients do not send their token to where they are redirected.
 */
export async function answerOutcome(service: OutcomeService, request: HttpRequest): Promise<HttpResponse> {
  const admitted = await service.uploadTickets.verify(request.query.ticket?.[0]);
  const upload = toUploadRequest(admitted, request);
  const { id, who } = admitted;
  const place = inboxPlace(id);
  const expiresAt = new Date(service.clock().getTime() + ticketSeconds * 1000);
  const outcome = await settleUpload(
    service,
    { id, place, mayComeAgain: false, request: upload, expiresAt },
    async () => {
      const object = await service.inbox.open(place);
      if (object === undefined) return undefined; // it has not come yet, or is gone
      const sent = { ...upload, headers: { ...upload.headers, 'content-type': object.contentType } };
      // The id was made at the door, so that an upload which is judged twice becomes the same photo.
      const sameId = { ...service, newAssetId: () => id };
      return uploadAt(upload.path).finish(sameId, { ...sent, body: await readWhole(object) }, who);
    },
  );
  if (outcome === undefined) throw new PhotoFailure('not-found', { what: 'file' });
  return outcome;
}

/** The request as it was sent, but for its body and for the headers that were judged at the door. */
function toUploadRequest({ path, query }: AdmittedUpload, request: HttpRequest): HttpRequest {
  const place = matchUpload(request.path);
  if (place?.path !== path) throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });
  const { host } = request.headers;
  return { ...request, ...place, method: 'POST', query, headers: host === undefined ? {} : { host } };
}
