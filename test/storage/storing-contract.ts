import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { bytesOf, type ContractScene, newObject } from './contract-scene.ts';

/** Storing objects of every size, metadata and key. */
export function storingContract({ storage, keep }: ContractScene): void {
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

  it('stores many objects concurrently', async () => {
    const objects = await Promise.all(Array.from({ length: 40 }, (_, index) => keep(randomBytes(index * 500))));
    for (const object of objects) assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
  });
}

/** Creating objects only if they do not exist. */
export function creatingContract({ storage, note }: ContractScene): void {
  it('creates a missing object, and does not change an existing one', async () => {
    const object = newObject(randomBytes(30));
    note(object);
    assert.equal(await storage.create(object), true);
    assert.equal(await storage.create({ ...object, bytes: randomBytes(30) }), false);
    assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
  });

  it('creates exactly one complete object under concurrency', async () => {
    const object = newObject(randomBytes(30_000));
    note(object);
    const others = Array.from({ length: 10 }, () => newObject(randomBytes(30_000), { key: object.key }));
    const created = await Promise.all(others.map((other) => storage.create(other)));
    assert.equal(created.filter((done) => done).length, 1);
    const kept = others[created.indexOf(true)];
    assert.deepEqual(await bytesOf(storage, object), Buffer.from(kept?.bytes ?? []));
  });
}

/** Removing objects. */
export function removingContract({ storage, keep }: ContractScene): void {
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

  it('does not find a removed object, and can remove it again', async () => {
    const object = await keep(randomBytes(10));
    const neighbour = await keep(randomBytes(10), { key: `${object.key}x` });
    for (let time = 0; time < 2; time++) {
      await storage.remove(object);
      assert.equal(await storage.head(object), undefined);
      assert.equal(await storage.open(object), undefined);
    }
    assert.equal((await storage.head(neighbour))?.size, 10);
    await storage.remove({ bucket: 'user-assets', key: 'users/missing/missing.png' });
  });

  it('stores a removed object again', async () => {
    const object = await keep(randomBytes(10));
    await storage.remove(object);
    await storage.put(object);
    assert.deepEqual(await bytesOf(storage, object), Buffer.from(object.bytes));
  });
}
