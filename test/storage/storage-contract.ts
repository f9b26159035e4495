import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { NewObject, ObjectRef, Storage } from '../../shared/storage/storage.ts';

export interface OpenedStorage {
  readonly storage: Storage;
  /** Begins to put an object in a child process, and kills the process midway. */
  breakOff(ref: ObjectRef): Promise<void>;
  close(): Promise<void>;
}

/** An object with these bytes, under a unique key. */
export function newObject(bytes: Uint8Array, given: Partial<NewObject> = {}): NewObject {
  return {
    bucket: 'user-assets',
    key: `users/contract/profile-picture/${randomBytes(8).toString('hex')}.png`,
    bytes,
    contentType: 'image/png',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    metadata: { v: '1', 'file-name': '%D0%A4%D0%BE%D1%82%D0%BE%20(1).png' },
    ...given,
  };
}

/** All bytes of an object. */
export async function bytesOf(storage: Storage, ref: ObjectRef): Promise<Buffer | undefined> {
  const opened = await storage.open(ref);
  return opened && buffer(opened.body);
}

/** The tests that every storage provider must pass. They remove their objects, so that they can run against a real store. */
export function storageContract(name: string, open: () => Promise<OpenedStorage>): void {
  describe(name, () => {
    let opened: OpenedStorage;
    let storage: Storage;
    const put: ObjectRef[] = [];

    async function keep(bytes: Uint8Array, given: Partial<NewObject> = {}): Promise<NewObject> {
      const object = newObject(bytes, given);
      put.push(object);
      await storage.put(object);
      return object;
    }

    before(async () => {
      opened = await open();
      storage = opened.storage;
    });

    after(async () => {
      for (const ref of put) await storage.remove(ref);
      await opened.close();
    });

    /** Puts one version after the other until it is stopped. */
    function replaceOverAndOver(versions: readonly NewObject[]): () => Promise<void> {
      let stopped = false;
      const replacing = (async () => {
        while (!stopped) for (const version of versions) await storage.put(version);
      })();
      return async () => {
        stopped = true;
        await replacing;
      };
    }

    it('returns an object’s bytes, type and metadata as stored', async () => {
      const object = await keep(randomBytes(1000));
      const found = await storage.open(object);
      assert.ok(found);
      const { body, modifiedAt, etag, ...facts } = found;
      assert.deepEqual(await buffer(body), Buffer.from(object.bytes));
      assert.deepEqual(facts, { size: 1000, contentType: 'image/png', metadata: object.metadata });
      assert.match(etag, /^"[^"]+"$/);
      assert.ok(modifiedAt.getTime() > 0, 'modifiedAt is the time of the write');
    });

    it('returns the same facts by head', async () => {
      const object = await keep(randomBytes(1000));
      const found = await storage.open(object);
      assert.ok(found);
      const { body, ...facts } = found;
      body.destroy();
      const told = await storage.head(object);
      assert.ok(told);
      const { size, contentType, etag, modifiedAt, metadata } = told;
      assert.deepEqual({ size, contentType, etag, modifiedAt, metadata }, facts);
    });

    it('returns the facts before the bytes are read', async () => {
      const object = await keep(randomBytes(5_242_880));
      const { body, ...facts } = (await storage.open(object)) ?? assert.fail();
      assert.deepEqual([facts.size, facts.contentType, facts.metadata], [5_242_880, 'image/png', object.metadata]);
      assert.equal(body.readableDidRead, false);
      assert.ok((await buffer(body)).equals(object.bytes));
    });

    it('returns undefined for a missing object', async () => {
      const { bucket, key } = await keep(randomBytes(10));
      const folder = key.slice(0, key.lastIndexOf('/'));
      for (const other of [`${key}x`, `${key}/x.png`, folder, 'users/nobody/x.png', 'x']) {
        assert.equal(await storage.head({ bucket, key: other }), undefined, other);
        assert.equal(await storage.open({ bucket, key: other }), undefined, other);
      }
      assert.equal(await storage.head({ bucket: 'app-assets', key }), undefined);
    });

    for (const [what, size] of [
      ['no bytes', 0],
      ['one byte', 1],
      ['5 MiB', 5_242_880],
    ] as const) {
      it(`stores an object of ${what}`, async () => {
        const object = await keep(randomBytes(size));
        assert.equal((await storage.head(object))?.size, size);
        assert.ok(Buffer.from(object.bytes).equals((await bytesOf(storage, object)) ?? Buffer.from('absent')));
      });
    }

    it('stores an object without metadata', async () => {
      assert.deepEqual((await storage.head(await keep(randomBytes(1), { metadata: {} })))?.metadata, {});
    });

    it('stores nearly 2 KB of metadata unchanged', async () => {
      const metadata = { v: '1', 'file-name': '%E6%97%A5'.repeat(85), username: "!'()*~-._%20".repeat(25) };
      assert.deepEqual((await storage.head(await keep(randomBytes(1), { metadata })))?.metadata, metadata);
    });

    it('stores an object under every form of key', async () => {
      const owners = ['%2E%2E', 'auth0%7Cx', 'a%2Bb@c.de', 'a%2Fb', 'a%20b', '%C3%A9', '%25', '%252E', '-', '_', 'a.b'];
      for (const owner of [...owners, 'a'.repeat(255), '%41'.repeat(85)]) {
        const key = `users/${owner}/profile-picture/${randomBytes(8).toString('hex')}.png`;
        const object = await keep(randomBytes(20), { key });
        assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes), owner);
      }
    });

    it('separates the same key in two buckets', async () => {
      const users = await keep(randomBytes(20));
      const app = await keep(randomBytes(20), { bucket: 'app-assets', key: users.key });
      assert.deepEqual(await bytesOf(storage, users), Buffer.from(users.bytes));
      assert.deepEqual(await bytesOf(storage, app), Buffer.from(app.bytes));
    });

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
      for (const change of [
        () => storage.put(newObject(randomBytes(50), { key: old.key })),
        () => storage.remove(old),
      ]) {
        const { body, etag } = (await storage.open(old)) ?? assert.fail();
        await change();
        const read = await buffer(body);
        const current = await storage.head(old);
        assert.notEqual(current?.etag, etag);
        assert.equal(createHash('sha256').update(read).digest('hex'), old.sha256);
        await storage.put(old);
      }
    });

    it('never mixes bytes and facts of two versions under concurrent replacement', async () => {
      const { key } = await keep(randomBytes(1));
      const versions = [200_000, 201_000, 150_000, 199_999].map((size, index) =>
        newObject(randomBytes(size), { key, contentType: `image/x-${index}`, metadata: { version: String(index) } }),
      );
      const ref = { bucket: 'user-assets', key } as const;
      for (const version of versions) await storage.put(version);
      const stop = replaceOverAndOver(versions);
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

    it('stores nothing if the process is killed during a put', async () => {
      const ref = { bucket: 'user-assets', key: newObject(randomBytes(0)).key } as const;
      put.push(ref);
      await opened.breakOff(ref);
      assert.equal(await storage.head(ref), undefined);
      assert.equal(await storage.open(ref), undefined);
      const object = newObject(randomBytes(10), ref);
      assert.equal(await storage.create(object), true);
      assert.deepEqual(await bytesOf(storage, ref), Buffer.from(object.bytes));
    });

    it('keeps the earlier object if the process is killed during its replacement', async () => {
      const object = await keep(randomBytes(100_000));
      const facts = await storage.head(object);
      await opened.breakOff(object);
      assert.deepEqual(await storage.head(object), facts);
      assert.ok((await bytesOf(storage, object))?.equals(object.bytes));
    });

    it('creates a missing object, and does not change an existing one', async () => {
      const object = newObject(randomBytes(30));
      put.push(object);
      assert.equal(await storage.create(object), true);
      assert.equal(await storage.create({ ...object, bytes: randomBytes(30) }), false);
      assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
    });

    it('creates exactly one complete object under concurrency', async () => {
      const object = newObject(randomBytes(30_000));
      put.push(object);
      const others = Array.from({ length: 10 }, () => newObject(randomBytes(30_000), { key: object.key }));
      const created = await Promise.all(others.map((other) => storage.create(other)));
      assert.equal(created.filter((done) => done).length, 1);
      const kept = others[created.indexOf(true)];
      assert.deepEqual(await bytesOf(storage, object), Buffer.from(kept?.bytes ?? []));
    });

    it('removes every object under a prefix, and no others', async () => {
      const name = randomBytes(8).toString('hex');
      const keyed = (key: string) => keep(randomBytes(10), { bucket: 'transient', key });
      const under = [await keyed(`renditions/${name}/32.webp`), await keyed(`renditions/${name}/a/b.plain`)];
      const beside = [await keyed(`renditions/${name}x/32.webp`), await keyed(`renditions/${name}`.concat('.png'))];
      for (let time = 0; time < 2; time++) {
        await storage.removeUnder('transient', `renditions/${name}/`);
        for (const ref of under) assert.equal(await storage.head(ref), undefined, ref.key);
        for (const ref of beside) assert.equal((await storage.head(ref))?.size, 10, ref.key);
      }
    });

    it('stores many objects concurrently', async () => {
      const objects = await Promise.all(Array.from({ length: 40 }, (_, index) => keep(randomBytes(index * 500))));
      for (const object of objects) assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
    });

    it('returns the bytes of a range, and the facts about the whole object', async () => {
      const object = await keep(randomBytes(1000));
      const whole = Buffer.from(object.bytes);
      const facts = await storage.head(object);
      for (const [range, first, last] of [
        [{ first: 1, last: 1 }, 1, 1],
        [{ first: 10, last: 19 }, 10, 19],
        [{ first: 990 }, 990, 999],
        [{ first: 990, last: 5000 }, 990, 999],
        [{ first: 0 }, 0, 999],
        [{ suffix: 1 }, 999, 999],
        [{ suffix: 10 }, 990, 999],
        [{ suffix: 1000 }, 0, 999],
        [{ suffix: 5000 }, 0, 999],
      ] as const) {
        const found = await storage.openPart(object, range);
        assert.ok(found !== undefined && found !== 'unsatisfiable', JSON.stringify(range));
        const { body, part, ...rest } = found;
        assert.deepEqual(part, { first, last });
        assert.deepEqual(await buffer(body), whole.subarray(first, last + 1));
        assert.deepEqual([rest.size, rest.etag, rest.metadata], [1000, facts?.etag, object.metadata]);
      }
    });

    it('returns unsatisfiable for a range beyond the end, and undefined for a missing object', async () => {
      const object = await keep(randomBytes(100));
      for (const range of [{ first: 100 }, { first: 100, last: 200 }, { suffix: 0 }]) {
        assert.equal(await storage.openPart(object, range), 'unsatisfiable', JSON.stringify(range));
      }
      assert.equal(await storage.openPart({ ...object, key: `${object.key}x` }, { first: 0 }), undefined);
    });

    it('allows a body to be destroyed unread', async () => {
      const object = await keep(randomBytes(5_242_880));
      for (let reader = 0; reader < 20; reader++) (await storage.open(object))?.body.destroy();
      assert.equal((await bytesOf(storage, object))?.length, 5_242_880);
    });

    it('does not find a removed object, and can remove it again', async () => {
      const object = await keep(randomBytes(10));
      const neighbour = await keep(randomBytes(10), { key: `${object.key}x` });
      for (let time = 0; time < 2; time++) {
        await storage.remove(object);
        assert.equal(await storage.head(object), undefined);
        assert.equal(await storage.open(object), undefined);
      }
      assert.equal((await storage.head(neighbour))?.size, 10);
      await storage.remove({ bucket: 'user-assets', key: 'users/nobody/nothing.png' });
    });

    it('stores a removed object again', async () => {
      const object = await keep(randomBytes(10));
      await storage.remove(object);
      await storage.put(object);
      assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
    });
  });
}
