import assert from 'node:assert/strict';
import { it } from 'node:test';
import { changeAccount } from '../../shared/assets/change-account.ts';
import { findOwner } from '../../shared/assets/find-owner.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { now } from '../support/sample-asset.ts';

it('changing an account overwrites the given fields, and keeps the others and the time of creation', async () => {
  const table = openMemoryTable();
  const later = () => new Date(now.getTime() + 1000);
  await changeAccount(
    { table, clock: () => now },
    { ownerId: 'ada', fields: { username: 'Ada', status: 'inactive', tenant: 't' } },
  );
  const owner = await changeAccount(
    { table, clock: later },
    { ownerId: 'ada', fields: { status: null, email: 'a@a.example' } },
  );
  assert.deepEqual(owner, await findOwner(table, 'ada'));
  assert.deepEqual(owner, {
    ...{ ownerId: 'ada', username: 'Ada', email: 'a@a.example', status: 'active', tenant: 't', createdAt: now },
    ...{ profile: {}, unmarked: [], photos: [], tombstones: [] },
  });
});
