import type { Outcome } from '../../assets/outcome-item.ts';
import { claimTicket, type DirectTicket } from '../../assets/ticket-item.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { FormFile } from '../../http/form.ts';
import type { HttpResponse, RequestHead } from '../../http/message.ts';
import type { OpenedObject } from '../../storage/storage.ts';
import { readWhole } from '../../uploads/inbox.ts';
import { finishUpload } from '../../uploads/receive-upload.ts';
import { settleUpload } from '../../uploads/settle-upload.ts';
import { type OpenliftService, openliftUpload } from './openlift.ts';
import { ticketPlace } from './ticket-place.ts';

/**
 * Judges the photo of a ticket by the pipeline of every upload, and keeps the answer; undefined where it has not come. Whoever
 * asks first does it: the store's message, or the client.
 */
export async function settleTicket(service: OpenliftService, ticket: DirectTicket): Promise<Outcome | undefined> {
  const { id, expiresAt } = ticket;
  const place = ticketPlace(id);
  const request = uploadRequest(id);
  return settleUpload(
    { table: service.table, inbox: service.storage },
    { id, place, mayComeAgain: true, request, expiresAt },
    () => judge(service, ticket, request),
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
  const bytes = await claimBytes(service, id, object).finally(() => object.body.destroy());
  if (bytes === undefined) return undefined;
  const file: FormFile = { name: 'file', fileName, declaredType: contentType, size: bytes.length, bytes };
  const form = { fields: new Map<string, string>(), files: [file] };
  // The ticket's id, so that a photo that is judged twice is the same.
  return finishUpload({ ...service, newAssetId: () => id }, { who, request, form, door: 'direct' }, openliftUpload);
}

/** The bytes that are judged for a ticket, and no others: undefined where others came first. */
async function claimBytes(
  { table, openlift: { maxBytes } }: OpenliftService,
  id: string,
  object: OpenedObject,
): Promise<Uint8Array | undefined> {
  if (!(await claimTicket(table, { id, etag: object.etag }))) return undefined;
  // Not every store has been told the size.
  if (object.size > maxBytes) throw new PhotoFailure('too-large', { bytes: object.size, maxBytes });
  return readWhole(object);
}

/** The upload that it stands for. */
function uploadRequest(requestId: string): RequestHead {
  const path = '/api/storage/profile-photo/upload';
  return { method: 'POST', path, resource: path, parameters: {}, headers: {}, query: {}, requestId };
}
