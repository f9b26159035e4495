import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { openLocalFolder } from '../../shared/storage/local-folder.ts';
import type { Storage } from '../../shared/storage/storage.ts';
import { texts } from '../support/arbitraries.ts';
import { breakOffPut } from './break-off.ts';
import { bytesOf, newObject, storageContract } from './storage-contract.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'portrait-objects-'));

storageContract('a local folder', async () => {
  const folder = await newFolder();
  const variables = { OBJECT_STORAGE_PROVIDER: 'LOCAL', LOCAL_STORAGE_BASE_PATH: folder };
  return {
    storage: openLocalFolder(folder),
    breakOff: (ref) => breakOffPut(variables, ref),
    close: () => rm(folder, { recursive: true }),
  };
});

/** Puts a large object, in a process that may not write a file of that size. */
async function putOnFullDisk(folder: string, key: string): Promise<[number | null, string]> {
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { openLocalFolder } = await import(${module('../../shared/storage/local-folder.ts')});
    const { newObject } = await import(${module('./storage-contract.ts')});
    const storage = openLocalFolder(${JSON.stringify(folder)});
    const put = (key) => storage.put(newObject(Buffer.alloc(5_242_880), { key })).then(() => 'put', ({ code }) => code);
    console.log(await put(${JSON.stringify(key)}), await put(${JSON.stringify(`${key}.other`)}));
  `;
  const limited = 'ulimit -f 1000 && exec "$0" --input-type=module --eval "$1"';
  const child = spawn('sh', ['-c', limited, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number | null]>]);
  return [code, said.trim()];
}

describe('a local folder, as files,', () => {
  let around: string;
  let folder: string;
  let storage: Storage;

  before(async () => {
    around = await newFolder();
    folder = join(around, 'data', 'object-storage');
    storage = openLocalFolder(folder);
  });

  after(() => rm(around, { recursive: true }));

  const filesIn = async (path: string) =>
    (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory());
  /** Links under a temporary name, and bytes that no link leads to. */
  const temporaryFiles = async () => {
    const files = await filesIn(around);
    const links = files.filter((entry) => entry.isSymbolicLink());
    const linked = new Set(
      await Promise.all(
        links.map(async ({ parentPath, name }) => join(parentPath, await readlink(join(parentPath, name)))),
      ),
    );
    const bytes = files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => path.endsWith('/bytes'));
    return [
      ...bytes.filter((path) => !linked.has(path)),
      ...links.map(({ name }) => name).filter((name) => /^\./.test(name)),
    ];
  };

  it('is made with its first object, and opening it makes nothing', async () => {
    assert.deepEqual(await readdir(around), []);
    await storage.put(newObject(randomBytes(10)));
    assert.ok((await filesIn(folder)).length > 0);
  });

  it('keeps what it keeps when it is opened again', async () => {
    const object = newObject(randomBytes(10));
    await storage.put(object);
    assert.deepEqual(await bytesOf(openLocalFolder(folder), object), Buffer.from(object.bytes));
  });

  it('leaves nothing behind of an object that was removed', async () => {
    const files = (await filesIn(folder)).length;
    const object = newObject(randomBytes(10));
    await storage.put(object);
    await storage.remove(object);
    assert.equal((await filesIn(folder)).length, files);
  });

  it('keeps an object whose last segment is as long as a segment may be', async () => {
    const object = newObject(randomBytes(20), { key: `users/contract/attachments/${'a'.repeat(251)}.png` });
    await storage.put(object);
    assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
  });

  it('leaves neither a temporary file nor an object if a write fails', async () => {
    const object = newObject(randomBytes(10), { key: 'users/failing/profile-picture/a.png' });
    const obstacle = join(folder, 'user-assets', object.key, 'in-the-way');
    await mkdir(obstacle, { recursive: true });
    await assert.rejects(storage.put(object));
    assert.deepEqual(await temporaryFiles(), []);
    await rm(join(obstacle, '..'), { recursive: true });
    assert.equal(await storage.head(object), undefined);
    assert.equal(await storage.open(object), undefined);
  });

  it('leaves nothing behind of the versions of an object that was replaced over and over', async () => {
    const { key } = newObject(randomBytes(0));
    for (let time = 0; time < 20; time++) await storage.put(newObject(randomBytes(1000), { key }));
    await Promise.all(Array.from({ length: 20 }, () => storage.put(newObject(randomBytes(1000), { key }))));
    assert.deepEqual(await temporaryFiles(), []);
  });

  it('keeps only the earlier object if the disk is full during a replacement', async () => {
    const object = newObject(randomBytes(10_000));
    await storage.put(object);
    const [code, said] = await putOnFullDisk(folder, object.key);
    assert.deepEqual([code, said], [0, 'EFBIG EFBIG']);
    assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
    assert.equal(await storage.head({ ...object, key: `${object.key}.other` }), undefined);
    assert.deepEqual(await temporaryFiles(), []);
  });

  describe('refuses a key', () => {
    for (const [what, key] of [
      ['to the folder above', '../x.png'],
      ['through the folder above', 'users/../../x.png'],
      ['that ends in the folder above', 'users/..'],
      ['of the folder itself', '.'],
      ['from the root', '/etc/passwd'],
      ['that is empty', ''],
      ['with an empty segment', 'users//x.png'],
      ['that ends in a slash', 'users/'],
      ['that would be hidden', 'users/.x.png'],
      ['into the folder of a version', '.5f3c/facts.json'],
      ['that ends in a dot', 'users/x.'],
      ['with a backslash', 'users\\..\\x.png'],
      ['with a NUL', 'users/x\0.png'],
      ['with a blank', 'users/x y.png'],
      ['with a colon', 'c:x.png'],
      ['outside ASCII', 'users/é.png'],
      ['with a segment of 256 bytes', `users/${'x'.repeat(256)}`],
      ['with a line break at its end', 'users/x.png\n'],
    ] as const) {
      it(what, async () => {
        const object = newObject(randomBytes(10), { key });
        const ref = { bucket: object.bucket, key };
        await assert.rejects(storage.put(object), RangeError);
        await assert.rejects(storage.head(ref), RangeError);
        await assert.rejects(storage.open(ref), RangeError);
        await assert.rejects(storage.remove(ref), RangeError);
      });
    }
  });

  it('writes nothing outside of itself for any key', async () => {
    const segments = fc.oneof(texts, fc.constantFrom('..', '.', '', 'a', '.5f3c', '%2e%2e', '-rf', 'CON'));
    const keys = fc.array(segments, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        await storage.put(newObject(randomBytes(1), { bucket: 'app-assets', key })).catch(() => {});
      }),
    );
    assert.deepEqual(await readdir(around), ['data']);
    assert.deepEqual(await readdir(join(around, 'data')), ['object-storage']);
    assert.deepEqual((await readdir(folder)).sort(), ['app-assets', 'user-assets']);
    assert.deepEqual(await temporaryFiles(), []);
  });
});

it('a local folder has nothing for any range of an object without bytes, and the first byte of any other', async (t) => {
  const folder = await newFolder();
  t.after(() => rm(folder, { recursive: true }));
  const storage = openLocalFolder(folder);
  const [empty, one] = [newObject(randomBytes(0)), newObject(randomBytes(3))];
  for (const object of [empty, one]) await storage.put(object);
  for (const range of [{ first: 0, last: 0 }, { first: 0 }, { suffix: 1 }]) {
    assert.equal(await storage.openPart(empty, range), 'unsatisfiable');
  }
  const first = await storage.openPart(one, { first: 0, last: 0 });
  assert.ok(first !== undefined && first !== 'unsatisfiable');
  assert.deepEqual(await buffer(first.body), Buffer.from(one.bytes).subarray(0, 1));
});
