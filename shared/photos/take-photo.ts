import { type Asset, type Contents, cutFileName, type Scope } from '../core/asset.ts';
import type { FormFile } from '../http/form.ts';
import type { Keep, Terms, UploadService } from '../uploads/upload.ts';
import { type KeepingService, keepPhoto } from './keep-photo.ts';
import { type PreparingService, preparePhoto } from './prepare-photo.ts';

/** A photo as a form offers it, before it is judged. */
export interface PhotoIntake {
  readonly file: FormFile;
  readonly ownerId: string;
  /** The owner's name, where the caller's token gives it. */
  readonly username?: string | undefined;
  /** The owner id of who uploads it. */
  readonly uploadedBy: string;
  readonly scope: Scope;
  /** Whether the upload itself makes it the owner's current photo. */
  readonly placed: boolean;
}

/** Keeps a file as a photo of its owner: judged, cleaned, stored, recorded. */
export const takePhoto: Keep<PhotoIntake, Asset, TakingService> = async (service, intake, terms) => {
  const { bytes, contents } = await preparePhoto(service, intake.file, terms);
  const asset = toAsset(service, intake, contents, terms);
  await keepPhoto(service, asset, bytes);
  return asset;
};

type TakingService = PreparingService & KeepingService & Pick<UploadService, 'newAssetId'>;

/** The record-to-be. Its id and time are fixed here, before anything is stored. */
function toAsset(
  { clock, newAssetId }: Pick<UploadService, 'clock' | 'newAssetId'>,
  { file, ownerId, username, uploadedBy, scope, placed }: PhotoIntake,
  contents: Contents,
  { dialect }: Terms,
): Asset {
  return {
    id: newAssetId(clock()),
    ownerId,
    ...(username === undefined ? {} : { username }),
    uploadedBy,
    dialect,
    scope,
    placed,
    fileName: cutFileName(file.fileName),
    ...contents,
  };
}
