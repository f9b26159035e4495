import type { Asset, Contents } from '../../shared/core/asset.ts';

/** The time of the tests' fixed clocks: that of OpenLift's sample answer. */
export const now = new Date('2025-09-23T10:30:00.000Z');

/** The UUID of version 7 for a time; `number` makes ids of one time differ. */
export function assetIdAt(at: Date, number = 0): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const sampleContents: Contents = {
  door: 'function',
  extension: 'jpg',
  size: 245_760,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  found: [],
  removed: [],
};

export const sampleAsset: Asset = {
  id: assetIdAt(now),
  ownerId: '64abc123def456789',
  uploadedBy: '64abc123def456789',
  api: 'openlift',
  scope: 'private',
  placed: true,
  fileName: 'profile-photo.jpg',
  ...sampleContents,
};
