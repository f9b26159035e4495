import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { partOf } from '../core/byte-range.ts';
import type { NewObject, ObjectRef, Storage, StoredObject } from './storage.ts';
import { syncFolder, writeSynced } from './synced-file.ts';

/** What the local folder keeps beside an object's bytes. */
type Facts = Pick<NewObject, 'contentType' | 'sha256' | 'metadata'>;

/**
 * Objects in a folder. `{bucket}/{key}` is a link to the bytes of the object's present version, which lie with their
 * facts in a hidden folder beside it:
 *
 *     user-assets/users/ada/profile-picture/0190….png  →  .5f3c…/bytes
 *     user-assets/users/ada/profile-picture/.5f3c…/    bytes, facts.json
 *
 * A version is written and synced whole before the link is moved to it in one step, so that no reader ever sees parts
 * of two. Keys are used as they are: every segment is safe as a file name by construction, and is checked again.
 */
export function openLocalFolder(basePath: string): Storage {
  const linkPath = ({ bucket, key }: ObjectRef) => join(basePath, bucket, ...safeSegments(key));

  const inTurn = turns();

  return {
    async open(ref) {
      const opened = await openObject(linkPath(ref));
      return opened && { ...opened.stored, body: opened.file.createReadStream() };
    },

    async openPart(ref, range) {
      const opened = await openObject(linkPath(ref));
      if (opened === undefined) return undefined;
      const { stored, file } = opened;
      const part = partOf(range, stored.size);
      if (part === undefined) {
        await file.close();
        return 'unsatisfiable';
      }
      return { ...stored, part, body: file.createReadStream({ start: part.first, end: part.last }) };
    },

    async head(ref) {
      const opened = await openObject(linkPath(ref));
      await opened?.file.close();
      return opened?.stored;
    },

    async put(object) {
      const path = linkPath(object);
      await inTurn(path, async () => {
        const before = await versionOf(path);
        await write(path, { object, settle: moveLink });
        if (before !== undefined) await removeVersion(before);
      });
    },

    async create(object) {
      const path = linkPath(object);
      try {
        await inTurn(path, () => write(path, { object, settle: symlink }));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      }
    },

    async remove(ref) {
      const path = linkPath(ref);
      await inTurn(path, async () => {
        const version = await versionOf(path);
        await rm(path, { force: true });
        if (version !== undefined) await removeVersion(version);
      });
    },

    async removeUnder(bucket, prefix) {
      const folder = linkPath({ bucket, key: prefix.replace(/\/$/, '') });
      if ((await lstat(folder).catch(absent))?.isDirectory()) await rm(folder, { recursive: true, force: true });
    },
  };
}

type InTurn = <Done>(path: string, change: () => Promise<Done>) => Promise<Done>;

/** Runs one change of an object after the other: of two at once, neither would remove the other's version. */
function turns(): InTurn {
  const changes = new Map<string, Promise<unknown>>();
  return async (path, change) => {
    const done = (changes.get(path) ?? Promise.resolve()).then(change, change);
    changes.set(path, done);
    try {
      return await done;
    } finally {
      if (changes.get(path) === done) changes.delete(path);
    }
  };
}

/** Opens an object's present version. */
async function openObject(path: string): Promise<OpenedFile | undefined> {
  for (;;) {
    const version = await versionOf(path);
    if (version === undefined) return undefined;
    const opened = await openVersion(version);
    if (opened !== undefined) return opened;
    if ((await versionOf(path)) === version) return undefined; // not replaced while we looked: it is broken
  }
}

interface Writing {
  readonly object: NewObject;
  /** Links the path to the bytes. */
  readonly settle: (bytes: string, path: string) => Promise<void>;
}

/** Writes a version beside the object's place and then takes that place by `settle`, or leaves nothing. */
async function write(path: string, { object, settle }: Writing): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const name = `.${randomUUID()}`;
  const version = join(folder, name);
  try {
    await writeVersion(version, object);
    await settle(join(name, bytesName), path);
  } catch (error) {
    await removeVersion(version);
    throw error;
  }
  await syncFolder(folder);
}

/** Moves an object's link to a version, in one step. */
async function moveLink(version: string, path: string): Promise<void> {
  const link = join(dirname(path), `${dirname(version)}.link`);
  try {
    await symlink(version, link);
    await rename(link, path);
  } catch (error) {
    await rm(link, { force: true });
    throw error;
  }
}

const bytesName = 'bytes';
const factsName = 'facts.json';

/** The folder of an object's present version. */
async function versionOf(path: string): Promise<string | undefined> {
  const link = await readlink(path).catch(absent);
  return link === undefined ? undefined : dirname(join(dirname(path), link));
}

interface OpenedFile {
  readonly stored: StoredObject;
  /** To be read or closed. */
  readonly file: FileHandle;
}

async function openVersion(version: string): Promise<OpenedFile | undefined> {
  const facts = await readFile(join(version, factsName), 'utf8').catch(absent);
  const file = facts === undefined ? undefined : await open(join(version, bytesName), 'r').catch(absent);
  if (facts === undefined || file === undefined) return undefined;
  try {
    const { size, mtime } = await file.stat();
    return { stored: toStoredObject(JSON.parse(facts) as Facts, size, mtime), file };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function toStoredObject({ contentType, sha256, metadata }: Facts, size: number, mtime: Date): StoredObject {
  const etag = createHash('sha256').update(`${sha256}-${size}`).digest('hex').slice(0, 32);
  return { size, contentType, etag: `"${etag}"`, modifiedAt: mtime, metadata };
}

async function writeVersion(version: string, { bytes, contentType, sha256, metadata }: NewObject): Promise<void> {
  await mkdir(version);
  await writeSynced(join(version, factsName), {
    content: JSON.stringify({ contentType, sha256, metadata } satisfies Facts),
  });
  await writeSynced(join(version, bytesName), { content: bytes });
  await syncFolder(version);
}

function removeVersion(version: string): Promise<void> {
  return rm(version, { recursive: true, force: true });
}

/** Makes a folder and syncs the one that it is new in: a folder that is lost takes its files with it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

function safeSegments(key: string): readonly string[] {
  const segments = key.split('/');
  for (const segment of segments) {
    const safe = /^[A-Za-z0-9_@%.-]{1,255}$/.test(segment) && !segment.startsWith('.') && !segment.endsWith('.');
    if (!safe) throw new RangeError('The key is not safe as a path');
  }
  return segments;
}

const absentCodes = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'EINVAL']); // nothing, below a file, no link

function absent(error: NodeJS.ErrnoException): undefined {
  if (absentCodes.has(error.code)) return undefined;
  throw error;
}
