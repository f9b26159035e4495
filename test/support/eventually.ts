import { setTimeout } from 'node:timers/promises';

const patienceMillis = 30_000;

/** Repeats a check until it passes; what it throws at the very end is the failure. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMillis;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await setTimeout(100);
  }
}
