import type { TablePart } from '../../../shared/assets/table.ts';
import type { Asset } from '../../../shared/core/asset.ts';
import { toUploader, type Uploader } from '../../../shared/core/caller.ts';
import { json } from '../../../shared/http/message.ts';
import type { CallersPart } from '../../../shared/identity/jwt.ts';
import { type AddingParts, addPhoto, type PhotoIntake } from '../../../shared/photos/add-photo.ts';
import { permitChange } from '../../../shared/photos/permissions.ts';
import { requireSingleFile } from '../../../shared/uploads/require-single-file.ts';
import type { Upload } from '../../../shared/uploads/upload.ts';
import { small } from './small.ts';

export const smallUpload: Upload<Uploader, PhotoIntake, Asset, CallersPart & TablePart, AddingParts> = {
  api: small,
  filePart: 'file',
  policy: () => policy,
  readPolicy: () => policy,

  async authenticate(parts, { request: { headers, parameters } }) {
    const caller = await parts.verifyCaller(headers.authorization);
    await permitChange(parts, { caller, ownerId: parameters.id ?? '', by: ['self'] });
    return toUploader(caller);
  },

  read(_, { form, who: { ownerId, username } }) {
    return { file: requireSingleFile(form), ownerId, username, uploadedBy: ownerId, scope: 'private', placed: true };
  },

  store: addPhoto,

  answer: (_, { stored: { id, fileName, size }, request: { method, path } }) =>
    json(201, { id, fileName, size, method, path }),
};

const policy = { extensions: ['png'], maxBytes: 6_000_000 };
