import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimTicket, createTicket, findTicket } from '../../shared/assets/ticket-item.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const id = assetIdAt(now, 1);
const ticket = {
  id,
  who: { ownerId: 'alice', username: 'Älice', session: 'SESSION_CUSTOMER', accounts: ['a', 'b'] },
  fileName: '写真.png',
  contentType: 'image/png',
  expiresAt: new Date(now.getTime() + 86_400_000),
} as const;

async function tableWithTicket() {
  const table = openMemoryTable();
  await createTicket(table, ticket);
  return table;
}

describe('a ticket’s item', () => {
  it('is found as created, until it expires', async () => {
    const table = await tableWithTicket();
    assert.deepEqual(await findTicket(table, { id, now }), ticket);
    assert.ok(await findTicket(table, { id, now: new Date(ticket.expiresAt.getTime() - 1) }));
    assert.equal(await findTicket(table, { id, now: ticket.expiresAt }), undefined);
    assert.equal(await findTicket(table, { id: assetIdAt(now, 2), now }), undefined);
  });

  it('is found without the optional fields of an uploader', async () => {
    const table = openMemoryTable();
    const bare = { ...ticket, who: { ownerId: 'bob', accounts: [] } };
    await createTicket(table, bare);
    assert.deepEqual(await findTicket(table, { id, now }), bare);
  });

  it('has a version, and an expiry for DynamoDB in seconds', async () => {
    const [item] = (await tableWithTicket()).items();
    assert.partialDeepStrictEqual(item, { v: 1, expires: now.getTime() / 1000 + 86_400 });
  });

  it('expires no later than stated', async () => {
    const table = openMemoryTable();
    await createTicket(table, { ...ticket, expiresAt: new Date(now.getTime() + 999) });
    assert.equal(await findTicket(table, { id, now }), undefined);
  });

  it('is not overwritten by another ticket with the same id', async () => {
    const table = await tableWithTicket();
    await createTicket(table, { ...ticket, who: { ownerId: 'mallory', accounts: [] } });
    assert.deepEqual(await findTicket(table, { id, now }), ticket);
  });
});

describe('a claim', () => {
  it('is for one ETag, and can be repeated with it', async () => {
    const table = await tableWithTicket();
    assert.deepEqual(
      [
        await claimTicket(table, { id, etag: '"a"' }),
        await claimTicket(table, { id, etag: '"a"' }),
        await claimTicket(table, { id, etag: '"b"' }),
        await claimTicket(table, { id, etag: '' }),
        await claimTicket(table, { id, etag: '"a"' }),
      ],
      [true, true, false, false, true],
    );
  });

  it('succeeds for only one of several concurrent ETags', async () => {
    const table = await tableWithTicket();
    const etags = Array.from({ length: 10 }, (_, n) => `"${n}"`);
    const claimed = await Promise.all(etags.map((etag) => claimTicket(table, { id, etag })));
    assert.equal(claimed.filter((each) => each).length, 1);
  });

  it('does not change the ticket', async () => {
    const table = await tableWithTicket();
    await claimTicket(table, { id, etag: '"a"' });
    assert.deepEqual(await findTicket(table, { id, now }), ticket);
  });

  it('creates no ticket', async () => {
    const table = openMemoryTable();
    assert.equal(await claimTicket(table, { id, etag: '"a"' }), false);
    assert.deepEqual(table.items(), []);
  });
});
