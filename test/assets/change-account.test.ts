import assert from 'node:assert/strict';
import { it } from 'node:test';
import { changeAccount } from '../../shared/assets/change-account.ts';
import { findOwner } from '../../shared/assets/find-owner.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { now } from '../support/sample-asset.ts';

it('an account is what was said of it last, and as old as its first word', async () => {
  const table = openMemoryTable();
  const later = () => new Date(now.getTime() + 1000);
  await changeAccount(
    table,
    { ownerId: 'ada', fields: { username: 'Ada', status: 'inactive', tenant: 't' } },
    () => now,
  );
  const owner = await changeAccount(table, { ownerId: 'ada', fields: { status: null, email: 'a@a.example' } }, later);
  assert.deepEqual(owner, await findOwner(table, 'ada'));
  assert.deepEqual(owner, {
    ...{ ownerId: 'ada', username: 'Ada', email: 'a@a.example', status: 'active', tenant: 't', createdAt: now },
    ...{ profile: {}, unmarked: [], photos: [], tombstones: [] },
  });
});
