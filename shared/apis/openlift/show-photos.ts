import { type Photo, uploadedAt } from '../../core/asset.ts';
import { typeOfExtension } from '../../core/image-format.ts';
import type { Owner } from '../../core/owner.ts';
import { type ActiveLimitPart, chooseActive, currentPhoto } from '../../core/retention.ts';
import type { LinksPart } from '../../photos/links.ts';

export type ShowingParts = ActiveLimitPart & LinksPart;

/** An owner's photos as the list shows them, each with a link; deleted photos are left out. */
export function showPhotos(
  { photosKeptActive, links }: ShowingParts,
  { owner, photos }: { readonly owner: Owner; readonly photos: readonly Photo[] },
): Promise<object[]> {
  const active = new Set(chooseActive(owner, photosKeptActive).active.map(({ assetId }) => assetId));
  const current = currentPhoto(owner, photosKeptActive)?.assetId;
  const existing = photos.filter(({ deletedAt }) => deletedAt === undefined);
  return Promise.all(
    existing.map(async (photo) => ({
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
