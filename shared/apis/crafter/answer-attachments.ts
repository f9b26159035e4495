import { findAttachment, listAttachments } from '../../assets/attachment-item.ts';
import type { TablePart } from '../../assets/table.ts';
import { type Attachment, attachmentKey, attachmentType, isAttachmentName, splitName } from '../../core/attachment.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { ClockPart } from '../../core/time.ts';
import { type HttpRequest, type HttpResponse, json, withHeaders } from '../../http/message.ts';
import { answerObject } from '../../photos/serve-object.ts';
import type { StoragePart } from '../../storage/storage.ts';
import { attachmentObject } from './attachment-object.ts';
import { manageProfile, tokenParameter } from './manage-profile.ts';
import type { TenantPart } from './settings.ts';

type AttachmentParts = TablePart & ClockPart & TenantPart;

/** The profile's attachments, the oldest first. */
export async function listProfileAttachments(parts: AttachmentParts, request: HttpRequest): Promise<HttpResponse> {
  const { query, parameters } = request;
  const accessTokenId = query[tokenParameter]?.[0];
  // Crafter reads the profile of the list from the query; its documentation has it in the path.
  const asked = query.profileId?.[0] ?? parameters.id ?? '';
  const { profileId } = await manageProfile(parts, { accessTokenId, profileId: asked });
  return answer(request, (await listAttachments(parts.table, profileId)).map(attachmentObject));
}

/** The details of an attachment, which are the answer to its upload. */
export async function describeAttachment(parts: AttachmentParts, request: HttpRequest): Promise<HttpResponse> {
  const { profileId, name, stem } = await askedAttachment(parts, request);
  return answer(request, attachmentObject(await existing(parts, { profileId, names: [name, stem] })));
}

/**
 * The bytes of an attachment. Crafter strips what follows the last dot of the path as a suffix: `picture1.json` and
 * `picture1.jpg` are `picture1`. The record is read again if its object was replaced and deleted in the meantime.
 */
export async function readAttachment(
  parts: AttachmentParts & StoragePart,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { profileId, name, stem } = await askedAttachment(parts, request);
  const named: Named = { profileId, names: [stem, name] };
  let gone: string | undefined;
  for (;;) {
    const attachment = await existing(parts, named);
    if (attachment.object === gone) throw unknown(named);
    const served = await serve(parts, { request, attachment });
    if (served !== undefined) return served;
    gone = attachment.object;
  }
}

/** The profile, for an application that may manage it, with the name in the path as it is and without its extension. */
async function askedAttachment(parts: AttachmentParts, { query, parameters }: HttpRequest) {
  const { id = '', name = '' } = parameters;
  const { profileId } = await manageProfile(parts, { accessTokenId: query[tokenParameter]?.[0], profileId: id });
  return { profileId, name, stem: splitName(name).name };
}

/** An attachment by the names that the path may mean, the likelier one first. */
interface Named {
  readonly profileId: string;
  readonly names: readonly [string, string];
}

async function serve(
  parts: StoragePart,
  { request, attachment }: { readonly request: HttpRequest; readonly attachment: Attachment },
): Promise<HttpResponse | undefined> {
  const source = { bucket: 'user-assets', key: attachmentKey(attachment), cacheControl: 'private, no-store' } as const;
  const type = attachmentType(attachment);
  const object = { ...source, typeOf: () => `${type};charset=UTF-8` };
  const served = await answerObject(parts, { request, object });
  if (served === undefined || type !== 'image/svg+xml') return served;
  return withHeaders(served, { 'Content-Disposition': 'attachment' }); // an SVG can contain scripts
}

async function existing({ table }: TablePart, named: Named): Promise<Attachment> {
  for (const name of new Set(named.names)) {
    if (!isAttachmentName(name)) continue;
    const found = await findAttachment(table, { ownerId: named.profileId, name });
    if (found !== undefined) return found;
  }
  throw unknown(named);
}

function unknown({ names: [name] }: Named): PhotoFailure {
  return new PhotoFailure('attachment-unknown', { name });
}

function answer({ method }: HttpRequest, value: object): HttpResponse {
  const { body, ...head } = json(200, value);
  return method === 'HEAD' || body === undefined ? head : { ...head, body };
}
