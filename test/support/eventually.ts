import { setTimeout } from 'node:timers/promises';

const patienceMillis = 30_000;

/** Repeats a check until it passes; after the timeout, throws the check's last error. */
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
