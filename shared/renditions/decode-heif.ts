import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PhotoFailure } from '../core/failure.ts';
import type { HeifResult, HeifWork } from './heif-worker.ts';

/** Beside this file, and what this file is: TypeScript, or bundled. */
const workerFile = new URL(`heif-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * The primary picture of an HEIC or HEIF file as a TIFF, upright, with its colour profile. Refuses with `not-renderable` what
 * does not decode, has more than `maxPixels` or takes longer than `maxSeconds`. A thread of its own does it: WebAssembly
 * that blocks nobody, whose memory is given back, and which ends when it is told to.
 */
export async function decodeHeif(bytes: Uint8Array, maxPixels: number, maxSeconds: number): Promise<Uint8Array> {
  const worker = new Worker(workerFile, { workerData: { bytes, maxPixels } satisfies HeifWork, env: {}, execArgv: [] });
  try {
    const signal = AbortSignal.timeout(maxSeconds * 1000);
    const [result] = (await once(worker, 'message', { signal }).catch((cause: unknown) => {
      throw signal.aborted ? new PhotoFailure('not-renderable', {}, { cause }) : cause;
    })) as [HeifResult];
    if ('refusal' in result) throw new PhotoFailure('not-renderable', {}, { cause: result.refusal });
    return result;
  } finally {
    await worker.terminate();
  }
}
