import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '../support/bundles.ts';

interface ColdStart {
  readonly name: string;
  /** From the start of the process to the response, in ms; each run in a process of its own. */
  readonly millis: readonly number[];
}

const script = fileURLToPath(new URL('first-answer.ts', import.meta.url));
const runs = 11;

/**
 * Measures how long a process takes to start, import a bundle and answer a first request that opens its AWS clients but
 * calls none; and how long one takes that only starts.
 */
export function measureColdStarts(bundles: readonly Bundle[], environment: NodeJS.ProcessEnv): readonly ColdStart[] {
  const commands = [
    { name: 'bare', args: ['--eval', ''] },
    ...bundles.map(({ name, file }) => ({ name, args: [script, name, file] })),
  ];
  const millis = new Map(commands.map(({ name }) => [name as string, [] as number[]]));
  for (let run = 0; run < runs; run++) {
    for (const { name, args } of commands) {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { env: environment });
      if (status !== 0) throw new Error(`${name} sent no response: ${stderr}`);
      millis.get(name)?.push(performance.now() - start);
    }
  }
  return [...millis].map(([name, each]) => ({ name, millis: each }));
}
