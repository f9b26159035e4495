import type { TablePart } from '../../assets/table.ts';
import type { Attachment } from '../../core/attachment.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { ClockPart } from '../../core/time.ts';
import { type Form, type FormFile, isForm } from '../../http/form.ts';
import { json } from '../../http/message.ts';
import { type AddingAttachmentParts, type AttachmentIntake, addAttachment } from '../../photos/add-attachment.ts';
import type { Upload } from '../../uploads/upload.ts';
import { attachmentObject } from './attachment-object.ts';
import { crafter } from './crafter.ts';
import { manageProfile, type ProfileAccess, tokenParameter } from './manage-profile.ts';
import { type CrafterPolicyPart, readCrafterPolicy, type TenantPart } from './settings.ts';

type AdmittingParts = TablePart & ClockPart & TenantPart & CrafterPolicyPart;

/** `POST /api/1/profile/{id}/uploadAttachment`. */
export const crafterUpload: Upload<
  ProfileAccess,
  AttachmentIntake,
  Attachment,
  AdmittingParts,
  AddingAttachmentParts & CrafterPolicyPart
> = {
  api: crafter,
  filePart: 'attachment',
  policy: ({ crafterPolicy }) => crafterPolicy,
  readPolicy: readCrafterPolicy,

  async authenticate(parts, { request: { query, parameters, headers }, body }) {
    // Crafter checks the size before the token. Only a body above the limit can contain a file above it.
    const { maxBytes } = parts.crafterPolicy;
    if (body !== undefined && body.bytes > maxBytes) refuseTooLarge(await body.form(), maxBytes);
    const inQuery = query[tokenParameter]?.[0];
    const isInForm = inQuery === undefined && isForm(headers['content-type']);
    const accessTokenId = isInForm ? (await body?.form())?.fields.get(tokenParameter) : inQuery;
    return manageProfile(parts, { accessTokenId, profileId: parameters.id ?? '', changes: true });
  },

  read({ crafterPolicy }, { form, who: { profileId, application } }) {
    refuseTooLarge(form, crafterPolicy.maxBytes); // `authenticate` did not see a body of the wide door
    const { files, fields } = form;
    const [file] = files;
    if (file === undefined) throw new PhotoFailure('missing-file', {});
    return { file, fileName: nameOf(file, fields.get('filename')), ownerId: profileId, application };
  },

  store: addAttachment,

  answer: (_, { stored }) => json(200, attachmentObject(stored)),
};

function refuseTooLarge({ files }: Form, maxBytes: number): void {
  const bytes = Math.max(0, ...files.map(({ size }) => size));
  if (bytes > maxBytes) throw new PhotoFailure('too-large', { bytes, maxBytes });
}

/** The last segment of the field `filename`, else of the part's name, which Crafter's client generates. */
function nameOf(file: FormFile, given = ''): string {
  const fileName = given.trim() === '' ? file.fileName : given;
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
}
