import { recordPicture } from '../../assets/picture-item.ts';
import type { TablePart } from '../../assets/table.ts';
import { cutFileName } from '../../core/asset.ts';
import type { TemporaryPicture } from '../../core/temporary-picture.ts';
import type { AssetIdPart, ClockPart } from '../../core/time.ts';
import type { FormFile } from '../../http/form.ts';
import { type PreparingParts, preparePhoto, type Terms } from '../../photos/prepare-photo.ts';
import type { StoragePart } from '../../storage/storage.ts';
import type { PictureLifePart } from './settings.ts';

/** A picture as a form offers it, before it is judged. */
export interface PictureIntake {
  readonly file: FormFile;
  /** The owner id of the caller. */
  readonly ownerId: string;
}

export type AddingPictureParts = PreparingParts & StoragePart & TablePart & ClockPart & AssetIdPart & PictureLifePart;

/**
 * Adds a file as a temporary picture: judges, cleans, scans, stores and records it. The bytes alone determine the type;
 * name and declared type are ignored. The bucket's lifecycle rule deletes an object whose record a crash prevented.
 */
export async function addPicture(
  parts: AddingPictureParts,
  { intake: { file, ownerId }, ...terms }: Terms & { readonly intake: PictureIntake },
): Promise<TemporaryPicture> {
  const { clock, newAssetId, storage, table, temporaryPictureSeconds } = parts;
  const unnamed = { ...file, fileName: '', declaredType: 'application/octet-stream' };
  const { bytes, contentType, contents } = await preparePhoto(parts, { file: unnamed, ...terms });
  const at = clock();
  const key = `pictures/${newAssetId(at)}.${contents.extension}`;
  await storage.put({ bucket: 'transient', key, bytes, contentType, sha256: contents.sha256, metadata: {} });
  const expiresAt = new Date(at.getTime() + temporaryPictureSeconds * 1000);
  return recordPicture(table, { key, ownerId, fileName: cutFileName(file.fileName), contents, expiresAt });
}
