import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Table } from '../../shared/assets/table.ts';

/** The tests that every implementation of the asset table must pass. */
export function tableContract(name: string, open: () => Table): void {
  suite(`the asset table (${name})`, () => {
    itemContract(open);
    conditionContract(open);
    updateContract(open);
  });
}

const key = (sk = 'A', pk = `P${Math.random()}`) => ({ pk, sk });

/** Creating, replacing, removing and listing items. */
function itemContract(open: () => Table): void {
  test('returns an item as created', async () => {
    const table = open();
    const item = { ...key(), text: 'ä', number: 7, flag: true, list: [{ a: 'b' }], set: new Set(['x', 'y']) };
    assert.equal(await table.create(item), true);
    assert.deepEqual(await table.get({ pk: item.pk, sk: item.sk }), item);
    assert.equal(await table.get(key()), undefined);
  });

  test('creates an item only once under concurrency', async () => {
    const table = open();
    const itemKey = key();
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => table.create({ ...itemKey, n })));
    assert.equal(made.filter((one) => one).length, 1);
    assert.equal((await table.get(itemKey))?.n, made.indexOf(true));
  });

  test('replaces an item by put, and removes it once or twice', async () => {
    const table = open();
    const itemKey = key();
    await table.put({ ...itemKey, a: 1 });
    await table.put({ ...itemKey, b: 2 });
    assert.deepEqual(await table.get(itemKey), { ...itemKey, b: 2 });
    for (let time = 0; time < 2; time++) {
      await table.remove(itemKey);
      assert.equal(await table.get(itemKey), undefined);
    }
  });

  test('lists a partition newest first, page by page', async () => {
    const table = open();
    const { pk } = key();
    for (const n of [3, 1, 5, 2, 4]) await table.create({ pk, sk: `PHOTO#${n}`, n });
    await table.create({ pk, sk: 'OWNER' });
    await table.create({ pk, sk: 'Q' });
    const page = async (range: { before?: string; limit: number }) =>
      (await table.newest(pk, { prefix: 'PHOTO#', ...range })).map(({ n }) => n);
    assert.deepEqual(await page({ limit: 2 }), [5, 4]);
    assert.deepEqual(await page({ limit: 2, before: 'PHOTO#4' }), [3, 2]);
    assert.deepEqual(await page({ limit: 2, before: 'PHOTO#2' }), [1]);
    assert.deepEqual(await page({ limit: 9 }), [5, 4, 3, 2, 1]);
  });
}

/** Conditional updates. */
function conditionContract(open: () => Table): void {
  test('changes nothing if the condition fails', async () => {
    const table = open();
    const itemKey = key();
    await table.create({ ...itemKey, n: 1 });
    const update = { update: 'SET n = :n', condition: 'n = :seen', values: { ':n': 2, ':seen': 5 } };
    assert.equal(await table.update(itemKey, update), false);
    assert.equal((await table.get(itemKey))?.n, 1);
    assert.equal(await table.update(itemKey, { ...update, values: { ':n': 2, ':seen': 1 } }), true);
    assert.equal((await table.get(itemKey))?.n, 2);
  });

  test('creates a missing item by an update', async () => {
    const table = open();
    const itemKey = key();
    assert.equal(await table.update(itemKey, { update: 'SET n = if_not_exists(n, :n)', values: { ':n': 3 } }), true);
    assert.deepEqual(await table.get(itemKey), { ...itemKey, n: 3 });
  });

  test('compares strings, sets and missing attributes in conditions', async () => {
    const table = open();
    const itemKey = key();
    await table.create({ ...itemKey, floor: '2026-01-01T00:00:00.000Z#b', set: new Set(['x', 'y']), 'a-b': { at: 1 } });
    const holds = (condition: string, values: Record<string, unknown> = {}, names: Record<string, string> = {}) =>
      table.update(itemKey, {
        update: 'SET touched = :touched',
        condition,
        values: { ':touched': 1, ...values },
        ...(Object.keys(names).length > 0 ? { names } : {}),
      });
    const floor = { '#floor': 'floor' };
    assert.equal(await holds('#floor < :p', { ':p': '2026-01-01T00:00:00.000Z#c' }, floor), true);
    assert.equal(await holds('#floor < :p', { ':p': '2026-01-01T00:00:00.000Z#b' }, floor), false);
    const set = { '#set': 'set' };
    assert.equal(await holds('#set = :s', { ':s': new Set(['y', 'x']) }, set), true);
    assert.equal(await holds('#set = :s', { ':s': new Set(['x']) }, set), false);
    const entry = { '#entry': 'a-b', '#other': 'c-d' };
    assert.equal(
      await holds('#entry.#at = :at AND attribute_not_exists(#other.#at)', { ':at': 1 }, { ...entry, '#at': 'at' }),
      true,
    );
  });
}

/** Updates of lists and numbers, and their results. */
function updateContract(open: () => Table): void {
  test('appends beyond the end of a list and removes an element in one update', async () => {
    const table = open();
    const itemKey = key();
    await table.create({ ...itemKey, history: ['a', 'b', 'c'] });
    const update = { update: 'SET history[1000] = :line REMOVE history[1]', values: { ':line': 'd' } };
    assert.equal(await table.update(itemKey, update), true);
    assert.deepEqual((await table.get(itemKey))?.history, ['a', 'c', 'd']);
  });

  test('returns the updated item, and undefined if the condition fails', async () => {
    const table = open();
    const itemKey = key();
    const count = { update: 'SET kept = if_not_exists(kept, :n) ADD n :n', values: { ':n': 1 } };
    assert.deepEqual(await table.updateAndGet(itemKey, count), { ...itemKey, kept: 1, n: 1 });
    assert.deepEqual(await table.updateAndGet(itemKey, count), { ...itemKey, kept: 1, n: 2 });
    const refused = { update: 'SET n = :n', condition: 'n = :n', values: { ':n': 1 } };
    assert.equal(await table.updateAndGet(itemKey, refused), undefined);
    assert.equal((await table.get(itemKey))?.n, 2);
  });

  test('loses no increment under concurrency', async () => {
    const table = open();
    const itemKey = key();
    const count = () => table.updateAndGet(itemKey, { update: 'ADD n :one', values: { ':one': 1 } });
    const numbers = (await Promise.all(Array.from({ length: 20 }, count))).map((item) => Number(item?.n));
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });
}
