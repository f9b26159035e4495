import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAccessToken, putAccessToken, removeAccessToken } from '../../shared/assets/access-token-item.ts';
import type { AccessToken } from '../../shared/core/access-token.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { now } from '../support/sample-asset.ts';

const id = 'e8f5170c-877b-416f-b70f-4b09772f8e2d';
const token: AccessToken = {
  application: 'profile-admin',
  master: true,
  tenantPermissions: [{ tenant: '*', allowedActions: ['*'] }],
  expiresOn: now,
};

describe('an access token', () => {
  it('is found by its id as it was put, and replaced by another of this id', async () => {
    const table = openMemoryTable();
    await putAccessToken(table, id, token);
    assert.deepEqual(await findAccessToken(table, id), token);
    const { expiresOn: _, ...lasting } = { ...token, application: 'social' };
    await putAccessToken(table, id, lasting);
    assert.deepEqual(await findAccessToken(table, id), lasting);
    assert.equal(await findAccessToken(table, id.toUpperCase()), undefined);
  });

  it('leaves no trace of its id in the table', async () => {
    const table = openMemoryTable();
    await putAccessToken(table, id, token);
    assert.ok(!JSON.stringify(table.items()).includes(id));
  });

  it('is gone once it was removed, also twice', async () => {
    const table = openMemoryTable();
    await putAccessToken(table, id, token);
    for (let time = 0; time < 2; time++) {
      await removeAccessToken(table, id);
      assert.equal(await findAccessToken(table, id), undefined);
    }
  });
});
