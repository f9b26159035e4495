import type { Asset } from '../../shared/core/asset.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { idle, type Process, randomFrom } from './scheduler.ts';
import { type Verdict, World } from './world.ts';

export interface Outcome extends Verdict {
  readonly crashes: number;
  readonly steps: readonly string[];
}

/** `upload` repeats an upload: one in the inbox may be judged more than once, and late. */
const kinds = ['choose', 'choose', 'restore', 'remove', 'removeCurrent', 'clear', 'upload'] as const;

/**
 * One random schedule of uploads, choices, restores, deletions and storage events on one owner: the real code,
 * interleaved call by call, with repeated, reordered and late events, and crashes between any two calls.
 */
export async function runSchedule(seed: number): Promise<Outcome> {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const world = new World(random, [5, 5, 3, 2, 1][below(5)] ?? 5);
  const steps: string[] = [];
  const running: { process: Process; again: () => Process | undefined }[] = [];
  const assets: Asset[] = [];
  let uploads = 3 + below(9);
  let others = below(6);
  let crashes = 0;
  let crashesLeft = below(3);

  for (let guard = 0; guard < 20_000; guard++) {
    const pick = random();
    world.releaseDelayed();
    const message = world.queue[below(world.queue.length)];
    if (uploads > 0 && pick < 0.15) {
      uploads -= 1;
      const asset = world.newAsset(random() < 0.6);
      assets.push(asset);
      running.push({ process: world.upload(asset), again: () => undefined });
    } else if (others > 0 && assets.length > 0 && pick < 0.22) {
      others -= 1;
      const asset = assets[below(assets.length)];
      const kind = kinds[below(kinds.length)];
      if (asset === undefined || kind === undefined) continue;
      const again = () => world[kind](asset); // the client retries
      running.push({ process: again(), again });
    } else if (message !== undefined && pick < 0.4) {
      world.queue.splice(world.queue.indexOf(message), 1);
      running.push({ process: world.deliver(message), again: () => void world.queue.push(message) });
    } else if (running.length > 0) {
      const index = below(running.length);
      const [{ process, again } = { process: undefined, again: () => undefined }] = running.slice(index);
      if (process === undefined) continue;
      if (crashesLeft > 0 && !process.ended && random() < 0.02) {
        crashesLeft -= 1;
        crashes += 1;
        steps.push(`${process.name}: CRASH`);
        await process.crash(random);
        const repeated = again();
        running.splice(index, 1, ...(repeated === undefined ? [] : [{ process: repeated, again }]));
      } else if (process.waits) steps.push(await process.step(random));
      else await idle(); // it has not made its first call yet
      if (process.ended) {
        if (process.error !== undefined && !(process.error instanceof PhotoFailure)) throw process.error;
        if (running[index]?.process === process) running.splice(index, 1);
      }
    } else if (world.queue.length === 0 && uploads === 0) {
      return { ...(await world.judge()), crashes, steps };
    }
  }
  return { problems: ['it did not settle'], staleMarks: 0, crashes, steps };
}
