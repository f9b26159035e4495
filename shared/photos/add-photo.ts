import { type Asset, type Contents, cutFileName, type Scope } from '../core/asset.ts';
import type { AssetIdPart, ClockPart } from '../core/time.ts';
import type { FormFile } from '../http/form.ts';
import { type PreparingParts, preparePhoto, type Terms } from './prepare-photo.ts';
import { type StoringParts, storePhoto } from './store-photo.ts';

/** A photo as a form offers it, before it is judged. */
export interface PhotoIntake {
  readonly file: FormFile;
  readonly ownerId: string;
  /** The owner's name, if the caller's token has it. */
  readonly username?: string | undefined;
  /** The owner id of the caller. */
  readonly uploadedBy: string;
  readonly scope: Scope;
  /** Whether the upload makes the photo the owner's current photo. */
  readonly placed: boolean;
}

export type AddingParts = PreparingParts & StoringParts & AssetIdPart;

/** Adds a file to its owner's photos: judges, cleans, scans, stores and records it. Returns its record. */
export async function addPhoto(
  parts: AddingParts,
  { intake, ...terms }: Terms & { readonly intake: PhotoIntake },
): Promise<Asset> {
  const { bytes, contents } = await preparePhoto(parts, { file: intake.file, ...terms });
  const asset = toAsset(parts, { ...intake, contents: { ...contents, api: terms.api } });
  await storePhoto(parts, { asset, bytes });
  return asset;
}

type StoredContents = Contents & Pick<Asset, 'api'>;

/** The record. Its id and time are fixed here, before anything is stored. */
function toAsset(
  { clock, newAssetId }: ClockPart & AssetIdPart,
  { contents, file, ownerId, username, uploadedBy, scope, placed }: PhotoIntake & { contents: StoredContents },
): Asset {
  return {
    id: newAssetId(clock()),
    ownerId,
    ...(username === undefined ? {} : { username }),
    uploadedBy,
    scope,
    placed,
    fileName: cutFileName(file.fileName),
    ...contents,
  };
}
