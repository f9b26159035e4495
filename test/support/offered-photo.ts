import type { OfferedPhoto, PhotoPolicy } from '../../shared/core/judge-photo.ts';

/** A policy of seven extensions, up to 5,242,880 bytes. */
export const policy: PhotoPolicy = {
  extensions: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif'],
  maxBytes: 5_242_880,
};
export const octetStream = 'application/octet-stream';

/** A PNG that the policy accepts. */
export const png: OfferedPhoto = {
  fileName: 'photo.png',
  declaredType: 'image/png',
  size: 18_425,
  contentType: 'image/png',
  image: { pixels: { width: 63, height: 45 }, frames: 1, decoded: 63 * 45, found: [], removed: [] },
};
