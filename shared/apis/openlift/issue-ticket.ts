import type { TablePart } from '../../assets/table.ts';
import { createTicket } from '../../assets/ticket-item.ts';
import { toUploader } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { judgeClaim } from '../../core/judge-photo.ts';
import type { AssetIdPart, ClockPart } from '../../core/time.ts';
import { type HttpRequest, type HttpResponse, readJsonObject } from '../../http/message.ts';
import type { PublicBaseUrlPart } from '../../http/public-address.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { permitChange } from '../../photos/permissions.ts';
import type { DirectPutsPart } from '../../storage/direct-puts.ts';
import { success } from './openlift.ts';
import type { OpenliftPolicyPart } from './settings.ts';
import { ticketObject } from './ticket-object.ts';

type TicketParts = CallersPart & TablePart & ClockPart & AssetIdPart & OpenliftPolicyPart;

/** How long a client has to begin the upload. */
const putSeconds = 600;

/** How long the outcome is stored: as long as the bucket keeps objects that were never judged. */
const knownSeconds = 86_400;

/**
 * `POST /api/storage/profile-photo/direct`: issues a ticket to upload a photo to the store without a function, beyond
 * the size limits of gateways and functions. What the client states about the photo is judged here, the photo when it
 * is stored.
 */
export async function issueTicket(
  parts: TicketParts & DirectPutsPart & PublicBaseUrlPart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const caller = await parts.verifyCaller(request.headers.authorization);
  await permitChange(parts, { caller, ownerId: caller.ownerId, by: ['self'] });
  const { fileName, contentType, size } = readOffer(readJsonObject(request));
  const claim = { fileName, size, ...(contentType === undefined ? {} : { declaredType: contentType }) };
  const accepted = judgeClaim(claim, parts.openliftPolicy);

  const now = parts.clock();
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const id = parts.newAssetId(now);
  const type = contentType ?? accepted.contentType;
  const ticket = { id, who: toUploader(caller), fileName, contentType: type, expiresAt: later(knownSeconds) };
  await createTicket(parts.table, ticket);
  const awaited = { ...ticketObject(id), contentType: type, size, maxBytes: parts.openliftPolicy.maxBytes };
  return success(201, {
    uploadId: id,
    ...(await parts.directPuts.offer(awaited, putSeconds)),
    expiresAt: later(putSeconds).toISOString(),
    statusUrl: `${parts.publicBaseUrl}/api/storage/profile-photo/direct/${id}`,
  });
}

/** Longer than any file name. The name is not cut before the photo is judged, since its extension is judged. */
const maxNameLength = 1024;

interface Offer {
  readonly fileName: string;
  readonly contentType: string | undefined;
  readonly size: number;
}

function readOffer({ fileName, contentType, size }: Readonly<Record<string, unknown>>): Offer {
  const name = typeof fileName === 'string' ? fileName.replace(/^.*[/\\]/s, '') : ''; // the last segment of a path
  if (name === '' || name.length > maxNameLength || !name.isWellFormed()) {
    throw invalid('fileName must be a file name of 1 to 1024 characters');
  }
  const type = contentType === '' ? undefined : contentType; // browsers send an empty type for unknown files
  if (type !== undefined && !(typeof type === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(type))) {
    throw invalid('contentType must be a media type');
  }
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw invalid('size must be a whole number of bytes');
  }
  return { fileName: name, contentType: type?.toLowerCase(), size };
}

function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}
