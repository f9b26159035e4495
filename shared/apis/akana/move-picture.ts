import { buffer } from 'node:stream/consumers';
import { claimPicture, markMoved } from '../../assets/picture-item.ts';
import type { Asset, Contents } from '../../core/asset.ts';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { extensionOfType, formatOfExtension } from '../../core/image-format.ts';
import { renditionPrefix } from '../../core/rendition.ts';
import type { TemporaryPicture } from '../../core/temporary-picture.ts';
import type { AssetIdPart } from '../../core/time.ts';
import { ByteReader } from '../../image/byte-reader.ts';
import { readImage } from '../../image/read-image.ts';
import { fingerprint } from '../../photos/fingerprint.ts';
import { isPermitted } from '../../photos/permissions.ts';
import { type StoringParts, storePhoto } from '../../photos/store-photo.ts';
import type { RendererPart } from '../../renditions/renderer.ts';
import type { ObjectRef, StoragePart } from '../../storage/storage.ts';
import { akana } from './akana.ts';
import { akanaRelations } from './caller.ts';
import { pictureOf } from './find-picture.ts';
import { isShownAsItIs, renderingOf } from './read-picture.ts';

export type MovingService = StoringParts & RendererPart & AssetIdPart;

/** A move of a temporary picture. */
export interface Move {
  readonly pictureId: unknown;
  readonly caller: Caller;
  /** Whose avatar it becomes. */
  readonly ownerId: string;
}

/**
 * Makes a temporary picture its new owner's current photo, in every dialect, and takes it out of the dropbox. Broken off
 * anywhere it can be repeated, and then makes the same photo: the first claim fixes its id, and the crop is fixed with
 * it. Refuses with `not-found` what is not in the dropbox, and with `forbidden` what somebody else has put there, unless
 * it is for an administrator.
 */
export async function movePicture(service: MovingService, { pictureId, caller, ownerId }: Move): Promise<void> {
  const { table, clock, newAssetId } = service;
  const { number, ownerId: uploader } = await pictureOf(service, pictureId);
  if (!isPermitted(caller, { ownerId: uploader }, akanaRelations)) {
    throw new PhotoFailure('forbidden', { reason: 'The picture belongs to another user' });
  }
  const claim = { assetId: newAssetId(clock()), assignee: ownerId };
  const claimed = await claimPicture(table, { number, ...claim, now: clock() });
  if (claimed === undefined) throw notFound();

  const { picture, assetId } = claimed;
  const { bytes, contents } = await readFinal(service, picture);
  const username = ownerId === caller.ownerId ? caller.username : undefined;
  const { fileName } = picture;
  const asset = toAsset({ assetId, ownerId, username, uploadedBy: uploader, fileName }, contents);
  await storePhoto(service, asset, bytes);
  await markMoved(table, { number, at: clock() });
  await service.storage.remove(objectOf(picture));
  await service.storage.removeUnder('transient', renditionPrefix(picture.key));
}

/** Of an upload; what is made of one must not have more. */
const maxBytes = 5_242_880;

/**
 * What is kept for good: the bytes as they lie in the dropbox, unless they were cropped or are a TIFF, which no browser shows:
 * then the rendition, in full resolution, or where that would be too large, as a square.
 */
async function readFinal(
  service: StoragePart & RendererPart,
  picture: TemporaryPicture,
): Promise<{ bytes: Uint8Array; contents: Contents }> {
  const { crop, contents } = picture;
  if (crop === undefined && isShownAsItIs(picture)) {
    return { bytes: (await read(service, objectOf(picture))).bytes, contents };
  }
  const rendering = renderingOf(picture);
  const full = await service.renderer.render(objectOf(picture), rendering);
  const fits = ((await service.storage.head(full))?.size ?? 0) <= maxBytes;
  const final = fits ? full : await service.renderer.render(objectOf(picture), { ...rendering, size: 1024 });
  const { bytes, contentType } = await read(service, final);
  return { bytes, contents: toRendered(contents, bytes, contentType) };
}

/** Of what is rendered nothing but the pixels stays. */
function toRendered(
  { door, extension: before, size, sha256, sent = { size, sha256 }, found }: Contents,
  bytes: Uint8Array,
  contentType: string,
): Contents {
  const extension = extensionOfType(contentType) ?? before;
  const { pixels } = readImage(new ByteReader(bytes), formatOfExtension(extension) ?? 'png');
  return { door, extension, ...fingerprint(bytes), pixels, sent, found, removed: found };
}

async function read({ storage }: StoragePart, ref: ObjectRef) {
  const opened = await storage.open(ref);
  if (opened === undefined) throw notFound();
  return { bytes: await buffer(opened.body), contentType: opened.contentType };
}

type Owned = Pick<Asset, 'ownerId' | 'uploadedBy' | 'fileName'> & {
  readonly assetId: string;
  readonly username: string | undefined;
};

function toAsset({ assetId, ownerId, username, uploadedBy, fileName }: Owned, contents: Contents): Asset {
  return {
    id: assetId,
    ownerId,
    ...(username === undefined ? {} : { username }),
    uploadedBy,
    api: akana.name,
    scope: 'private',
    placed: true,
    fileName,
    ...contents,
  };
}

function objectOf({ key }: TemporaryPicture): ObjectRef {
  return { bucket: 'transient', key };
}

function notFound(): PhotoFailure {
  return new PhotoFailure('not-found', { what: 'photo' });
}
