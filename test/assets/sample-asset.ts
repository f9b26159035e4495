import { v7 } from 'uuid';
import type { Asset } from '../../shared/core/asset.ts';

/** A moment of the test's calendar, in minutes from its start. */
export function minute(n: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, n));
}

/** A photo uploaded at `at`, private and placed unless said otherwise. */
export function sampleAsset(at: Date, changes: Partial<Asset> = {}): Asset {
  return {
    id: v7({ msecs: at.getTime() }),
    ownerId: 'ada',
    dialect: 'openlift',
    scope: 'private',
    placed: true,
    fileName: 'photo.png',
    extension: 'png',
    size: 3,
    sha256: 'ab',
    ...changes,
  };
}
