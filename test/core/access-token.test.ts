import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccessToken, hasExpired, mayAct, type TenantPermission } from '../../shared/core/access-token.ts';
import { now } from '../support/sample-asset.ts';

function tokenOf(tenantPermissions: readonly TenantPermission[], more: Partial<AccessToken> = {}): AccessToken {
  return { application: 'social', master: false, tenantPermissions, ...more };
}

describe('an access token', () => {
  for (const [what, permissions, may] of [
    ['without permissions', [], false],
    ['for that tenant and action', [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }], true],
    ['for that tenant and every action', [{ tenant: 'default', allowedActions: ['*'] }], true],
    ['for every tenant and that action', [{ tenant: '*', allowedActions: ['MANAGE_PROFILES'] }], true],
    ['for that tenant and another action', [{ tenant: 'default', allowedActions: ['MANAGE_TICKETS'] }], false],
    ['for another tenant and that action', [{ tenant: 'corporate', allowedActions: ['MANAGE_PROFILES'] }], false],
    [
      'for that tenant and another action, and for another tenant and that action',
      [
        { tenant: 'default', allowedActions: ['READ_TENANT'] },
        { tenant: 'corporate', allowedActions: ['MANAGE_PROFILES'] },
      ],
      false,
    ],
  ] as const) {
    it(`${what} ${may ? 'allows' : 'does not allow'} the action`, () =>
      assert.equal(mayAct(tokenOf(permissions), { action: 'MANAGE_PROFILES', tenant: 'default' }), may));
  }

  it('of a master application allows no more than its permissions', () =>
    assert.equal(mayAct(tokenOf([], { master: true }), { action: 'MANAGE_PROFILES', tenant: 'default' }), false));

  it('has expired at `expiresOn`, and never without it', () => {
    assert.equal(hasExpired(tokenOf([]), now), false);
    assert.equal(hasExpired(tokenOf([], { expiresOn: now }), now), true);
    assert.equal(hasExpired(tokenOf([], { expiresOn: new Date(now.getTime() + 1) }), now), false);
  });
});
