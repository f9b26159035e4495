import { v7 } from 'uuid';
import type { Part } from './service.ts';

/** The one clock. */
export const clock = () => new Date();

export const time: Part<'clock' | 'newAssetId'> = () => ({ clock, newAssetId: (at) => v7({ msecs: at.getTime() }) });
