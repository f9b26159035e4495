import type { TablePart } from '../../assets/table.ts';
import type { Asset } from '../../core/asset.ts';
import { type ActiveLimitPart, currentPhoto } from '../../core/retention.ts';
import { json } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { type AddingParts, addPhoto, type PhotoIntake } from '../../photos/add-photo.ts';
import type { LinksPart } from '../../photos/links.ts';
import { requireSingleFile } from '../../uploads/require-single-file.ts';
import type { Upload } from '../../uploads/upload.ts';
import { avatarPolicy, picSizes } from './avatar-policy.ts';
import { box } from './box.ts';
import { findManagedUser } from './find-user.ts';

/** The caller and the user whose avatar is uploaded. */
interface AvatarUploader {
  readonly ownerId: string;
  /** The owner's name, if the caller is the owner. */
  readonly username?: string;
  readonly uploadedBy: string;
  /** Whether the owner has no current photo. */
  readonly isFirst: boolean;
}

type AdmittingParts = CallersPart & TablePart & ActiveLimitPart;

/** `POST /2.0/users/{user_id}/avatar`. */
export const boxUpload: Upload<AvatarUploader, PhotoIntake, Asset, AdmittingParts, AddingParts & LinksPart> = {
  api: box,
  filePart: 'pic',
  policy: () => avatarPolicy,
  readPolicy: () => avatarPolicy,

  async authenticate(parts, { request }) {
    const { caller, user } = await findManagedUser(parts, request);
    const { ownerId } = user;
    return {
      ownerId,
      ...(ownerId === caller.ownerId && caller.username !== undefined ? { username: caller.username } : {}),
      uploadedBy: caller.ownerId,
      isFirst: currentPhoto(user, parts.photosKeptActive) === undefined,
    };
  },

  read(_, { form, who: { ownerId, username, uploadedBy } }) {
    return { file: requireSingleFile(form), ownerId, username, uploadedBy, scope: 'private', placed: true };
  },

  store: addPhoto,

  async answer({ links }, { stored, who: { isFirst } }) {
    const urls = Object.entries(picSizes).map(async ([name, size]) => [name, await links.forEver(stored, size)]);
    const body = { pic_urls: Object.fromEntries(await Promise.all(urls)) };
    return json(isFirst ? 201 : 200, body);
  },
};
