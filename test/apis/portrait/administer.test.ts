import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dispatch } from '../../../shared/apis/dispatch.ts';
import { administer } from '../../../shared/apis/portrait/administer.ts';
import { deleteAccessToken, replaceAccessToken } from '../../../shared/apis/portrait/change-access-token.ts';
import { putAccount } from '../../../shared/apis/portrait/put-account.ts';
import { findAccessToken } from '../../../shared/assets/access-token-item.ts';
import { findOwner } from '../../../shared/assets/find-owner.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import { callerOf, type FakeService, fakeService } from '../../support/fake-service.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { now } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';
import { asAlice, openliftUpload } from '../../support/upload-request.ts';

const tokenId = 'e8f5170c-877b-416f-b70f-4b09772f8e2d';
const token = {
  application: 'profile-admin',
  master: true,
  tenantPermissions: [{ tenant: '*', allowedActions: ['READ_TENANT', 'MANAGE_PROFILES'] }],
  expiresOn: 1_893_456_000_000,
};

function scene() {
  const callers = {
    [asAlice]: callerOf('alice', { username: 'Alice' }),
    'Bearer admin': callerOf('root', { scopes: new Set(['admin']) }),
  };
  const fake = fakeService({ callers });
  const ask = async (given: Partial<HttpRequest>) => {
    const request = sampleRequest({ method: 'PUT', headers: { authorization: 'Bearer admin' }, ...given });
    const verb = dispatch<'admin', FakeService['service']>('admin', {
      'PUT /admin/accounts/{id}': administer(putAccount),
      'PUT /admin/access-tokens/{id}': administer(replaceAccessToken),
      'DELETE /admin/access-tokens/{id}': administer(deleteAccessToken),
    });
    const { status, body } = await verb(fake.service, request);
    return [status, body === undefined ? undefined : JSON.parse(String(body))];
  };
  return { ...fake, ask };
}

const account = (id: string, body: unknown, more: Partial<HttpRequest> = {}): Partial<HttpRequest> => ({
  ...{ path: `/admin/accounts/${id}`, resource: '/admin/accounts/{id}', parameters: { id } },
  body: Buffer.from(JSON.stringify(body)),
  ...more,
});
const accessToken = (id: string, body: unknown = '', more: Partial<HttpRequest> = {}): Partial<HttpRequest> => ({
  ...{ path: `/admin/access-tokens/${id}`, resource: '/admin/access-tokens/{id}', parameters: { id } },
  body: Buffer.from(JSON.stringify(body)),
  ...more,
});
const empty = { id: 'ada', username: null, email: null, status: 'active', tenant: null, customer: null };

describe('PUT /admin/accounts/{id}', () => {
  it('creates an account and answers with what is stored, in one call', async () => {
    const { ask, calls } = scene();
    const fields = { username: 'Ada', email: 'ada@a.example', status: 'inactive', tenant: 't', customer: '1001' };
    assert.deepEqual(await ask(account('ada', fields)), [200, { id: 'ada', ...fields, createdAt: now.toISOString() }]);
    assert.deepEqual(calls, ['table.updateAndGet OWNER#ada OWNER']);
  });

  it('changes the given fields, clears those that are null, and leaves the others', async () => {
    const { ask } = scene();
    await ask(account('ada', { username: 'Ada', email: 'ada@a.example', status: 'inactive', tenant: 't' }));
    const change = { username: 'Countess', email: null, status: null };
    assert.deepEqual(await ask(account('ada', change)), [
      200,
      { ...empty, username: 'Countess', tenant: 't', createdAt: now.toISOString() },
    ]);
    assert.deepEqual(await ask(account('ada', { username: null, tenant: null })), [
      200,
      { ...empty, createdAt: now.toISOString() },
    ]);
  });

  it('overrides the name in a token, and changes no photo', async () => {
    const { ask, service } = scene();
    await receiveUpload(service, openliftUpload());
    const before = await findOwner(service.table, 'alice');
    await ask(account('alice', { username: 'Alicia', tenant: 't' }));
    assert.deepEqual(await findOwner(service.table, 'alice'), { ...before, username: 'Alicia', tenant: 't' });
    await receiveUpload(service, openliftUpload());
    assert.equal((await findOwner(service.table, 'alice'))?.username, 'Alicia');
  });

  it('accepts an empty object, and an id of any printable characters', async () => {
    const { ask } = scene();
    const id = 'auth0|a+b@é';
    assert.deepEqual(await ask(account(id, {})), [200, { ...empty, id, createdAt: now.toISOString() }]);
  });

  for (const [what, request, reason] of [
    ['an unknown field', account('ada', { user_name: 'x', tenant: 't' }), /user_name/],
    ['the field __proto__', account('ada', JSON.parse('{"__proto__":{}}')), /__proto__/],
    ['a number as a name', account('ada', { username: 7 }), /username must be a string/],
    ['a lone surrogate', account('ada', { username: '\ud800' }), /username must be a string/],
    ['an empty name', account('ada', { username: '' }), /username must have 1 to 255/],
    ['a name of 256 characters', account('ada', { email: 'é'.repeat(256) }), /email must have 1 to 255/],
    ['a line break', account('ada', { tenant: 'a\nb' }), /tenant must not contain control/],
    ['another status', account('ada', { status: 'asleep' }), /status must be active or inactive/],
    ['a customer with a control character', account('ada', { customer: 'a\tb' }), /customer must be 1 to 128/],
    ['an id with a control character', account('a\u0000', {}), /id must be 1 to 128/],
    ['an id that is too long', account('a'.repeat(129), {}), /id must be 1 to 128/],
    ['an array', account('ada', []), /JSON object/],
    ['malformed JSON', account('ada', {}, { body: Buffer.from('{') }), /not JSON/],
  ] as const) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const { ask, calls } = scene();
      await assert.rejects(ask(request), (error: { code: string; facts: { reason: string } }) => {
        assert.equal(error.code, 'bad-request');
        assert.match(error.facts.reason, reason);
        return true;
      });
      assert.deepEqual(calls, []);
    });
  }
});

describe('PUT /admin/access-tokens/{id}', () => {
  it('stores a token and answers with what is stored', async () => {
    const { ask, service } = scene();
    assert.deepEqual(await ask(accessToken(tokenId, token)), [200, { id: tokenId, ...token }]);
    assert.deepEqual(await findAccessToken(service.table, tokenId), {
      ...token,
      expiresOn: new Date('2030-01-01T00:00:00Z'),
    });
  });

  for (const [given, stored] of [
    [undefined, null],
    [null, null],
    ['2030-01-01T01:00:00+01:00', token.expiresOn],
    ['2030-01-01', token.expiresOn],
    [token.expiresOn, token.expiresOn],
    [0, 0],
  ] as const) {
    it(`accepts ${given} as expiresOn`, async () => {
      const { ask } = scene();
      const [, { expiresOn }] = await ask(accessToken(tokenId, { ...token, expiresOn: given }));
      assert.equal(expiresOn, stored);
    });
  }

  it('accepts UUIDs and other ids that are hard to guess', async () => {
    const { ask } = scene();
    for (const id of [
      tokenId,
      'b4d44030-d0af-11e3-9c1a-0800200c9a66',
      '2ba3ac10-c43e-11e3-9c1a-0800200c9a66',
      'vSpOcWbJm2fYB0wqgN6d4lZk8XrUuTeA',
    ]) {
      assert.equal((await ask(accessToken(id, token)))[0], 200);
    }
  });

  it('requires only an application and permissions', async () => {
    const { ask } = scene();
    assert.deepEqual(await ask(accessToken(tokenId, { application: 'a', tenantPermissions: [] })), [
      200,
      { id: tokenId, application: 'a', master: false, tenantPermissions: [], expiresOn: null },
    ]);
  });

  for (const [what, request, reason] of [
    ['an id that is easy to guess', accessToken('secret', token), /id must be a UUID/],
    ['an id of one character', accessToken('a'.repeat(64), token), /id must be a UUID/],
    ['an id with a space', accessToken(`${tokenId} `, token), /id must be a UUID/],
    ['no application', accessToken(tokenId, { ...token, application: undefined }), /application must be a string/],
    [
      'no permissions',
      accessToken(tokenId, { ...token, tenantPermissions: undefined }),
      /tenantPermissions must be a list/,
    ],
    ['a permission that is null', accessToken(tokenId, { ...token, tenantPermissions: [null] }), /list objects/],
    [
      'a permission with an unknown field',
      accessToken(tokenId, { ...token, tenantPermissions: [{ tenant: 't', actions: [] }] }),
      /actions/,
    ],
    [
      'actions that are a string',
      accessToken(tokenId, { ...token, tenantPermissions: [{ tenant: 't', allowedActions: '*' }] }),
      /allowedActions must be a list/,
    ],
    ['a master that is a string', accessToken(tokenId, { ...token, master: 'yes' }), /master must be/],
    ['an expiry in words', accessToken(tokenId, { ...token, expiresOn: 'tomorrow' }), /expiresOn must be/],
    ['an expiry in month 13', accessToken(tokenId, { ...token, expiresOn: '2030-13-01' }), /expiresOn must be/],
    ['an expiry after the year 9999', accessToken(tokenId, { ...token, expiresOn: 1e15 }), /expiresOn must be/],
    ['an unknown field', accessToken(tokenId, { ...token, id: tokenId }), /id/],
    ['a very long body', accessToken(tokenId, { ...token, application: 'x'.repeat(65_536) }), /65536 bytes/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { ask, calls } = scene();
      await assert.rejects(ask(request), (error: { code: string; facts: { reason: string } }) => {
        assert.equal(error.code, 'bad-request');
        assert.match(error.facts.reason, reason);
        assert.ok(!error.facts.reason.includes(tokenId), 'the message must not contain the id');
        return true;
      });
      assert.deepEqual(calls, []);
    });
  }
});

it('DELETE /admin/access-tokens/{id} removes a token, and answers 204 for an unknown id too', async () => {
  const { ask, service } = scene();
  await ask(accessToken(tokenId, token));
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await ask(accessToken(tokenId, '', { method: 'DELETE' })), [204, undefined]);
  }
  assert.equal(await findAccessToken(service.table, tokenId), undefined);
});

describe('without the scope admin', () => {
  for (const [who, authorization, code] of [
    ['no token', undefined, 'unauthenticated'],
    ['a user', asAlice, 'forbidden'],
  ] as const) {
    for (const request of [account('alice', { status: 'inactive' }), accessToken(tokenId, token), accessToken('x')]) {
      it(`${request.resource} is refused and changes nothing: ${who}`, async () => {
        const { ask, calls } = scene();
        const headers = authorization === undefined ? {} : { authorization };
        await assert.rejects(ask({ ...request, headers }), { code });
        assert.deepEqual(calls, []);
      });
    }
  }
});
