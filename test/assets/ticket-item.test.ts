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
  it('is found as it was made, until it expires', async () => {
    const table = await tableWithTicket();
    assert.deepEqual(await findTicket(table, id, now), ticket);
    assert.ok(await findTicket(table, id, new Date(ticket.expiresAt.getTime() - 1)));
    assert.equal(await findTicket(table, id, ticket.expiresAt), undefined);
    assert.equal(await findTicket(table, assetIdAt(now, 2), now), undefined);
  });

  it('is found without what a token may leave out', async () => {
    const table = openMemoryTable();
    const bare = { ...ticket, who: { ownerId: 'bob', accounts: [] } };
    await createTicket(table, bare);
    assert.deepEqual(await findTicket(table, id, now), bare);
  });

  it('has a version, and the attribute by which the table itself clears it away, in seconds', async () => {
    const [item] = (await tableWithTicket()).items();
    assert.partialDeepStrictEqual(item, { v: 1, expires: now.getTime() / 1000 + 86_400 });
  });

  it('is never known for longer than is said', async () => {
    const table = openMemoryTable();
    await createTicket(table, { ...ticket, expiresAt: new Date(now.getTime() + 999) });
    assert.equal(await findTicket(table, id, now), undefined);
  });

  it('stays as it is where one of its id is there already', async () => {
    const table = await tableWithTicket();
    await createTicket(table, { ...ticket, who: { ownerId: 'mallory', accounts: [] } });
    assert.deepEqual(await findTicket(table, id, now), ticket);
  });
});

describe('a claim', () => {
  it('is for the bytes of one ETag, as often as they are looked at', async () => {
    const table = await tableWithTicket();
    assert.deepEqual(
      [
        await claimTicket(table, id, '"a"'),
        await claimTicket(table, id, '"a"'),
        await claimTicket(table, id, '"b"'),
        await claimTicket(table, id, ''),
        await claimTicket(table, id, '"a"'),
      ],
      [true, true, false, false, true],
    );
  });

  it('is one’s who comes first, of many at once', async () => {
    const table = await tableWithTicket();
    const etags = Array.from({ length: 10 }, (_, n) => `"${n}"`);
    const claimed = await Promise.all(etags.map((etag) => claimTicket(table, id, etag)));
    assert.equal(claimed.filter((each) => each).length, 1);
  });

  it('leaves what is said of the ticket as it is', async () => {
    const table = await tableWithTicket();
    await claimTicket(table, id, '"a"');
    assert.deepEqual(await findTicket(table, id, now), ticket);
  });

  it('makes no ticket of nothing', async () => {
    const table = openMemoryTable();
    assert.equal(await claimTicket(table, id, '"a"'), false);
    assert.deepEqual(table.items(), []);
  });
});
