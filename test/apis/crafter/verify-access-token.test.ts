import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyAccessToken } from '../../../shared/apis/crafter/verify-access-token.ts';
import { putAccessToken } from '../../../shared/assets/access-token-item.ts';
import { unknownOwner } from '../../../shared/assets/find-owner.ts';
import type { AccessToken } from '../../../shared/core/access-token.ts';
import { permitAction } from '../../../shared/photos/permissions.ts';
import { openMemoryTable } from '../../support/memory-table.ts';
import { now } from '../../support/sample-asset.ts';

const id = 'e8f5170c-877b-416f-b70f-4b09772f8e2d';
const token: AccessToken = {
  application: 'profile-admin',
  master: false,
  tenantPermissions: [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }],
};

async function verify(stored: AccessToken, shown: string | undefined) {
  const table = openMemoryTable();
  await putAccessToken(table, { id, token: stored });
  return verifyAccessToken({ table, clock: () => now }, shown);
}

describe('an access token', () => {
  it('is valid until it expires, or for ever if it has no expiry', async () => {
    assert.deepEqual(await verify(token, id), token);
    const lasting = { ...token, expiresOn: new Date(now.getTime() + 1) };
    assert.deepEqual(await verify(lasting, id), lasting);
  });

  it('is refused once it has expired', async () => {
    await assert.rejects(verify({ ...token, expiresOn: now }, id), {
      code: 'access-token-expired',
      facts: { id, application: 'profile-admin', expiresOn: now },
    });
  });

  it('is refused if it is missing, empty or unknown', async () => {
    for (const shown of [undefined, '']) await assert.rejects(verify(token, shown), { code: 'access-token-missing' });
    for (const shown of [id.toUpperCase(), ` ${id}`, `${id},${id}`, '*', '__proto__']) {
      await assert.rejects(verify(token, shown), { code: 'access-token-unknown', facts: { id: shown } });
    }
  });

  it('permits only its actions on its tenants', () => {
    const profile = unknownOwner('ada');
    permitAction(token, { action: 'MANAGE_PROFILES', profile, defaultTenant: 'default' });
    for (const [action, tenant] of [
      ['MANAGE_PROFILES', 'other'],
      ['READ_TENANT', 'default'],
    ] as const) {
      const asked = { action, profile: { ...profile, tenant }, defaultTenant: 'default' };
      assert.throws(() => permitAction(token, asked), { code: 'action-denied', facts: { action, tenant } });
    }
  });
});
