import { parentPort, workerData } from 'node:worker_threads';
import { decodeByLibheif } from './libheif.ts';

export interface HeifWork {
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
}

/** The TIFF, or why there is none. */
export type HeifResult = Uint8Array<ArrayBuffer> | { readonly refusal: unknown };

const { bytes, maxPixels } = workerData as HeifWork;
try {
  const tiff = decodeByLibheif(bytes, maxPixels);
  parentPort?.postMessage(tiff satisfies HeifResult, [tiff.buffer]);
} catch (refusal) {
  parentPort?.postMessage({ refusal } satisfies HeifResult);
}
