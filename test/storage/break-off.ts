import { spawn } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Variables } from '../../shared/core/variables.ts';
import { objectStorage } from '../../shared/service/object-storage.ts';
import type { ObjectRef } from '../../shared/storage/storage.ts';
import { newObject } from './storage-contract.ts';

/**
 * Puts a large object, in a process of its own with this configuration, and kills the process once some of the bytes are
 * written and others are not. Refuses where it came too late.
 */
export async function breakOffPut(variables: Readonly<Record<string, string>>, { bucket, key }: ObjectRef) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), bucket, key], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = text(child.stderr);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal !== 'SIGKILL') throw new Error(`The put was not broken off but ended with ${code}: ${await said}`);
}

const bytes = Buffer.alloc(64 * 1024 * 1024, 'of a put that is broken off; ');

async function putAndDie([bucket = '', key = '']: readonly string[]): Promise<void> {
  const sockets: Socket[] = [];
  subscribe('net.client.socket', (message) => sockets.push((message as { socket: Socket }).socket));
  const { LOCAL_STORAGE_BASE_PATH: folder } = process.env;
  const sizes = () =>
    folder === undefined
      ? sockets.map(({ bytesWritten }) => bytesWritten)
      : globSync(`${folder}/**/.*/bytes`).map((file) => statSync(file).size);
  const written = () => sizes().reduce((sum, size) => sum + size, 0);
  const before = written();
  const { storage } = objectStorage.open(new Variables(process.env), () => new Date());
  storage.put(newObject(bytes, { bucket: bucket as ObjectRef['bucket'], key })).then(() => process.exit());
  while (written() < before + 1_000_000) await setImmediate();
  process.kill(process.pid, 'SIGKILL');
}

if (import.meta.main) await putAndDie(process.argv.slice(2));
