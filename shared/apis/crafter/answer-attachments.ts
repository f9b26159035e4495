import { findAttachment, listAttachments } from '../../assets/attachment-item.ts';
import { type Attachment, attachmentKey, attachmentType, isAttachmentName, splitName } from '../../core/attachment.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type HttpRequest, type HttpResponse, json } from '../../http/message.ts';
import { answerObject } from '../../photos/serve-object.ts';
import type { Service } from '../../service/service.ts';
import { attachmentObject, manageProfile, tokenParameter } from './crafter.ts';

type AttachmentService = Pick<Service, 'table' | 'storage' | 'clock' | 'defaultTenant'>;

/** A profile's attachments: all of them as a list, one by its details, or one by its bytes. */
export async function answerAttachments(service: AttachmentService, request: HttpRequest): Promise<HttpResponse> {
  const { query, parameters, resource } = request;
  const accessTokenId = query[tokenParameter]?.[0];
  const { id = '', name } = parameters;
  if (name === undefined) {
    // Crafter itself reads the list's profile here, and not in the path where its documents have it.
    const { profileId } = await manageProfile(service, { accessTokenId, profileId: query.profileId?.[0] ?? id });
    return answer(request, (await listAttachments(service.table, profileId)).map(attachmentObject));
  }
  const { profileId } = await manageProfile(service, { accessTokenId, profileId: id });
  const stem = splitName(name).name;
  if (!/\/details(\.json)?$/.test(resource)) return download(service, request, { profileId, names: [stem, name] });
  return answer(request, attachmentObject(await existing(service, { profileId, names: [name, stem] })));
}

/** An attachment by the names that may be meant, the likelier one first. */
interface Named {
  readonly profileId: string;
  readonly names: readonly [string, string];
}

/**
 * The bytes. Crafter takes whatever stands behind the last dot of a path for its suffix: `picture1.json` and `picture1.jpg`
 * are `picture1`. The record is read again where its object has gone meanwhile, replaced by another.
 */
async function download(service: AttachmentService, request: HttpRequest, named: Named): Promise<HttpResponse> {
  let gone: string | undefined;
  for (;;) {
    const attachment = await existing(service, named);
    if (attachment.object === gone) throw unknown(named);
    const served = await serve(service, request, attachment);
    if (served !== undefined) return served;
    gone = attachment.object;
  }
}

async function serve(
  { storage }: AttachmentService,
  request: HttpRequest,
  attachment: Attachment,
): Promise<HttpResponse | undefined> {
  const object = { bucket: 'user-assets', key: attachmentKey(attachment), cacheControl: 'private, no-store' } as const;
  const type = attachmentType(attachment);
  const served = await answerObject(storage, request, { ...object, typeOf: () => `${type};charset=UTF-8` });
  if (served === undefined || type !== 'image/svg+xml') return served;
  return { ...served, headers: { ...served.headers, 'Content-Disposition': 'attachment' } }; // it may hold scripts
}

async function existing({ table }: AttachmentService, named: Named): Promise<Attachment> {
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
