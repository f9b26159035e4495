import { createHash } from 'node:crypto';
import { type Asset, cutFileName, type Scope } from '../core/asset.ts';
import { type AcceptedPhoto, judgePhoto } from '../core/judge-photo.ts';
import type { Keep, Terms, UploadService } from '../dialects/dialect.ts';
import type { FormFile } from '../http/form.ts';
import { type KeepingService, keepPhoto } from './keep-photo.ts';
import { measureImage } from './measure-image.ts';
import { sniffType } from './sniff-type.ts';

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

/** Keeps a file as a photo of its owner: judged, stored, recorded. */
export const takePhoto: Keep<PhotoIntake, Asset, KeepingService & Pick<UploadService, 'newAssetId' | 'scan'>> = async (
  service,
  intake,
  terms,
) => {
  const { file } = intake;
  const contentType = await sniffType(file.bytes);
  const pixels = measureImage(file.bytes);
  const found = { ...(contentType === undefined ? {} : { contentType }), ...(pixels === undefined ? {} : { pixels }) };
  const accepted = judgePhoto({ ...file, ...found }, terms.policy);
  const asset = toAsset(service, intake, { ...accepted, ...found }, terms);
  await service.scan(file.bytes, accepted.contentType);
  await keepPhoto(service, asset, file.bytes);
  return asset;
};

/** The record-to-be. Its id and time are fixed here, before anything is stored. */
function toAsset(
  { clock, newAssetId }: Pick<UploadService, 'clock' | 'newAssetId'>,
  { file, ownerId, username, uploadedBy, scope, placed }: PhotoIntake,
  { extension, pixels }: AcceptedPhoto & Pick<Asset, 'pixels'>,
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
    extension,
    size: file.size,
    ...(pixels === undefined ? {} : { pixels }),
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
}
