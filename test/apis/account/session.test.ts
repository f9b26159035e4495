import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chooseAccount, verifySession } from '../../../shared/apis/account/session.ts';
import type { Caller } from '../../../shared/core/caller.ts';
import { PhotoFailure } from '../../../shared/core/failure.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';

const user = callerOf('1001', { session: 'SESSION_USER', accounts: ['1002'] });
const customer = callerOf('customer', { session: 'SESSION_CUSTOMER', accounts: ['1001', '1002'] });

const { service } = fakeService();

it('a token without a session type is refused with forbidden', async () => {
  const verify = (caller: Caller) => verifySession('token', async () => caller);
  assert.equal(await verify(user), user);
  assert.equal(await verify(customer), customer);
  await assert.rejects(verify(callerOf('alice', { scopes: new Set(['admin']) })), { code: 'forbidden' });
});

describe('the account of a request', () => {
  const single = callerOf('customer', { session: 'SESSION_CUSTOMER', accounts: ['1001'] });
  const none = callerOf('customer', { session: 'SESSION_CUSTOMER' });
  for (const [what, caller, login, chosen] of [
    ["is the user's own without login", user, undefined, '1001'],
    ["is the user's own if login names it", user, '1001', '1001'],
    ["is the customer's only account without login", single, undefined, '1001'],
    ['is the customer’s account that login names', customer, '1002', '1002'],
    ['is the customer’s account that login names as a number', customer, 1002, '1002'],
    ["is the customer's own if there are several accounts and no login", customer, undefined, 'customer'],
    ["is the customer's own if there are no accounts", none, undefined, 'customer'],
    ["is the customer's own if login names it", single, 'customer', 'customer'],
    ['is chosen without login if login is empty', single, '', '1001'],
    ['is chosen without login if login is null', single, null, '1001'],
  ] as const) {
    it(what, async () => assert.equal((await chooseAccount(service, { caller, login })).ownerId, chosen));
  }

  for (const [what, caller, login] of [
    ['the account of another customer', customer, '1003'],
    ["an account in the token of a user's session", user, '1002'],
    ['zero', customer, 0],
    ['a boolean', customer, false],
    ['an array of accounts', customer, ['1001', '1002']],
    ['an object', customer, {}],
    ['an object that cannot become a string', customer, { toString: 1, valueOf: 1 }],
    ['an invalid id', customer, '10\u000001'],
  ] as const) {
    it(`cannot be ${what}`, async () => {
      await assert.rejects(chooseAccount(service, { caller, login }), { name: 'PhotoFailure', code: 'forbidden' });
    });
  }

  it("can be one that an administrator has assigned to the customer, for a customer's session only", async () => {
    await service.table.put({ pk: 'OWNER#1004', sk: 'OWNER', v: 1, customer: 'customer' });
    await service.table.put({ pk: 'OWNER#1005', sk: 'OWNER', v: 1, customer: 'another' });
    assert.equal((await chooseAccount(service, { caller: customer, login: '1004' })).ownerId, '1004');
    for (const [caller, login] of [
      [customer, '1005'],
      [callerOf('customer', { session: 'SESSION_USER' }), '1004'],
    ] as const) {
      await assert.rejects(chooseAccount(service, { caller, login }), { code: 'forbidden' });
    }
  });

  it('belongs to the session or is refused, for every JSON value of login', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(user, customer), async (login, caller) => {
        try {
          const own = caller.session === 'SESSION_USER' ? ['1001'] : ['customer', '1001', '1002'];
          assert.ok(own.includes((await chooseAccount(service, { caller, login })).ownerId));
        } catch (error) {
          if (!(error instanceof PhotoFailure)) throw error;
        }
      }),
    );
  });
});
