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
  it('is found by its id as stored, and replaced by another token with the same id', async () => {
    const table = openMemoryTable();
    await putAccessToken(table, { id, token });
    assert.deepEqual(await findAccessToken(table, id), token);
    const { expiresOn: _, ...lasting } = { ...token, application: 'social' };
    await putAccessToken(table, { id, token: lasting });
    assert.deepEqual(await findAccessToken(table, id), lasting);
    assert.equal(await findAccessToken(table, id.toUpperCase()), undefined);
  });

  it('is stored without its id', async () => {
    const table = openMemoryTable();
    await putAccessToken(table, { id, token });
    assert.ok(!JSON.stringify(table.items()).includes(id));
  });

  it('is no longer found after it was removed once or twice', async () => {
    const table = openMemoryTable();
    await putAccessToken(table, { id, token });
    for (let time = 0; time < 2; time++) {
      await removeAccessToken(table, id);
      assert.equal(await findAccessToken(table, id), undefined);
    }
  });
});
