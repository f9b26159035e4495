import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOutcome, type Outcome, settleOutcome } from '../../shared/assets/outcome-item.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const id = assetIdAt(now, 1);
const created: Outcome = { status: 201, headers: { 'Content-Type': 'application/json' }, body: '{"é":1}' };
const refused: Outcome = { status: 401, headers: {}, body: '' };
const expiresAt = new Date(now.getTime() + 600_001);

describe("an upload's outcome", () => {
  it('is unknown until it is settled', async () => {
    assert.equal(await findOutcome(openMemoryTable(), id), undefined);
  });

  it('is found as settled, even without a body and headers', async () => {
    for (const outcome of [created, refused]) {
      const table = openMemoryTable();
      assert.deepEqual(await settleOutcome(table, { uploadId: id, ...outcome, expiresAt }), outcome);
      assert.deepEqual(await findOutcome(table, id), outcome);
    }
  });

  it('keeps the first outcome, and returns it to every later call', async () => {
    const table = openMemoryTable();
    await settleOutcome(table, { uploadId: id, ...refused, expiresAt });
    assert.deepEqual(await settleOutcome(table, { uploadId: id, ...created, expiresAt }), refused);
    assert.deepEqual(await findOutcome(table, id), refused);
  });

  it('is the same for ten concurrent calls', async () => {
    const table = openMemoryTable();
    const offered = Array.from({ length: 10 }, (_, index) => ({ ...created, body: String(index), expiresAt }));
    const agreed = await Promise.all(offered.map((outcome) => settleOutcome(table, { uploadId: id, ...outcome })));
    assert.equal(new Set(agreed.map(({ body }) => body)).size, 1);
    assert.deepEqual(await findOutcome(table, id), agreed[0]);
  });

  it('is not found for another upload', async () => {
    const table = openMemoryTable();
    await settleOutcome(table, { uploadId: id, ...created, expiresAt });
    assert.equal(await findOutcome(table, assetIdAt(now, 2)), undefined);
  });

  it('has an expiry for DynamoDB, in whole seconds', async () => {
    const table = openMemoryTable();
    await settleOutcome(table, { uploadId: id, ...created, expiresAt });
    const [item] = table.items();
    assert.deepEqual(
      [item?.pk, item?.sk, item?.v, item?.expires],
      [`UPLOAD#${id}`, 'OUTCOME', 1, now.getTime() / 1000 + 601],
    );
  });
});
