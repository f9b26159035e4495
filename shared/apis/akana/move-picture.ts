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
import { pictureOf } from './find-picture.ts';
import { isServedUnrendered, renderingOf } from './read-picture.ts';
import { akanaRelations } from './verify-caller.ts';

export type MovingParts = StoringParts & RendererPart & AssetIdPart;

/** The assignment of a temporary picture to a user. */
interface Move {
  readonly pictureId: unknown;
  readonly caller: Caller;
  /** The user whose current photo it becomes. */
  readonly ownerId: string;
}

/**
 * Makes a temporary picture the current photo of a user, for every API, and removes it from the dropbox. Idempotent: a
 * retry after a crash makes the same photo, since the first claim fixes its id and its crop. Refuses with `not-found` a
 * picture that is unknown, has expired or has been assigned, and with `forbidden` a caller who is neither its uploader
 * nor an administrator.
 */
export async function movePicture(parts: MovingParts, { pictureId, caller, ownerId }: Move): Promise<void> {
  const { table, clock, newAssetId } = parts;
  const { number, ownerId: uploader } = await pictureOf(parts, pictureId);
  if (!isPermitted({ caller, account: { ownerId: uploader }, by: akanaRelations })) {
    throw new PhotoFailure('forbidden', { reason: 'The picture belongs to another user' });
  }
  const claim = { assetId: newAssetId(clock()), assignee: ownerId };
  const claimed = await claimPicture(table, { number, ...claim, now: clock() });
  if (claimed === undefined) throw notFound();

  const { picture, assetId } = claimed;
  const { bytes, contents } = await readFinal(parts, picture);
  const username = ownerId === caller.ownerId ? caller.username : undefined;
  const { fileName } = picture;
  const asset = toAsset({ assetId, ownerId, username, uploadedBy: uploader, fileName }, contents);
  await storePhoto(parts, { asset, bytes });
  await markMoved(table, { number, at: clock() });
  await parts.storage.remove(objectOf(picture));
  await parts.storage.removeUnder('transient', renditionPrefix(picture.key));
}

/** The limit on uploads, which also holds for the stored rendition. */
const maxBytes = 5_242_880;

/**
 * The bytes to store for good: those of the dropbox, or a rendition of a cropped picture and of a TIFF, which no
 * browser shows. The rendition has full resolution, or is a square if it would exceed `maxBytes`.
 */
async function readFinal(
  parts: StoragePart & RendererPart,
  picture: TemporaryPicture,
): Promise<{ bytes: Uint8Array; contents: Contents }> {
  const { crop, contents } = picture;
  if (crop === undefined && isServedUnrendered(picture)) {
    return { bytes: (await read(parts, objectOf(picture))).bytes, contents };
  }
  const rendering = renderingOf(picture);
  const full = await parts.renderer.render(objectOf(picture), rendering);
  const fits = ((await parts.storage.head(full))?.size ?? 0) <= maxBytes;
  const final = fits ? full : await parts.renderer.render(objectOf(picture), { ...rendering, size: 1024 });
  const { bytes, contentType } = await read(parts, final);
  return { bytes, contents: toRendered(contents, { bytes, contentType }) };
}

/** The contents of a rendition, which has no metadata. */
function toRendered(
  { door, extension: before, size, sha256, sent = { size, sha256 }, found }: Contents,
  { bytes, contentType }: { readonly bytes: Uint8Array; readonly contentType: string },
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
