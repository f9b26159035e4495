import type { TablePart } from '../assets/table.ts';
import { PhotoFailure } from '../core/failure.ts';
import type { ClockPart } from '../core/time.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { PublicHostPart } from '../http/public-address.ts';
import type { FoundUpload, KnownUploads } from './admit-upload.ts';
import { type InboxPart, inboxObject, readWhole } from './inbox.ts';
import { type AdmittedUpload, type PassesPart, passSeconds } from './pass.ts';
import { settleUpload } from './settle-upload.ts';

type OutcomeParts = ClockPart & TablePart & PassesPart & InboxPart & PublicHostPart;

/**
 * The outcome of an upload that came through the wide door: the answer that the API would have given at once. Only the
 * pass is checked, since many clients drop their token on a redirect.
 */
export async function answerOutcome<Admitting, Storing>(
  parts: Storing & OutcomeParts,
  { known, request }: { readonly known: KnownUploads<Admitting, Storing>; readonly request: HttpRequest },
): Promise<HttpResponse> {
  const admitted = await parts.passes.verify(request.query.ticket?.[0]);
  const found = known.find(admitted.method, request.path);
  if (found?.path !== admitted.path) throw new PhotoFailure('link-refused', { reason: 'Path mismatch' });
  const sent = toSentRequest(request, { ...found, query: admitted.query });
  const { id, who } = admitted;
  const object = inboxObject(id);
  const expiresAt = new Date(parts.clock().getTime() + passSeconds * 1000);
  const refuse = (error: unknown) => known.refuse(error, { request: sent, publicHost: parts.publicHost });
  const answer = async () => {
    const stored = await parts.inbox.open(object);
    if (stored === undefined) return undefined; // not stored yet, or settled and deleted
    const headers = { ...sent.headers, 'content-type': stored.contentType };
    // The asset has the id of the pass, so that an upload that is judged twice is one photo.
    const sameId = { ...parts, newAssetId: () => id };
    const body = await readWhole(stored);
    return found.upload.complete(sameId, { request: { ...sent, headers, body }, kind: found.kind, who });
  };
  const outcome = await settleUpload(parts, { id, object, mayComeAgain: false, expiresAt, refuse, answer });
  if (outcome === undefined) throw new PhotoFailure('not-found', { what: 'file' });
  return outcome;
}

/** The request as the client sent it, without its body and without the headers that the wide door has checked. */
function toSentRequest<Admitting, Storing>(
  request: HttpRequest,
  { upload: _, kind: __, ...line }: FoundUpload<Admitting, Storing> & Pick<AdmittedUpload, 'query'>,
): HttpRequest {
  const { host } = request.headers;
  return { ...request, ...line, headers: host === undefined ? {} : { host } };
}
