import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { account } from '../../../shared/apis/account/account.ts';
import { accountObject } from '../../../shared/apis/account/account-object.ts';
import { readAccountChange } from '../../../shared/apis/account/read-account-change.ts';
import { chooseAccount, verifySession } from '../../../shared/apis/account/session.ts';
import { accountUpload } from '../../../shared/apis/account/upload.ts';
import type { Caller } from '../../../shared/core/caller.ts';
import { type FailureCode, PhotoFailure } from '../../../shared/core/failure.ts';
import type { Owner } from '../../../shared/core/owner.ts';
import type { Form } from '../../../shared/http/form.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { now, sampleAsset } from '../../support/sample-asset.ts';
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const user = callerOf('1001', { session: 'SESSION_USER', accounts: ['1002'] });
const customer = callerOf('customer', { session: 'SESSION_CUSTOMER', accounts: ['1001', '1002'] });
const file = { name: 'file', fileName: 'avatar.png', declaredType: 'image/png', size: 1, bytes: Uint8Array.of(1) };

function form(fields: Readonly<Record<string, string>>, files: Form['files'] = [file]): Form {
  return { fields: new Map(Object.entries(fields)), files };
}

const { service } = fakeService();

describe('the account-avatar API', () => {
  it('takes png, jpg, jpeg, webp and gif up to 5 MB', () => {
    assert.deepEqual(accountUpload.policy(service), {
      extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif'],
      maxBytes: 5_242_880,
    });
  });

  const read = async (given: Form) => accountUpload.read(given, { who: user, request: sampleRequest() }, service);

  it('takes a file for its own account, public, and not yet put in place', async () => {
    assert.deepEqual(await read(form({ purpose: 'account_avatar' })), {
      file,
      ownerId: '1001',
      username: undefined,
      uploadedBy: '1001',
      scope: 'public',
      placed: false,
    });
  });

  it('forces the public scope, whatever the form says of it', async () => {
    assert.equal((await read(form({ purpose: 'account_avatar', scope: '1' }))).scope, 'public');
  });

  for (const [what, given, code] of [
    ['without a purpose', form({}), 'bad-request'],
    ['with an unknown purpose', form({ purpose: 'ACCOUNT_AVATAR' }), 'bad-request'],
    ['without a purpose, before the file is missed', form({}, []), 'bad-request'],
    ['without a file', form({ purpose: 'account_avatar' }, []), 'missing-file'],
    ['with two files', form({ purpose: 'account_avatar' }, [file, file]), 'too-many-files'],
    ['for a foreign account', form({ purpose: 'account_avatar', login: '1002' }), 'forbidden'],
  ] as const) {
    it(`refuses a form ${what}`, () => assert.rejects(read(given), { code }));
  }

  it('answers an upload field by field as documented', async () => {
    const { id } = sampleAsset;
    const asset = { ...sampleAsset, fileName: 'avatar.png', extension: 'png', size: 18_425 };
    const { status, headers, body } = await accountUpload.answer(
      asset,
      { who: user, request: sampleRequest() },
      service,
    );
    assert.equal(status, 200);
    assert.equal(headers['Content-Type'], 'application/json; charset=utf-8');
    assert.deepEqual(JSON.parse(String(body)), {
      uploaded: [
        {
          uuid: id,
          file_name: `${id}.png`,
          original_name: 'avatar.png',
          content_type: 'image/png',
          file_size: 18_425,
          scope: 3,
          purpose: 'account_avatar',
        },
      ],
    });
  });

  const documented: readonly [FailureCode, number, string][] = [
    ['unauthenticated', 401, 'PERMISSION_DENIED'],
    ['forbidden', 403, 'PERMISSION_DENIED'],
    ['bad-request', 400, 'INVALID_DATA'],
    ['missing-file', 400, 'INVALID_DATA'],
    ['too-many-files', 400, 'INVALID_DATA'],
    ['empty-file', 400, 'INVALID_AVATAR'],
    ['too-large', 400, 'INVALID_AVATAR'],
    ['type-not-allowed', 400, 'INVALID_AVATAR'],
    ['avatar-not-usable', 400, 'INVALID_AVATAR'],
    ['type-mismatch', 400, 'RET_INVALID_DATA'],
    ['content-mismatch', 400, 'RET_INVALID_DATA'],
    ['scan-refused', 400, 'RET_INVALID_DATA'],
    ['not-found', 404, 'RET_ERR_NOTFOUND'],
    ['not-renderable', 404, 'RET_ERR_NOTFOUND'],
    ['method-not-allowed', 405, 'RET_ERROR'],
    ['internal', 500, 'RET_ERROR'],
  ];
  for (const [code, expectedStatus, expectedError] of documented) {
    it(`refuses ${code} by ${expectedStatus} ${expectedError}`, () => {
      const { status, body } = account.refuse(sampleFailure(code), sampleRequest());
      const { error, message, ...more } = JSON.parse(String(body)) as Record<string, unknown>;
      assert.deepEqual([status, error, typeof message, more], [expectedStatus, expectedError, 'string', {}]);
    });
  }

  it('says which methods a path has', () => {
    const { headers } = account.refuse(sampleFailure('method-not-allowed'), sampleRequest());
    assert.equal(headers.Allow, 'GET, HEAD');
  });

  it('takes only callers with one of its sessions', async () => {
    const verify = (caller: Caller) => verifySession('token', async () => caller);
    assert.equal(await verify(user), user);
    assert.equal(await verify(customer), customer);
    await assert.rejects(verify(callerOf('alice', { scopes: new Set(['admin']) })), { code: 'forbidden' });
  });
});

describe('the account that a request is about', () => {
  const single = callerOf('customer', { session: 'SESSION_CUSTOMER', accounts: ['1001'] });
  const none = callerOf('customer', { session: 'SESSION_CUSTOMER' });
  for (const [what, caller, login, chosen] of [
    ["is a user's own", user, undefined, '1001'],
    ["is a user's own, named", user, '1001', '1001'],
    ["is a customer's only one", single, undefined, '1001'],
    ['is the one that a customer names', customer, '1002', '1002'],
    ['is the one that a customer names as a number', customer, 1002, '1002'],
    ["is the customer's own, where it has several and names none", customer, undefined, 'customer'],
    ["is the customer's own, where it has none", none, undefined, 'customer'],
    ["is the customer's own, named", single, 'customer', 'customer'],
    ['is chosen as if none was named where the name is empty', single, '', '1001'],
    ['is chosen as if none was named where the name is null', single, null, '1001'],
  ] as const) {
    it(what, async () => assert.equal((await chooseAccount(service, caller, login)).ownerId, chosen));
  }

  for (const [what, caller, login] of [
    ['a foreign one', customer, '1003'],
    ["one of the token's accounts, by a session that is not a customer's", user, '1002'],
    ['zero', customer, 0],
    ['a truth value', customer, false],
    ['a list of several', customer, ['1001', '1002']],
    ['an object', customer, {}],
    ['an object that has no text', customer, { toString: 1, valueOf: 1 }],
    ['no id that anyone can have', customer, '10\u000001'],
  ] as const) {
    it(`is never ${what}`, async () => {
      await assert.rejects(chooseAccount(service, caller, login), { name: 'PhotoFailure', code: 'forbidden' });
    });
  }

  it("is, for a customer's session alone, also one of which an administrator has said so", async () => {
    await service.table.put({ pk: 'OWNER#1004', sk: 'OWNER', v: 1, customer: 'customer' });
    await service.table.put({ pk: 'OWNER#1005', sk: 'OWNER', v: 1, customer: 'another' });
    assert.equal((await chooseAccount(service, customer, '1004')).ownerId, '1004');
    for (const [caller, login] of [
      [customer, '1005'],
      [callerOf('customer', { session: 'SESSION_USER' }), '1004'],
    ] as const) {
      await assert.rejects(chooseAccount(service, caller, login), { code: 'forbidden' });
    }
  });

  it("is one of the session's own, or forbidden, whatever JSON names it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(user, customer), async (login, caller) => {
        try {
          const own = caller.session === 'SESSION_USER' ? ['1001'] : ['customer', '1001', '1002'];
          assert.ok(own.includes((await chooseAccount(service, caller, login)).ownerId));
        } catch (error) {
          if (!(error instanceof PhotoFailure)) throw error;
        }
      }),
    );
  });
});

describe('a change of an account', () => {
  const lengths = {
    name: 128,
    phone: 64,
    address: 256,
    city: 128,
    state: 128,
    country: 128,
    zipcode: 32,
    user_color: 32,
    avatar: 4096,
  };

  for (const [field, most] of Object.entries(lengths)) {
    it(`may have up to ${most} characters of ${field}`, () => {
      for (const text of ['x', '日', '😀'].flatMap((character) => [character, character.repeat(most)])) {
        // a name that long can be no stored file's, which is another refusal than "too long"
        if (field === 'avatar') assert.throws(() => readAccountChange({ avatar: text }), { code: 'avatar-not-usable' });
        else readAccountChange({ [field]: text });
      }
      assert.throws(() => readAccountChange({ [field]: 'x'.repeat(most + 1) }), {
        name: 'PhotoFailure',
        code: 'bad-request',
      });
    });

    it(`takes nothing but a text for ${field}`, () => {
      for (const value of [1, true, [], {}, ['x'], 'half a pair \ud800', ...(field === 'avatar' ? [] : [null])]) {
        assert.throws(() => readAccountChange({ [field]: value }), { name: 'PhotoFailure', code: 'bad-request' });
      }
    });
  }

  it('says what it changes, and nothing of the rest', () => {
    const { profile, avatar, login } = readAccountChange({ name: 'Zoë', user_color: '#ff0000', login: 1001 });
    assert.deepEqual(profile, { name: 'Zoë', userColor: '#ff0000' });
    assert.deepEqual([avatar, login], [undefined, 1001]);
  });

  it('may empty a field', () => assert.deepEqual(readAccountChange({ city: '' }).profile, { city: '' }));

  it('changes at least one field of the profile', () => {
    for (const body of [{}, { login: '1001' }, { email: 'a@b.c', balance: 1_000_000, group: 'vip' }]) {
      assert.throws(() => readAccountChange(body), { name: 'PhotoFailure', code: 'bad-request' });
    }
  });

  it('passes over what cannot be changed here', () => {
    const { profile } = readAccountChange({ name: 'Zoë', email: 'a@b.c', leverage: 500, enable: 1, id: 7 });
    assert.deepEqual(profile, { name: 'Zoë' });
  });

  const { id } = sampleAsset;
  for (const [what, sent, avatar] of [
    ['by its UUID', id, { assetId: id }],
    ['by its file name', `${id}.png`, { assetId: id, extension: 'png' }],
    ['with the prefix that the account does not store', `/storage/${id}`, { assetId: id }],
    ['with prefix and extension', `/storage/${id}.JPEG`, { assetId: id, extension: 'jpeg' }],
    ['in upper case', id.toUpperCase(), { assetId: id }],
    ['to be none, by an empty text', '', null],
    ['to be none, by null', null, null],
  ] as const) {
    it(`chooses the avatar ${what}`, () => assert.deepEqual(readAccountChange({ avatar: sent }).avatar, avatar));
  }

  it('never makes a photo of another address', () => {
    for (const sent of [`https://evil.example/storage/${id}`, `//storage/${id}`, `/storage//${id}`, `../${id}`]) {
      assert.throws(() => readAccountChange({ avatar: sent }), { name: 'PhotoFailure', code: 'avatar-not-usable' });
    }
  });

  it('is read, or refused for a reason, whatever JSON it is', () => {
    const fields = fc.constantFrom(...Object.keys(lengths), 'login', 'email', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.dictionary(fields, fc.oneof(fc.jsonValue(), fc.string()), { noNullPrototype: true }), (body) => {
        try {
          readAccountChange(body);
        } catch (error) {
          if (!(error instanceof PhotoFailure) || !['bad-request', 'avatar-not-usable'].includes(error.code))
            throw error;
        }
      }),
    );
  });
});

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

  it('shows what is stored, and an empty text for what is not', () => {
    assert.deepEqual(accountObject('1001', user, owner), {
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

  const nameOf = (...given: Parameters<typeof accountObject>) => (accountObject(...given) as { name: string }).name;

  it('shows, before anything is stored, what the token says', () => {
    const caller = callerOf('alice', { session: 'SESSION_USER', username: 'Alice' });
    assert.deepEqual(accountObject('alice', caller, undefined), {
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

  it("never shows the customer's name for one of the customer's accounts", () => {
    assert.equal(nameOf('1001', { ...customer, username: 'Carl' }, undefined), '');
  });

  it('goes by the profile, then by the first name that a token gave, then by the token', () => {
    const caller = { ...user, username: 'now' };
    assert.equal(nameOf('1001', caller, owner), 'John');
    assert.equal(nameOf('1001', caller, { ...owner, profile: {} }), 'johndoe');
    assert.equal(nameOf('1001', caller, undefined), 'now');
  });

  it('shows an id as a number only where it is the same number again', () => {
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
      assert.equal((accountObject(ownerId, user, undefined) as { id: unknown }).id, id);
    }
  });
});
