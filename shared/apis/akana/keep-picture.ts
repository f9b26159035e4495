import { recordPicture } from '../../assets/picture-item.ts';
import { cutFileName } from '../../core/asset.ts';
import type { TemporaryPicture } from '../../core/temporary-picture.ts';
import type { FormFile } from '../../http/form.ts';
import { preparePhoto } from '../../photos/prepare-photo.ts';
import type { Keep } from '../../uploads/upload.ts';

/** A picture as a form offers it, before it is judged. */
export interface PictureIntake {
  readonly file: FormFile;
  /** The owner id of who uploads it. */
  readonly ownerId: string;
}

/**
 * Keeps a file as a temporary picture: judged, cleaned, stored, recorded. The bytes alone say what it is, whatever its name and its
 * stated type say. An object whose record was never made is deleted with all others of its age.
 */
export const keepPicture: Keep<PictureIntake, TemporaryPicture> = async (service, { file, ownerId }, terms) => {
  const { clock, newAssetId, storage, table, temporaryPictureSeconds } = service;
  const unnamed = { ...file, fileName: '', declaredType: 'application/octet-stream' };
  const { bytes, contentType, contents } = await preparePhoto(service, unnamed, terms);
  const at = clock();
  const key = `pictures/${newAssetId(at)}.${contents.extension}`;
  await storage.put({ bucket: 'transient', key, bytes, contentType, sha256: contents.sha256, metadata: {} });
  const expiresAt = new Date(at.getTime() + temporaryPictureSeconds * 1000);
  return recordPicture(table, { key, ownerId, fileName: cutFileName(file.fileName), contents, expiresAt });
};
