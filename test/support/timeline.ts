import { v7 } from 'uuid';
import type { Asset } from '../../shared/core/asset.ts';
import { sampleAsset } from './sample-asset.ts';

/** A moment of the test's calendar, in minutes from its start. */
export function minute(n: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, n));
}

/** A photo by Ada, uploaded at `at`; private and placed by default. */
export function assetAt(at: Date, changes: Partial<Asset> = {}): Asset {
  return {
    ...sampleAsset,
    id: v7({ msecs: at.getTime() }),
    ownerId: 'ada',
    uploadedBy: 'ada',
    extension: 'png',
    size: 3,
    ...changes,
  };
}
