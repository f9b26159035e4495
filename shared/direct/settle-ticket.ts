import type { Outcome } from '../assets/outcome-item.ts';
import { claimTicket, type DirectTicket } from '../assets/ticket-item.ts';
import { PhotoFailure } from '../core/failure.ts';
import { type OpenliftService, openliftUpload } from '../dialects/openlift.ts';
import type { FormFile } from '../http/form.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import { readWhole } from '../inbox/inbox.ts';
import { settleUpload } from '../inbox/settle-upload.ts';
import { finishUpload } from '../upload/receive-upload.ts';
import { ticketPlace } from './ticket-place.ts';

/**
 * Judges the photo of a ticket by the pipeline of every upload, and keeps the answer; undefined where it has not come. Whoever
 * asks first does it: the store's message, or the client.
 */
export async function settleTicket(service: OpenliftService, ticket: DirectTicket): Promise<Outcome | undefined> {
  const { id, expiresAt } = ticket;
  const place = ticketPlace(id);
  const request = uploadRequest(id);
  return settleUpload({ table: service.table, inbox: service.storage }, { id, place, request, expiresAt }, () =>
    judge(service, ticket, request),
  );
}

async function judge(
  service: OpenliftService,
  ticket: DirectTicket,
  request: RequestHead,
): Promise<HttpResponse | undefined> {
  const { id, who, fileName, contentType } = ticket;
  const object = await service.storage.open(ticketPlace(id));
  if (object === undefined) return undefined;
  const { size, etag, body } = object;
  const { maxBytes } = service.openlift;
  const isReadable = size <= maxBytes; // not every store has been told the size
  if (!isReadable || !(await claimTicket(service.table, id, etag))) {
    body.destroy();
    if (isReadable) return undefined;
    throw new PhotoFailure('too-large', { bytes: size, maxBytes });
  }
  const bytes = await readWhole(object);
  const file: FormFile = { name: 'file', fileName, declaredType: contentType, size, bytes };
  const form = { fields: new Map<string, string>(), files: [file] };
  // The ticket's id, so that a photo that is judged twice is the same.
  return finishUpload({ ...service, newAssetId: () => id }, { who, request, form }, openliftUpload);
}

/** The upload that it stands for. */
function uploadRequest(requestId: string): RequestHead {
  const path = '/api/storage/profile-photo/upload';
  return { method: 'POST', path, resource: path, parameters: {}, headers: {}, query: {}, requestId };
}
