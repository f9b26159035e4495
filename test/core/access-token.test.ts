import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccessToken, hasExpired, mayAct, type TenantPermission } from '../../shared/core/access-token.ts';
import { now } from '../support/sample-asset.ts';

function tokenOf(tenantPermissions: readonly TenantPermission[], more: Partial<AccessToken> = {}): AccessToken {
  return { application: 'social', master: false, tenantPermissions, ...more };
}

describe('an access token', () => {
  for (const [what, permissions, may] of [
    ['of nothing', [], false],
    ['of that tenant and action', [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }], true],
    ['of that tenant and every action', [{ tenant: 'default', allowedActions: ['*'] }], true],
    ['of every tenant and that action', [{ tenant: '*', allowedActions: ['MANAGE_PROFILES'] }], true],
    ['of that tenant and another action', [{ tenant: 'default', allowedActions: ['MANAGE_TICKETS'] }], false],
    ['of another tenant and that action', [{ tenant: 'corporate', allowedActions: ['MANAGE_PROFILES'] }], false],
    [
      'of that tenant, and of that action elsewhere',
      [
        { tenant: 'default', allowedActions: ['READ_TENANT'] },
        { tenant: 'corporate', allowedActions: ['MANAGE_PROFILES'] },
      ],
      false,
    ],
  ] as const) {
    it(`${what} ${may ? 'lets' : 'does not let'} an application act`, () =>
      assert.equal(mayAct(tokenOf(permissions), 'MANAGE_PROFILES', 'default'), may));
  }

  it('of a master lets it do no more than its permissions say', () =>
    assert.equal(mayAct(tokenOf([], { master: true }), 'MANAGE_PROFILES', 'default'), false));

  it('has expired at its time, and never without one', () => {
    assert.equal(hasExpired(tokenOf([]), now), false);
    assert.equal(hasExpired(tokenOf([], { expiresOn: now }), now), true);
    assert.equal(hasExpired(tokenOf([], { expiresOn: new Date(now.getTime() + 1) }), now), false);
  });
});
