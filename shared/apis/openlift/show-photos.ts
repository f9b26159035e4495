import { type Photo, uploadedAt } from '../../core/asset.ts';
import { typeOfExtension } from '../../core/image-format.ts';
import type { Owner } from '../../core/owner.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import { chooseActive, currentPhoto } from '../../core/retention.ts';
import type { LinksPart } from '../../photos/links.ts';

export type ShowService = ActiveLimitPart & LinksPart;

/** An owner's photos as the list shows them, each with a link; without those that are deleted. */
export function showPhotos(
  { photosKeptActive, links }: ShowService,
  owner: Owner,
  photos: readonly Photo[],
): Promise<object[]> {
  const active = new Set(chooseActive(owner, photosKeptActive).active.map(({ assetId }) => assetId));
  const current = currentPhoto(owner, photosKeptActive)?.assetId;
  const there = photos.filter(({ deletedAt }) => deletedAt === undefined);
  return Promise.all(
    there.map(async (photo) => ({
      assetId: photo.id,
      state: active.has(photo.id) ? 'active' : 'archived',
      archived: !active.has(photo.id),
      current: photo.id === current,
      avatar: photo.id === owner.avatar,
      fileName: photo.fileName,
      contentType: typeOfExtension(photo.extension),
      size: photo.size,
      ...(photo.pixels === undefined ? {} : photo.pixels),
      sha256: photo.sha256,
      sent: photo.sent ?? { size: photo.size, sha256: photo.sha256 },
      metadata: { found: photo.found, removed: photo.removed },
      door: photo.door,
      scope: photo.scope,
      uploadedAt: uploadedAt(photo.id).toISOString(),
      activeAt: photo.activeAt.toISOString(),
      url: await links.forDisplay(photo),
    })),
  );
}
