import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Contender } from './contenders.ts';
import { alone, clients, secondsOf } from './crowd.ts';
import { photoOfSize, read, upload } from './photo-client.ts';

/** The resident memory of a process in bytes: idle, and its peak. */
interface Residence {
  readonly idle: number;
  /** While each client sends one request. */
  readonly peak: number;
  /** While each client sends eight more. */
  readonly laterPeak: number;
}

export interface MemoryUse {
  readonly reads: Residence;
  readonly uploads: Residence;
}

type Start = () => Promise<Contender>;
type Work = (requests: number) => Promise<unknown>;

const restMillis = 2000;

/**
 * A service's memory while all clients read a photo of 5 MiB, and while all upload one; the service restarts in
 * between.
 */
export async function measurePeakMemory(start: Start): Promise<MemoryUse> {
  const photo = photoOfSize(5_242_880);
  const { pathname, search } = await withService(start, (service) => alone((agent) => upload(service, photo, agent)));
  return {
    reads: await residence(start, (service) => {
      const address = new URL(pathname + search, service.url);
      return (requests) => secondsOf(requests, (agent) => read(address, photo, agent));
    }),
    uploads: await residence(start, (service) => {
      return (requests) => secondsOf(requests, (agent) => upload(service, photo, agent));
    }),
  };
}

/**
 * The kernel's numbers: VmRSS before, and VmHWM since its reset.
 * @see https://docs.kernel.org/filesystems/proc.html
 */
function residence(start: Start, workOf: (service: Contender) => Work): Promise<Residence> {
  return withService(start, async (service) => {
    await warmUp(service);
    await setTimeout(restMillis);
    const idle = await residentBytes(service, 'VmRSS');
    await writeFile(`/proc/${service.pid}/clear_refs`, '5');
    const work = workOf(service);
    await work(clients);
    const peak = await residentBytes(service, 'VmHWM');
    await work(8 * clients);
    return { idle, peak, laterPeak: await residentBytes(service, 'VmHWM') };
  });
}

/** Warms up, so that code loaded and compiled for the first request does not count. */
async function warmUp(service: Contender): Promise<void> {
  const small = photoOfSize(10_000);
  const address = await alone((agent) => upload(service, small, agent));
  await secondsOf(clients, (agent) => read(address, small, agent));
}

async function withService<Result>(start: Start, work: (service: Contender) => Promise<Result>): Promise<Result> {
  const service = await start();
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

async function residentBytes({ pid }: Contender, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Number(kilobytes) * 1024;
}
