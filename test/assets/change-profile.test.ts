import assert from 'node:assert/strict';
import { it } from 'node:test';
import { changeProfile } from '../../shared/assets/change-profile.ts';
import { findOwner } from '../../shared/assets/find-owner.ts';
import { at, ownerId } from '../support/adas-photos.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { minute } from '../support/timeline.ts';

it('creates the account when its profile is changed', async () => {
  const table = openMemoryTable();
  const profile = { name: 'Ada', state: 'NSW', userColor: '#fff' };
  await changeProfile({ table, clock: at(1) }, { ownerId, username: 'ada', profile });
  const owner = await findOwner(table, ownerId);
  assert.deepEqual(owner?.profile, profile);
  assert.equal(owner?.username, 'ada');
  assert.deepEqual(owner?.createdAt, minute(1));
});
