import type { TablePart } from '../../assets/table.ts';
import { type Asset, uploadedAt } from '../../core/asset.ts';
import { toUploader, type Uploader } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { typeOfExtension } from '../../core/image-format.ts';
import { photoKey } from '../../core/photo-key.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { type AddingParts, addPhoto, type PhotoIntake } from '../../photos/add-photo.ts';
import type { LinksPart } from '../../photos/links.ts';
import { permitChange } from '../../photos/permissions.ts';
import { requireSingleFile } from '../../uploads/require-single-file.ts';
import type { Upload } from '../../uploads/upload.ts';
import { openlift, success } from './openlift.ts';
import { type OpenliftPolicyPart, readOpenliftPolicy } from './settings.ts';

/** The parts by which an upload is judged, stored and answered. */
export type OpenliftParts = AddingParts & LinksPart & OpenliftPolicyPart;

/** `POST /api/storage/profile-photo/upload`. */
export const openliftUpload: Upload<Uploader, PhotoIntake, Asset, CallersPart & TablePart, OpenliftParts> = {
  api: openlift,
  filePart: 'file',
  policy: ({ openliftPolicy }) => openliftPolicy,
  readPolicy: readOpenliftPolicy,

  async authenticate(parts, { request: { headers } }) {
    const caller = await parts.verifyCaller(headers.authorization);
    await permitChange(parts, { caller, ownerId: caller.ownerId, by: ['self'] });
    return toUploader(caller);
  },

  read(_, { form, who: { ownerId, username } }) {
    const context = form.fields.get('assetContext') ?? profilePicture;
    if (context !== profilePicture) {
      throw new PhotoFailure('bad-request', { reason: `assetContext must be ${profilePicture}` });
    }
    return { file: requireSingleFile(form), ownerId, username, uploadedBy: ownerId, scope: 'private', placed: true };
  },

  store: addPhoto,

  async answer({ links }, { stored: asset }) {
    const { url, expiresAt } = await links.forUpload(asset);
    return success(201, {
      fileKey: photoKey(asset),
      uploadUrl: url, // a link to read the photo, despite its name
      fileName: asset.fileName,
      contentType: typeOfExtension(asset.extension),
      size: asset.size,
      assetId: asset.id,
      uploadedAt: uploadedAt(asset.id).toISOString(),
      expiresAt: expiresAt.toISOString(),
    });
  },
};

const profilePicture = 'PROFILE_PICTURE';
