import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { it } from 'node:test';
import { bytesOf, type ContractScene } from './contract-scene.ts';

/** Reading: facts, bytes and missing objects. */
export function readingContract({ storage, keep }: ContractScene): void {
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
    for (const other of [`${key}x`, `${key}/x.png`, folder, 'users/missing/x.png', 'x']) {
      assert.equal(await storage.head({ bucket, key: other }), undefined, other);
      assert.equal(await storage.open({ bucket, key: other }), undefined, other);
    }
    assert.equal(await storage.head({ bucket: 'app-assets', key }), undefined);
  });

  it('allows a body to be destroyed unread', async () => {
    const object = await keep(randomBytes(5_242_880));
    for (let reader = 0; reader < 20; reader++) (await storage.open(object))?.body.destroy();
    assert.equal((await bytesOf(storage, object))?.length, 5_242_880);
  });
}

/** Reading a part of an object. */
export function rangeContract({ storage, keep }: ContractScene): void {
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
}
