import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PhotoFailure } from '../core/failure.ts';
import type { HeifResult, HeifWork } from './heif-worker.ts';

/** In the folder of this file, with the same extension: TypeScript, or bundled. */
const workerFile = new URL(`heif-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Decodes the primary image of an HEIC or HEIF file to a TIFF, upright, with its colour profile. Refuses with
 * `not-renderable` if it does not decode, has more than `maxPixels`, or takes longer than `maxSeconds`. Runs in a
 * worker thread, so that the WebAssembly does not block the event loop, can be terminated, and frees its memory.
 */
export async function decodeHeif(
  bytes: Uint8Array,
  { maxPixels, maxSeconds }: { readonly maxPixels: number; readonly maxSeconds: number },
): Promise<Uint8Array> {
  const worker = new Worker(workerFile, { workerData: { bytes, maxPixels } satisfies HeifWork, env: {}, execArgv: [] });
  try {
    const signal = AbortSignal.timeout(maxSeconds * 1000);
    const [result] = (await once(worker, 'message', { signal }).catch((cause: unknown) => {
      throw signal.aborted ? new PhotoFailure('not-renderable', { cause }) : cause;
    })) as [HeifResult];
    if ('refusal' in result) throw new PhotoFailure('not-renderable', { cause: result.refusal });
    return result;
  } finally {
    await worker.terminate();
  }
}
