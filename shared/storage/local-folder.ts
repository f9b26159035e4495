import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewObject, ObjectRef, OpenedObject, Storage, StoredObject } from './storage.ts';

/** What the local folder keeps beside an object's bytes. */
interface Facts {
  readonly contentType: string;
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Objects in a folder: the bytes under `{bucket}/{key}`, their facts under `.facts/{bucket}/{key}.json`. Each file is
 * written under a temporary name, synced, renamed, and its folder synced; the facts are there before the bytes, so what has
 * bytes is whole. Keys are used as they are: every segment is safe as a file name by construction, and is checked again.
 */
export function openLocalFolder(basePath: string): Storage {
  const bytesPath = ({ bucket, key }: ObjectRef) => join(basePath, bucket, ...safeSegments(key));
  const factsPath = ({ bucket, key }: ObjectRef) => `${join(basePath, '.facts', bucket, ...safeSegments(key))}.json`;

  async function readFacts(ref: ObjectRef): Promise<Facts | undefined> {
    const text = await readFile(factsPath(ref), 'utf8').catch(absent);
    return text === undefined ? undefined : (JSON.parse(text) as Facts);
  }

  async function openObject(ref: ObjectRef): Promise<OpenedObject | undefined> {
    const facts = await readFacts(ref);
    const file = facts && (await open(bytesPath(ref), 'r').catch(absent));
    if (facts === undefined || file === undefined) return undefined;
    try {
      // Everything is read from the one open file: a replacement or removal meanwhile does not tear it.
      const { size, mtime } = await file.stat();
      return { ...toStoredObject(facts, size, mtime), body: file.createReadStream() };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  return {
    open: openObject,

    async head(ref) {
      const opened = await openObject(ref);
      opened?.body.destroy();
      return opened;
    },

    async put(object: NewObject) {
      const { contentType, sha256, metadata } = object;
      await writeWhole(factsPath(object), JSON.stringify({ contentType, sha256, metadata } satisfies Facts));
      await writeWhole(bytesPath(object), object.bytes);
    },

    async remove(ref) {
      await rm(bytesPath(ref), { force: true });
      await rm(factsPath(ref), { force: true });
    },
  };
}

function toStoredObject({ contentType, sha256, metadata }: Facts, size: number, mtime: Date): StoredObject {
  const etag = createHash('sha256').update(`${sha256}-${size}`).digest('hex').slice(0, 32);
  return { size, contentType, etag: `"${etag}"`, modifiedAt: mtime, metadata };
}

function safeSegments(key: string): readonly string[] {
  const segments = key.split('/');
  for (const segment of segments) {
    const safe = /^[A-Za-z0-9_@%.-]{1,255}$/.test(segment) && !segment.startsWith('.') && !segment.endsWith('.');
    if (!safe) throw new RangeError('The key is not safe as a path');
  }
  return segments;
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = join(folder, `.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a folder and syncs the one that it is new in: a folder that is lost takes its files with it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
  throw error;
}
