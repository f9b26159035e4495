import { part } from '../core/part.ts';
import type { ActiveLimitPart } from '../core/retention.ts';
import type { PrivacyPart } from '../photos/prepare-photo.ts';
import { readKeepMetadata, readPhotosKeptActive } from '../photos/settings.ts';

/** How many photos of an owner stay active. */
export const activeLimit = part<ActiveLimitPart>(['PHOTOS_KEPT_ACTIVE'], (read) => ({
  photosKeptActive: readPhotosKeptActive(read),
}));

/** Whether photos keep their metadata. */
export const privacy = part<PrivacyPart>(['KEEP_METADATA'], (read) => ({ keepMetadata: readKeepMetadata(read) }));
