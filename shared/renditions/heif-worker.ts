import { parentPort, workerData } from 'node:worker_threads';
import { decodeByLibheif } from './libheif.ts';

/** The input of the worker. */
export interface HeifWork {
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
}

/** The output of the worker: the TIFF, or the error. */
export type HeifResult = Uint8Array<ArrayBuffer> | { readonly refusal: unknown };

const { bytes, maxPixels } = workerData as HeifWork;
try {
  const tiff = decodeByLibheif(bytes, maxPixels);
  parentPort?.postMessage(tiff satisfies HeifResult, [tiff.buffer]);
} catch (refusal) {
  parentPort?.postMessage({ refusal } satisfies HeifResult);
}
