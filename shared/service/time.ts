import { v7 } from 'uuid';
import { part } from '../core/part.ts';
import type { AssetIdPart, ClockPart } from '../core/time.ts';

/** The clock, and new asset ids: UUIDs of version 7. */
export const time = part<ClockPart & AssetIdPart>([], (_, clock) => ({
  clock,
  newAssetId: (at) => v7({ msecs: at.getTime() }),
}));
