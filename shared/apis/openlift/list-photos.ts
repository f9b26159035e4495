import { readOwner } from '../../assets/find-owner.ts';
import { findPhoto, newestPhotos } from '../../assets/find-photo.ts';
import type { TablePart } from '../../assets/table.ts';
import { isAssetId, type Photo } from '../../core/asset.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { Owner } from '../../core/owner.ts';
import { chooseActive } from '../../core/retention.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { success } from './openlift.ts';
import { type ShowingParts, showPhotos } from './show-photos.ts';

type ListingParts = ShowingParts & CallersPart & TablePart;

const pageLength = 100;

/**
 * `GET /api/storage/profile-photo`: the caller's photos, the newest first: the active ones, or with `?archived=true`
 * all of them in pages; the next page is `?archived=true&before={next}`.
 */
export async function listPhotos(parts: ListingParts, request: HttpRequest): Promise<HttpResponse> {
  const { ownerId } = await parts.verifyCaller(request.headers.authorization);
  const owner = await readOwner(parts.table, ownerId);
  if (request.query.archived?.[0] !== 'true') {
    return success(200, { photos: await showPhotos(parts, { owner, photos: await activePhotos(parts, owner) }) });
  }
  const before = request.query.before?.[0];
  if (before !== undefined && !isAssetId(before)) {
    throw new PhotoFailure('bad-request', { reason: 'before must be an asset id' });
  }
  const range = { limit: pageLength, ...(before === undefined ? {} : { before }) };
  const photos = await newestPhotos(parts.table, { ownerId, ...range });
  const next = photos.length < pageLength ? {} : { next: photos.at(-1)?.id };
  return success(200, { photos: await showPhotos(parts, { owner, photos }), ...next });
}

async function activePhotos({ table, photosKeptActive }: ListingParts, owner: Owner): Promise<readonly Photo[]> {
  const { active } = chooseActive(owner, photosKeptActive);
  const photos = await Promise.all(active.map(({ assetId }) => findPhoto(table, { ownerId: owner.ownerId, assetId })));
  return photos.filter((photo) => photo !== undefined);
}
