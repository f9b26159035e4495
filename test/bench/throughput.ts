import { setTimeout } from 'node:timers/promises';
import { type Contender, startFastify, startPortrait } from './contenders.ts';
import { clients, secondsOf } from './crowd.ts';
import { type Photo, photoOfSize, read, upload } from './photo-client.ts';

/** The requests per second of each service, round by round. */
export interface Throughput {
  readonly direction: 'upload' | 'read';
  readonly photoBytes: number;
  readonly perSecond: Readonly<Record<Contender['name'], readonly number[]>>;
}

interface Load {
  readonly photo: Photo;
  /** Requests per round. */
  readonly uploads: number;
  readonly reads: number;
}

const rounds = 5;
const photosRead = 2 * clients;
const pauseMillis = 2000; // Portrait's retention runs for a second after a round of uploads, and must not slow the next round

/** Uploads and reads, alternately through the local gateway and the Fastify baseline, so that noise affects both. */
export async function measureThroughput(folder: string): Promise<readonly Throughput[]> {
  const loads: readonly Load[] = [
    { photo: photoOfSize(176_000), uploads: 200, reads: 800 },
    { photo: photoOfSize(5_242_880), uploads: 40, reads: 80 },
  ];
  const contenders = [await startPortrait(folder), await startFastify(folder)];
  try {
    const measured: Throughput[] = [];
    for (const load of loads) measured.push(await measureReads(contenders, load));
    for (const load of loads) measured.push(await measureUploads(contenders, load));
    return measured;
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}

async function measureReads(contenders: readonly Contender[], { photo, reads }: Load): Promise<Throughput> {
  const addresses = new Map<Contender, URL[]>(contenders.map((contender) => [contender, []]));
  for (const [contender, uploaded] of addresses) {
    await secondsOf(photosRead, async (agent) => uploaded.push(await upload(contender, photo, agent)));
  }
  const perSecond = await inTurns(contenders, async (contender) => {
    const next = around(addresses.get(contender) ?? []);
    return reads / (await secondsOf(reads, (agent) => read(next(), photo, agent)));
  });
  return { direction: 'read', photoBytes: photo.bytes, perSecond };
}

async function measureUploads(contenders: readonly Contender[], { photo, uploads }: Load): Promise<Throughput> {
  const perSecond = await inTurns(contenders, async (contender) => {
    const seconds = await secondsOf(uploads, (agent) => upload(contender, photo, agent));
    await setTimeout(pauseMillis);
    return uploads / seconds;
  });
  return { direction: 'upload', photoBytes: photo.bytes, perSecond };
}

/** Iterates over the values endlessly. */
function around<Value>(values: readonly Value[]): () => Value {
  let turn = 0;
  return () => {
    const value = values[turn++ % values.length];
    if (value === undefined) throw new RangeError('There are no values');
    return value;
  };
}

/** The results of the rounds, without a first one that warms up. */
async function inTurns(
  contenders: readonly Contender[],
  round: (contender: Contender) => Promise<number>,
): Promise<Throughput['perSecond']> {
  const answers = { Portrait: [] as number[], Fastify: [] as number[] };
  for (let n = -1; n < rounds; n++) {
    for (const contender of contenders) {
      const answer = await round(contender);
      if (n >= 0) answers[contender.name].push(answer);
    }
  }
  return answers;
}
