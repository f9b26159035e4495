import { createTicket } from '../../assets/ticket-item.ts';
import { toUploader } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { judgeClaim } from '../../core/judge-photo.ts';
import { type HttpRequest, type HttpResponse, readJsonObject } from '../../http/message.ts';
import type { Service } from '../../service/service.ts';
import { success } from './openlift.ts';
import { ticketPlace, ticketsPath } from './ticket-place.ts';

export type TicketService = Pick<
  Service,
  'verifyCaller' | 'table' | 'clock' | 'newAssetId' | 'openlift' | 'directPuts' | 'publicBaseUrl'
>;

/** How long a ticket lets its holder begin to put the photo. */
const putSeconds = 600;

/** How long it is known what became of it, which is as long as the bucket keeps what nobody has judged. */
const knownSeconds = 86_400;

/**
 * `POST /api/storage/profile-photo/direct`: lets a caller put a photo into the store by itself, past every limit of gateways and
 * functions. What is said of the photo is judged here, the photo itself once it lies there.
 */
export async function issueTicket(service: TicketService, request: HttpRequest): Promise<HttpResponse> {
  const who = toUploader(await service.verifyCaller(request.headers.authorization));
  const { fileName, contentType, size } = readOffer(readJsonObject(request));
  const { openlift: policy } = service;
  const claim = { fileName, size, ...(contentType === undefined ? {} : { declaredType: contentType }) };
  const accepted = judgeClaim(claim, policy);

  const now = service.clock();
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const id = service.newAssetId(now);
  const type = contentType ?? accepted.contentType;
  const ticket = { id, who, fileName, contentType: type, expiresAt: later(knownSeconds) };
  await createTicket(service.table, ticket);
  const awaited = { ...ticketPlace(id), contentType: type, size, maxBytes: policy.maxBytes };
  return success(201, {
    uploadId: id,
    ...(await service.directPuts.offer(awaited, putSeconds)),
    expiresAt: later(putSeconds).toISOString(),
    statusUrl: `${service.publicBaseUrl}${ticketsPath}/${id}`,
  });
}

/** Longer than a name gets anywhere; it stays whole until the photo is judged, since its end is judged, too. */
const maxNameLength = 1024;

interface Offer {
  readonly fileName: string;
  readonly contentType: string | undefined;
  readonly size: number;
}

function readOffer({ fileName, contentType, size }: Readonly<Record<string, unknown>>): Offer {
  const name = typeof fileName === 'string' ? fileName.replace(/^.*[/\\]/s, '') : ''; // a path is no name
  if (name === '' || name.length > maxNameLength || !name.isWellFormed()) {
    throw invalid('fileName must be the name of a file');
  }
  const type = contentType === '' ? undefined : contentType; // browsers say so of what they do not know
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
