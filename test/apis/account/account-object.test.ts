import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountObject } from '../../../shared/apis/account/account-object.ts';
import type { Caller } from '../../../shared/core/caller.ts';
import type { Owner } from '../../../shared/core/owner.ts';
import { callerOf } from '../../support/fake-service.ts';
import { now, sampleAsset } from '../../support/sample-asset.ts';

const user = callerOf('1001', { session: 'SESSION_USER', accounts: ['1002'] });
const customer = callerOf('customer', { session: 'SESSION_CUSTOMER', accounts: ['1001', '1002'] });

describe('the account object', () => {
  const owner: Owner = {
    ownerId: '1001',
    username: 'johndoe',
    status: 'active',
    createdAt: now,
    profile: { name: 'John', phone: '1', userColor: 'red' },
    avatar: sampleAsset.id,
    unmarked: [],
    photos: [],
    tombstones: [],
  };

  it('shows the stored fields, and empty strings for the others', () => {
    assert.deepEqual(accountObject({ ownerId: '1001', caller: user, owner }), {
      id: 1001,
      login: 1001,
      avatar: sampleAsset.id,
      name: 'John',
      phone: '1',
      address: '',
      city: '',
      state: '',
      country: '',
      zipcode: '',
      user_color: 'red',
      regdate: 1_758_623_400,
    });
  });

  const nameOf = (caller: Caller, stored?: Owner) =>
    (accountObject({ ownerId: '1001', caller, owner: stored }) as { name: string }).name;

  it('shows the name in the token if nothing is stored', () => {
    const caller = callerOf('alice', { session: 'SESSION_USER', username: 'Alice' });
    assert.deepEqual(accountObject({ ownerId: 'alice', caller, owner: undefined }), {
      id: 'alice',
      login: 'alice',
      avatar: '',
      name: 'Alice',
      phone: '',
      address: '',
      city: '',
      state: '',
      country: '',
      zipcode: '',
      user_color: '',
      regdate: 0,
    });
  });

  it("does not show a customer's name for the customer's accounts", () => {
    assert.equal(nameOf({ ...customer, username: 'Carl' }), '');
  });

  it('shows the name of the profile, else the stored name of a token, else that of the caller’s token', () => {
    const caller = { ...user, username: 'now' };
    assert.equal(nameOf(caller, owner), 'John');
    assert.equal(nameOf(caller, { ...owner, profile: {} }), 'johndoe');
    assert.equal(nameOf(caller), 'now');
  });

  it('shows an id as a number only if the number has the same digits', () => {
    for (const [ownerId, id] of [
      ['7', 7],
      ['999999999999999', 999_999_999_999_999],
      ['9999999999999999', '9999999999999999'],
      ['007', '007'],
      ['0', '0'],
      ['1e3', '1e3'],
      ['-1', '-1'],
      ['64abc123def456789', '64abc123def456789'],
    ] as const) {
      assert.equal((accountObject({ ownerId, caller: user, owner: undefined }) as { id: unknown }).id, id);
    }
  });
});
