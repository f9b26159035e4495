import type { Outcome } from '../../assets/outcome-item.ts';
import { claimTicket, type DirectTicket } from '../../assets/ticket-item.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { FormFile } from '../../http/form.ts';
import type { HttpResponse, RequestHead } from '../../http/message.ts';
import type { OpenedObject } from '../../storage/storage.ts';
import { readWhole } from '../../uploads/inbox.ts';
import { completeUpload } from '../../uploads/receive-upload.ts';
import { settleUpload } from '../../uploads/settle-upload.ts';
import { openlift } from './openlift.ts';
import { ticketObject } from './ticket-object.ts';
import { type OpenliftParts, openliftUpload } from './upload.ts';

/**
 * The outcome of a ticket, settled by the store's message or by the client's first status request: its photo goes
 * through the pipeline of every upload. Undefined if the photo has not been stored.
 */
export async function settleTicket(parts: OpenliftParts, ticket: DirectTicket): Promise<Outcome | undefined> {
  const { id, expiresAt } = ticket;
  const request = uploadRequest(id, parts.clock());
  const refuse = (failure: PhotoFailure) => openlift.refuse(failure, { request });
  const waiting = { id, object: ticketObject(id), mayComeAgain: true, expiresAt, refuse };
  const judgeStored = () => judge(parts, { ticket, request });
  return settleUpload({ table: parts.table, inbox: parts.storage }, { ...waiting, answer: judgeStored });
}

async function judge(
  parts: OpenliftParts,
  { ticket, request }: { readonly ticket: DirectTicket; readonly request: RequestHead },
): Promise<HttpResponse | undefined> {
  const { id, who, fileName, contentType } = ticket;
  const object = await parts.storage.open(ticketObject(id));
  if (object === undefined) return undefined;
  const bytes = await claimBytes(parts, { id, object }).finally(() => object.body.destroy());
  if (bytes === undefined) return undefined;
  const file: FormFile = { name: 'file', fileName, declaredType: contentType, size: bytes.length, bytes };
  const form = { fields: new Map<string, string>(), files: [file] };
  // The asset has the ticket's id, so that a photo that is judged twice is one photo.
  const sameId = { ...parts, newAssetId: () => id };
  return completeUpload(sameId, { upload: openliftUpload, who, request, form, door: 'direct' });
}

/** The bytes of a ticket, which the first read fixes by their ETag; undefined if the object was replaced since. */
async function claimBytes(
  { table, openliftPolicy: { maxBytes } }: OpenliftParts,
  { id, object }: { readonly id: string; readonly object: OpenedObject },
): Promise<Uint8Array | undefined> {
  if (!(await claimTicket(table, { id, etag: object.etag }))) return undefined;
  // R2 and the local folder do not enforce the largest size.
  if (object.size > maxBytes) throw new PhotoFailure('too-large', { bytes: object.size, maxBytes });
  return readWhole(object);
}

/** The request of the upload that a ticket stands for. */
function uploadRequest(requestId: string, at: Date): RequestHead {
  const path = '/api/storage/profile-photo/upload';
  return { method: 'POST', path, resource: path, parameters: {}, headers: {}, query: {}, requestId, at };
}
