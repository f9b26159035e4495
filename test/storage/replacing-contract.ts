import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { it } from 'node:test';
import type { NewObject, Storage } from '../../shared/storage/storage.ts';
import { bytesOf, type ContractScene, newObject } from './contract-scene.ts';

/** Replacing objects. */
export function replacingContract({ storage, keep }: ContractScene): void {
  it('returns the new object after a replacement', async () => {
    const old = await keep(randomBytes(2000));
    const replaced = newObject(randomBytes(50), {
      key: old.key,
      contentType: 'image/jpeg',
      metadata: { v: '2' },
    });
    const before = await storage.head(old);
    await storage.put(replaced);
    const found = await storage.head(old);
    assert.deepEqual([found?.size, found?.contentType, found?.metadata], [50, 'image/jpeg', { v: '2' }]);
    assert.notEqual(found?.etag, before?.etag);
    assert.deepEqual(await bytesOf(storage, old), Buffer.from(replaced.bytes));
  });

  it('completes a read that began before the object was replaced or removed', async () => {
    const old = await keep(randomBytes(5_242_880));
    for (const change of [() => storage.put(newObject(randomBytes(50), { key: old.key })), () => storage.remove(old)]) {
      const { body, etag } = (await storage.open(old)) ?? assert.fail();
      await change();
      const read = await buffer(body);
      const current = await storage.head(old);
      assert.notEqual(current?.etag, etag);
      assert.equal(createHash('sha256').update(read).digest('hex'), old.sha256);
      await storage.put(old);
    }
  });
}

/** Reading objects while they are replaced. */
export function concurrencyContract({ storage, keep }: ContractScene): void {
  it('never mixes bytes and facts of two versions under concurrent replacement', async () => {
    const { key } = await keep(randomBytes(1));
    const versions = [200_000, 201_000, 150_000, 199_999].map((size, index) =>
      newObject(randomBytes(size), { key, contentType: `image/x-${index}`, metadata: { version: String(index) } }),
    );
    const ref = { bucket: 'user-assets', key } as const;
    for (const version of versions) await storage.put(version);
    const stop = replaceOverAndOver(storage, versions);
    async function read(time: number): Promise<void> {
      const range = time % 2 === 0 ? undefined : { first: 100, last: 149_899 };
      const found = range === undefined ? await storage.open(ref) : await storage.openPart(ref, range);
      assert.ok(found !== undefined && found !== 'unsatisfiable', 'the object always exists');
      const bytes = await buffer(found.body);
      const version = versions[Number(found.metadata.version)] ?? assert.fail();
      assert.deepEqual([found.size, found.contentType], [version.bytes.length, version.contentType]);
      const whole = Buffer.from(version.bytes);
      assert.ok(bytes.equals(range === undefined ? whole : whole.subarray(range.first, range.last + 1)));
      const { etag, ...rest } = (await storage.head(ref)) ?? assert.fail();
      assert.equal(rest.size, versions[Number(rest.metadata.version)]?.bytes.length);
      assert.ok(etag !== found.etag || rest.metadata.version === found.metadata.version);
    }
    try {
      await Promise.all(
        [0, 1, 2, 3].map(async (reader) => {
          for (let time = reader; time < 40 + reader; time++) await read(time);
        }),
      );
    } finally {
      await stop();
    }
  });
}

/** Puts one version after the other until it is stopped. */
function replaceOverAndOver(storage: Storage, versions: readonly NewObject[]): () => Promise<void> {
  let stopped = false;
  const replacing = (async () => {
    while (!stopped) for (const version of versions) await storage.put(version);
  })();
  return async () => {
    stopped = true;
    await replacing;
  };
}

/** Crashes while an object is stored. */
export function crashContract({ storage, keep, note, breakOff }: ContractScene): void {
  it('stores nothing if the process is killed during a put', async () => {
    const ref = { bucket: 'user-assets', key: newObject(randomBytes(0)).key } as const;
    note(ref);
    await breakOff(ref);
    assert.equal(await storage.head(ref), undefined);
    assert.equal(await storage.open(ref), undefined);
    const object = newObject(randomBytes(10), ref);
    assert.equal(await storage.create(object), true);
    assert.deepEqual(await bytesOf(storage, ref), Buffer.from(object.bytes));
  });

  it('keeps the earlier object if the process is killed during its replacement', async () => {
    const object = await keep(randomBytes(100_000));
    const facts = await storage.head(object);
    await breakOff(object);
    assert.deepEqual(await storage.head(object), facts);
    assert.ok((await bytesOf(storage, object))?.equals(object.bytes));
  });
}
