import { join } from 'node:path';
import { startFastify, startPortrait } from './contenders.ts';
import { clients } from './crowd.ts';
import { median } from './median.ts';
import { type MemoryUse, measurePeakMemory } from './peak-memory.ts';
import { printTable, type Row } from './print-table.ts';
import { measureThroughput, type Throughput } from './throughput.ts';

/** Measures the local service and a Fastify server that only stores, and prints both. */
export async function printContest(folder: string): Promise<void> {
  const throughputs = await measureThroughput(join(folder, 'throughput'));
  printTable(
    `Through the local gateway, ${clients} clients at once (medians); Portrait / a Fastify that only stores`,
    throughputs.map(toRow),
  );
  // Only Linux reports the peak memory of a process.
  if (process.platform === 'linux') await printMemory(join(folder, 'memory'));
}

function toRow({ direction, photoBytes, perSecond }: Throughput): Row {
  const rate = (requests: number) => {
    const mebibytes = (requests * photoBytes) / 2 ** 20;
    return `${requests.toFixed(1).padStart(7)} requests/s ${mebibytes.toFixed(1).padStart(6)} MiB/s`;
  };
  const size = `${photoBytes.toLocaleString('en')} bytes`;
  const ratios = perSecond.Portrait.map((each, round) => each / (perSecond.Fastify[round] ?? Number.NaN));
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} ×`;
  const [what, ratio, rates] = compared(
    `${direction} of ${size}`,
    median(perSecond.Portrait),
    median(perSecond.Fastify),
    rate,
  );
  return [what, ratio, `${rates}   by rounds ${range}`];
}

async function printMemory(folder: string): Promise<void> {
  const Portrait: MemoryUse[] = [];
  const Fastify: MemoryUse[] = [];
  for (let run = 0; run < 3; run++) {
    Portrait.push(await measurePeakMemory(() => startPortrait(folder)));
    Fastify.push(await measurePeakMemory(() => startFastify(folder)));
  }
  const row = (what: string, bytesOf: (use: MemoryUse) => number) =>
    compared(what, median(Portrait.map(bytesOf)), median(Fastify.map(bytesOf)), megabytes);
  const rows = (['reads', 'uploads'] as const).flatMap((work) => [
    row(`${clients} ${work} of 5 MiB`, (use) => use[work].peak - use[work].idle),
    row(`and ${8 * clients} more`, (use) => use[work].laterPeak - use[work].idle),
  ]);
  printTable('Peak memory of the process above idle (VmHWM, medians); Portrait / Fastify', [
    ...rows,
    row('at rest', ({ uploads }) => uploads.idle),
  ]);
}

function compared(what: string, portrait: number, fastify: number, shown: (value: number) => string): Row {
  return [what, `${(portrait / fastify).toFixed(2)} ×`, `Portrait ${shown(portrait)}   Fastify ${shown(fastify)}`];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(7)} MB`;
}
