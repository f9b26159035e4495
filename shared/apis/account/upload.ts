import { readOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import type { Asset } from '../../core/asset.ts';
import { toUploader, type Uploader } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { typeOfExtension } from '../../core/image-format.ts';
import { json } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { type AddingParts, addPhoto, type PhotoIntake } from '../../photos/add-photo.ts';
import { refuseInactive, requireActive } from '../../photos/permissions.ts';
import { requireSingleFile } from '../../uploads/require-single-file.ts';
import type { Upload } from '../../uploads/upload.ts';
import { account } from './account.ts';
import { chooseAccount, verifySession } from './session.ts';

/** `POST /upload`. */
export const accountUpload: Upload<Uploader, PhotoIntake, Asset, CallersPart & TablePart, AddingParts> = {
  api: account,
  filePart: 'file',
  policy: () => policy,
  readPolicy: () => policy,

  async authenticate(parts, { request: { headers } }) {
    const caller = await verifySession(headers.authorization, parts.verifyCaller);
    await requireActive(parts, [caller.ownerId]);
    return toUploader(caller);
  },

  async read(parts, { form, who: caller }) {
    if (form.fields.get('purpose') !== purpose) {
      throw new PhotoFailure('bad-request', { reason: 'purpose must be account_avatar' });
    }
    const { ownerId, owner } = await chooseAccount(parts, { caller, login: form.fields.get('login') });
    // The caller's own account was checked with the token.
    if (ownerId !== caller.ownerId) refuseInactive(owner ?? (await readOwner(parts.table, ownerId)));
    return {
      file: requireSingleFile(form),
      ownerId,
      username: ownerId === caller.ownerId ? caller.username : undefined,
      uploadedBy: caller.ownerId,
      scope: 'public', // "The server forces public storage scope": the form's own value is ignored
      placed: false,
    };
  },

  store: addPhoto,

  answer(_, { stored: { id, extension, fileName, size } }) {
    return json(200, {
      uploaded: [
        {
          uuid: id,
          file_name: `${id}.${extension}`,
          original_name: fileName,
          content_type: typeOfExtension(extension),
          file_size: size,
          scope: publicScope,
          purpose,
        },
      ],
    });
  },
};

const policy = { extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif'], maxBytes: 5_242_880 };
const purpose = 'account_avatar';
const publicScope = 3; // the API's own number
