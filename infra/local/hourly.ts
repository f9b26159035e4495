import { logFailure } from '../../shared/telemetry/log.ts';

interface Hourly {
  stop(): void;
}

/** Runs `work` now and every hour; if it fails, logs `complaint`. */
export function startHourly(complaint: string, work: () => Promise<void>): Hourly {
  const run = () => work().catch((error: unknown) => logFailure(complaint, { error }));
  void run();
  const timer = setInterval(run, 3_600_000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
