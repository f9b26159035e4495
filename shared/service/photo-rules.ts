import { part } from '../core/part.ts';
import type { ActiveLimitPart } from '../core/retention.ts';
import type { PrivacyPart } from '../photos/prepare-photo.ts';
import { readKeepMetadata, readPhotosKeptActive } from '../photos/settings.ts';

export const activeLimit = part<ActiveLimitPart>(['PHOTOS_KEPT_ACTIVE'], (read) => ({
  photosKeptActive: readPhotosKeptActive(read),
}));

export const privacy = part<PrivacyPart>(['KEEP_METADATA'], (read) => ({ keepMetadata: readKeepMetadata(read) }));
