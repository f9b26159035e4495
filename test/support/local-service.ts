import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LocalService {
  readonly url: string;
  /** Everything that it has printed so far. */
  printed(): string;
  /** Sends a signal and waits for the exit. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ending>;
}

interface LocalSettings {
  readonly dataDir: string;
  /** Environment variables; the service gets no others of this process's environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts the local service in a process of its own, on a free port, and waits until it listens. */
export async function startLocalService(settings: LocalSettings): Promise<LocalService> {
  const { child, ended } = spawnService(settings);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  const url = await Promise.race([listening(child), ended.then(failStart)]);
  return {
    url,
    printed: () => printed,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts the local service with settings that make it exit, and waits for its exit. */
export async function startInVain(settings: LocalSettings): Promise<Ending> {
  const { child, ended } = spawnService(settings);
  const url = await Promise.race([listening(child), ended.then(() => undefined)]);
  if (url !== undefined) child.kill('SIGKILL');
  return ended;
}

/** A temporary data folder; `remove` deletes it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'portrait-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

function spawnService({ dataDir, variables }: LocalSettings) {
  const start = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));
  const env = { PATH: process.env.PATH, PORTRAIT_DATA_DIR: dataDir, PORT: '0', ...variables };
  const child = spawn(process.execPath, [start], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<Ending> {
  const output = Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')));
  const [code] = (await once(child, 'close')) as [number | null];
  const [stdout = '', stderr = ''] = await output;
  return { code, stdout, stderr };
}

function listening({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    stdout?.on('data', (chunk: Buffer) => {
      output += chunk;
      const [, url] = /^Portrait is listening on (http:\/\/localhost:\d+)$/m.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

function failStart({ code, stdout, stderr }: Ending): never {
  throw new Error(`The local service exited with ${code} before it listened:\n${stdout}${stderr}`);
}
