import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));

/** The files of the project that a synth reads. */
const sources = ['functions', 'infra', 'shared', 'cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'];

export interface Synth {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * `cdk synth` without an AWS account, settings and a network: the proxy variables name a closed port, so that every request
 * fails.
 */
export async function synthByCli(
  folder: string,
  output: string,
  said: Readonly<Record<string, string>> = {},
): Promise<Synth> {
  const home = join(output, '..', 'home');
  await mkdir(home, { recursive: true });
  const nowhere = 'http://127.0.0.1:1';
  const words = Object.entries(said).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(process.execPath, ['node_modules/aws-cdk/bin/cdk', 'synth', '-q', '-o', output, ...words], {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      ...{ HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** A copy of the project with its modules, in a folder below `parent`. */
export async function copyProject(parent: string, name: string): Promise<string> {
  const copy = join(parent, name);
  await mkdir(copy, { recursive: true });
  for (const source of sources) await cp(join(projectFolder, source), join(copy, source), { recursive: true });
  // Hard links are fast to make. A symbolic link would resolve to the folder of the original.
  const modules = join(projectFolder, 'node_modules');
  if ((await run('cp', ['-al', modules, copy])) !== 0)
    await cp(modules, join(copy, 'node_modules'), { recursive: true });
  return copy;
}

async function run(command: string, words: readonly string[]): Promise<number | null> {
  const [code] = (await once(spawn(command, words, { stdio: 'ignore' }), 'close')) as [number | null];
  return code;
}

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'portrait-synth-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A JSON file of a synth's output. */
export async function readOutput<T>(output: string, file: string): Promise<T> {
  return JSON.parse(await readFile(join(output, file), 'utf8')) as T;
}
