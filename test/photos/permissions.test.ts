import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeAccount } from '../../shared/assets/change-account.ts';
import { unknownOwner } from '../../shared/assets/find-owner.ts';
import {
  isPermitted,
  permitAction,
  permitChange,
  type Relation,
  requireActive,
  requireAdministrator,
} from '../../shared/photos/permissions.ts';
import { callerOf, fakeService } from '../support/fake-service.ts';

const ada = callerOf('ada');
const admin = callerOf('root', { scopes: new Set(['admin']) });
const customer = callerOf('shop', { session: 'SESSION_CUSTOMER', accounts: ['ada'] });
const every: readonly Relation[] = ['self', 'customer', 'administrator'];
const forbidden = { name: 'PhotoFailure', code: 'forbidden' };

async function serviceWith(...inactive: readonly string[]) {
  const fake = fakeService();
  for (const ownerId of inactive) await changeAccount(fake.service, { ownerId, fields: { status: 'inactive' } });
  fake.calls.length = 0;
  return fake;
}

describe('a caller may change', () => {
  for (const [what, caller, ownerId, by] of [
    ['its own account', ada, 'ada', ['self']],
    ['an account that its customer token lists', customer, 'ada', ['customer']],
    ['any account with the scope admin', admin, 'ada', ['administrator']],
  ] as const) {
    it(what, async () => {
      const { service } = await serviceWith();
      assert.equal((await permitChange(service, { caller, ownerId, by })).ownerId, ownerId);
    });
  }

  it('an account that an administrator has assigned to it as a customer', async () => {
    const { service } = await serviceWith();
    await changeAccount(service, { ownerId: 'eve', fields: { customer: 'shop' } });
    assert.equal((await permitChange(service, { caller: customer, ownerId: 'eve', by: ['customer'] })).ownerId, 'eve');
  });
});

describe('a caller may not change', () => {
  for (const [what, caller, ownerId, by] of [
    ['an account of another owner', ada, 'eve', every],
    ['an account by a relation that the API does not know', admin, 'ada', ['self', 'customer']],
    ['an account of a customer without a customer session', { ...customer, session: 'SESSION_USER' }, 'ada', every],
    ['an account that its customer token does not list', customer, 'eve', every],
  ] as const) {
    it(what, async () => {
      const { service } = await serviceWith();
      await assert.rejects(permitChange(service, { caller, ownerId, by }), forbidden);
    });
  }

  for (const [what, caller] of [
    ['its own account', ada],
    ['an account as its customer', customer],
    ['an account as an administrator', admin],
  ] as const) {
    it(`${what} if the account is inactive`, async () => {
      const { service } = await serviceWith('ada');
      await assert.rejects(permitChange(service, { caller, ownerId: 'ada', by: every }), forbidden);
    });
  }

  for (const [what, caller] of [
    ['customer', customer],
    ['administrator', admin],
  ] as const) {
    it(`an account if the ${what}’s own account is inactive`, async () => {
      const { service } = await serviceWith(caller.ownerId);
      await assert.rejects(permitChange(service, { caller, ownerId: 'ada', by: every }), forbidden);
    });
  }
});

describe('the check of a change', () => {
  it('reads one owner item for the caller’s own account, and two for another one', async () => {
    const { service, calls } = await serviceWith();
    await permitChange(service, { caller: ada, ownerId: 'ada', by: ['self'] });
    assert.deepEqual(calls.splice(0), ['table.get OWNER#ada OWNER']);
    await permitChange(service, { caller: admin, ownerId: 'ada', by: every });
    assert.deepEqual(calls.splice(0), ['table.get OWNER#ada OWNER', 'table.get OWNER#root OWNER']);
  });

  it('does not read an account again that was read already', async () => {
    const { service, calls } = await serviceWith();
    const owner = unknownOwner('ada');
    assert.equal(await permitChange(service, { caller: ada, ownerId: 'ada', owner, by: ['self'] }), owner);
    assert.deepEqual(calls, []);
  });
});

it('requireActive refuses if one of the accounts is inactive, and reads each once', async () => {
  const { service, calls } = await serviceWith('eve');
  await requireActive(service, ['ada', 'ada', 'unknown']);
  assert.deepEqual(calls.splice(0), ['table.get OWNER#ada OWNER', 'table.get OWNER#unknown OWNER']);
  await assert.rejects(requireActive(service, ['ada', 'eve']), forbidden);
});

it('requireAdministrator refuses a token without the scope admin', () => {
  requireAdministrator(admin);
  for (const caller of [ada, callerOf('x', { scopes: new Set(['administrator']) })]) {
    assert.throws(() => requireAdministrator(caller), forbidden);
  }
});

it('isPermitted answers without reading', () => {
  assert.ok(isPermitted({ caller: ada, account: { ownerId: 'ada' }, by: ['self'] }));
  assert.ok(isPermitted({ caller: customer, account: { ownerId: 'eve', customer: 'shop' }, by: ['customer'] }));
  assert.ok(!isPermitted({ caller: ada, account: { ownerId: 'eve' }, by: every }));
});

it('permitAction refuses an application without the permission on the profile’s tenant', () => {
  const token = {
    application: 'app',
    master: false,
    tenantPermissions: [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }],
  };
  const action = 'MANAGE_PROFILES';
  const profile = unknownOwner('ada');
  permitAction(token, { action, profile, defaultTenant: 'default' });
  for (const asked of [
    { action, profile: { ...profile, tenant: 'other' }, defaultTenant: 'default' },
    { action: 'READ_TENANT', profile, defaultTenant: 'default' },
  ]) {
    assert.throws(() => permitAction(token, asked), { code: 'action-denied' });
  }
});
