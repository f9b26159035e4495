import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSynced } from '../../shared/storage/synced-file.ts';

export interface Secrets {
  readonly authJwtSecret: string;
  readonly localStorageSecret: string;
}

/** The secrets of a data folder, created at the first call in a file with mode 0600. */
export async function localSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true });
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there !== undefined) return JSON.parse(there) as Secrets;

  // If two processes start at once, the first one's secrets stay: link() fails if the file exists.
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  const secrets: Secrets = { authJwtSecret: newSecret(), localStorageSecret: newSecret() };
  await writeSynced(temporary, { content: JSON.stringify(secrets), mode: 0o600 });
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(temporary);
  return JSON.parse(await readFile(path, 'utf8')) as Secrets;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
