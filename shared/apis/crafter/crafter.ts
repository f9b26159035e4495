import { findOwner } from '../../assets/find-owner.ts';
import { type Attachment, attachmentType } from '../../core/attachment.ts';
import { answerFailure, PhotoFailure, type Refusals } from '../../core/failure.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import { readableSize } from '../../core/readable-size.ts';
import { type Form, type FormFile, isForm } from '../../http/form.ts';
import { type HttpResponse, json } from '../../http/message.ts';
import { type AttachmentIntake, keepAttachment } from '../../photos/keep-attachment.ts';
import type { Service } from '../../service/service.ts';
import type { Dialect, Upload } from '../../uploads/upload.ts';
import { authorize, verifyAccessToken } from './access-tokens.ts';

/** Crafter Profile's attachments: `/api/1/profile/{id}/uploadAttachment`, `/attachments`, `/attachment/{name}`. */
export const crafter: Dialect = {
  name: 'crafter',
  prefixes: ['/api/1', '/crafter-profile'],
  refuse: (failure, { method }) => answerFailure(refusals(method), failure),
};

/** `POST /api/1/profile/{id}/uploadAttachment`. */
export const crafterUpload: Upload<ProfileAccess, AttachmentIntake, Attachment> = {
  dialect: crafter,
  filePart: 'attachment',

  policy: (policies) => policies.crafter,

  async authenticate({ query, parameters, headers }, service, sent) {
    // Crafter looks at the size before it looks at the token; only a body above the limit can hold a file above it.
    const { maxBytes } = service.crafter;
    if (sent !== undefined && sent.bytes > maxBytes) refuseTooLarge(await sent.form(), maxBytes);
    const inQuery = query[tokenParameter]?.[0];
    const isInForm = inQuery === undefined && isForm(headers['content-type']);
    const accessTokenId = isInForm ? (await sent?.form())?.fields.get(tokenParameter) : inQuery;
    return manageProfile(service, { accessTokenId, profileId: parameters.id ?? '' });
  },

  read(form, { profileId, application }, service) {
    refuseTooLarge(form, service.crafter.maxBytes); // whoever came by a ticket was not asked yet
    const { files, fields } = form;
    const [file] = files;
    if (file === undefined) throw new PhotoFailure('missing-file', {});
    return { file, fileName: nameOf(file, fields.get('filename')), ownerId: profileId, application };
  },

  keep: keepAttachment,

  accept: (attachment) => json(200, attachmentObject(attachment)),
};

/** The parameter that an access token's id stands in. */
export const tokenParameter = 'accessTokenId';

/** An application that may work on a profile. */
export interface ProfileAccess {
  readonly profileId: string;
  readonly application: string;
}

/**
 * Lets the application behind an access token manage a profile, which is an owner's account. In Crafter's order: the token,
 * the profile, the permission on the profile's tenant.
 */
export async function manageProfile(
  { table, clock, defaultTenant }: Pick<Service, 'table' | 'clock' | 'defaultTenant'>,
  { accessTokenId, profileId }: { accessTokenId: string | undefined; profileId: string },
): Promise<ProfileAccess> {
  const token = await verifyAccessToken({ table, clock }, accessTokenId);
  if (!isOwnerId(profileId)) throw new PhotoFailure('owner-id-invalid', { id: profileId });
  const profile = await findOwner(table, profileId);
  if (profile === undefined) throw new PhotoFailure('owner-unknown', { id: profileId });
  authorize(token, 'MANAGE_PROFILES', profile.tenant ?? defaultTenant);
  return { profileId, application: token.application };
}

/** An attachment as every answer shows it. */
export function attachmentObject(attachment: Attachment): object {
  const { md5, size, name, id } = attachment;
  return {
    md5,
    contentType: attachmentType(attachment),
    fileSize: readableSize(size),
    fileName: name,
    fileSizeBytes: size,
    id,
  };
}

function refuseTooLarge({ files }: Form, maxBytes: number): void {
  const bytes = Math.max(0, ...files.map(({ size }) => size));
  if (bytes > maxBytes) throw new PhotoFailure('too-large', { bytes, maxBytes });
}

/** The field's name goes before that of the part, which Crafter's own client makes up; of either the last segment counts. */
function nameOf(file: FormFile, given = ''): string {
  const fileName = given.trim() === '' ? file.fileName : given;
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
}

/** Crafter's own words, "if of" among them. */
function refusals(method: string): Refusals<HttpResponse> {
  return {
    unauthenticated: ({ reason }) => refuse(401, 'ACCESS_DENIED', reason),
    forbidden: ({ reason }) => refuse(403, 'ACTION_DENIED', reason),
    'bad-request': ({ reason }) => refuse(400, 'OTHER', reason),
    'missing-file': () => refuse(500, 'OTHER', 'Required request part "attachment" is not present'),
    'too-large': ({ maxBytes }) => refuse(500, 'OTHER', `Maximum upload size of ${maxBytes} bytes exceeded`),
    'request-too-large': ({ maxBytes }) => refuse(413, 'OTHER', `Maximum upload size of ${maxBytes} bytes exceeded`),
    'length-required': () => refuse(411, 'OTHER', 'Content-Length is required'),
    'not-found': () => refuse(404, 'OTHER', 'Not found'),
    'method-not-allowed': ({ allowed }) =>
      refuse(405, 'OTHER', `Request method '${method}' not supported`, { Allow: allowed.join(', ') }),
    internal: () => refuse(500, 'OTHER', 'Internal server error'),
    'name-not-allowed': ({ fileName, type }) =>
      refuse(500, 'OTHER', `File ${fileName} if of content Type ${type} which is not allowed`),
    'scan-refused': () => refuse(500, 'OTHER', 'The attachment was refused by the content scan'),
    'access-token-missing': () => refuse(403, 'ACCESS_DENIED', 'Access token ID param missing from request'),
    'access-token-unknown': ({ id }) => refuse(403, 'ACCESS_DENIED', `No access token found for ID "${id}"`),
    'access-token-expired': ({ id, application, expiresOn }) =>
      refuse(
        403,
        'ACCESS_DENIED',
        `Access token "${id}" for application "${application}" expired on ${americanDate(expiresOn)}`,
      ),
    'action-denied': ({ action, tenant }) =>
      refuse(
        403,
        'ACTION_DENIED',
        `Current subject does not have permission to execute action "${action}" on tenant "${tenant}"`,
      ),
    'owner-id-invalid': ({ id }) => refuse(500, 'OTHER', `Error occurred while trying to get profile "${id}"`),
    'owner-unknown': ({ id }) => refuse(404, 'NO_SUCH_PROFILE', `No profile with ID "${id}" found`),
    'attachment-unknown': ({ name }) => refuse(404, 'OTHER', `No attachment with name "${name}" found`),
  };
}

/** `MM/dd/yyyy`, of UTC. */
function americanDate(at: Date): string {
  const [year = '', month = '', day = ''] = at.toISOString().slice(0, 10).split('-');
  return [month, day, year].join('/');
}

function refuse(status: number, errorCode: string, message: string, headers?: Record<string, string>): HttpResponse {
  return json(status, { errorCode, message }, headers);
}
