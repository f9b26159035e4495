import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UnsecuredJWT } from 'jose';
import { isOwnerId } from '../../shared/core/photo-key.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import { ownerIds, texts } from '../support/arbitraries.ts';
import { claims, seconds, secret, sign, unauthenticated, verifierOf } from '../support/signed-jwt.ts';

const end = new Date((seconds + 60) * 1000);
const verify = verifierOf();

describe('a token', () => {
  it('is accepted bare or after Bearer in any case', async () => {
    const token = await sign(claims);
    for (const header of [token, `Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`, ` Bearer ${token} `]) {
      assert.equal((await verify(header)).ownerId, '64abc123def456789');
    }
  });

  it('is refused if it is missing or malformed', async () => {
    const token = await sign(claims);
    for (const header of [
      ...[undefined, '', ' ', 'Bearer', 'Bearer ', 'Basic YTpi', `Basic ${token}`, `Bearer Bearer ${token}`],
      ...[`Bearer ${token}, Bearer ${token}`, `${token} ${token}`, `Bearer ${token}.x`, 'a.b.c', '...', `${token}\0`],
    ]) {
      await assert.rejects(verify(header), unauthenticated, header);
    }
  });

  it('contains the user, the session, the accounts and the scopes', async () => {
    const token = await sign({
      ...claims,
      username: 'johndoe',
      session: 'SESSION_CUSTOMER',
      accounts: ['1001', 1002],
      scope: 'admin  photos',
    });
    assert.deepEqual(await verify(token), {
      ownerId: '64abc123def456789',
      username: 'johndoe',
      session: 'SESSION_CUSTOMER',
      accounts: ['1001', '1002'],
      scopes: new Set(['admin', 'photos']),
      expiresAt: end,
    });
  });

  it('requires no claim but the user', async () => {
    assert.deepEqual(await verify(await sign(claims)), {
      ownerId: '64abc123def456789',
      accounts: [],
      scopes: new Set(),
      expiresAt: end,
    });
  });

  it('may have no expiry, or one beyond the maximum of Date', async () => {
    assert.equal('expiresAt' in (await verify(await sign({ sub: 'alice' }))), false);
    const { expiresAt } = await verify(await sign({ sub: 'alice', exp: Number.MAX_SAFE_INTEGER }));
    assert.equal(expiresAt?.getTime(), 8.64e15);
  });

  it('may contain claims of other types, which are ignored', async () => {
    const odd = { username: 7, session: 'SESSION_ADMIN', accounts: 'alice', scope: ['admin'] };
    assert.deepEqual(await verify(await sign({ ...claims, ...odd })), {
      ownerId: '64abc123def456789',
      accounts: [],
      scopes: new Set(),
      expiresAt: end,
    });
    assert.equal('username' in (await verify(await sign({ ...claims, username: '' }))), false);
  });

  for (const [what, account] of [
    ['null', null],
    ['an object', {}],
    ['an object without a string form', { toString: 1, valueOf: 1 }],
    ['a boolean', true],
    ['an invalid owner id', '\u202e'],
  ] as const) {
    it(`ignores ${what} in the list of accounts`, async () => {
      assert.deepEqual((await verify(await sign({ ...claims, accounts: [account, 'alice'] }))).accounts, ['alice']);
    });
  }

  it('has its username cut to the length that records keep', async () => {
    const { username } = await verify(await sign({ ...claims, username: 'x'.repeat(1000) }));
    assert.equal(username, 'x'.repeat(300));
  });
});

describe('the user of a token', () => {
  it('has 1 to 128 printable characters', async () => {
    for (const sub of ['..', 'auth0|x', 'a+b@c.de', '/', '1']) {
      assert.equal((await verify(await sign({ ...claims, sub }))).ownerId, sub);
    }
    await fc.assert(
      fc.asyncProperty(ownerIds, async (sub) => {
        assert.equal((await verify(await sign({ ...claims, sub }))).ownerId, sub);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused otherwise', async () => {
    for (const sub of [undefined, '', 7, null, {}, ['alice'], 'a'.repeat(129), 'a\u0000b', '\u202e']) {
      await assert.rejects(verify(await sign({ ...claims, sub })), unauthenticated, JSON.stringify(sub));
    }
    await fc.assert(
      fc.asyncProperty(
        texts.filter((text) => text.isWellFormed() && !isOwnerId(text)),
        async (sub) => assert.rejects(verify(await sign({ ...claims, sub })), unauthenticated),
      ),
      { numRuns: 50 },
    );
  });
});

describe('a token is refused', () => {
  for (const [why, payload] of [
    ['if it has expired', { ...claims, exp: seconds }],
    ['before its nbf', { ...claims, nbf: seconds + 1 }],
    ['if its expiry is not a time', { ...claims, exp: 'tomorrow' }],
  ] as const) {
    it(why, async () => assert.rejects(verify(await sign(payload)), unauthenticated));
  }

  it('neither in the last second before its expiry nor in the second of its nbf', async () => {
    await verify(await sign({ ...claims, exp: seconds + 1, nbf: seconds }));
  });

  it('if it is signed with another secret', async () => {
    await assert.rejects(verify(await sign(claims, Buffer.from(secret.toUpperCase()))), unauthenticated);
  });

  it('if it has no signature and the algorithm none', async () => {
    const unsecured = new UnsecuredJWT(claims).encode();
    await assert.rejects(verify(unsecured), unauthenticated);
    const [, payload = ''] = (await sign(claims)).split('.');
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
      await assert.rejects(verify(`${header}.${payload}.`), unauthenticated);
    }
  });

  it('if it has another algorithm than configured, even with the right secret', async () => {
    const longSecret = 'x'.repeat(64);
    const token = await sign(claims, Buffer.from(longSecret), { alg: 'HS512' });
    await assert.rejects(verifierOf({ key: { secret: fixedSecret(longSecret) } })(token), unauthenticated);
  });

  it('without details of the library’s error', async () => {
    await assert.rejects(verify('a.b.c'), { facts: { reason: 'The token is invalid' } });
    await assert.rejects(verify(await sign({ ...claims, exp: seconds })), {
      facts: { reason: 'The token has expired' },
    });
  });
});

describe('issuer and audience', () => {
  const picky = verifierOf({ issuer: 'https://issuer.example', audience: 'portrait' });

  it('are not checked unless they are configured', async () => {
    await verify(await sign({ ...claims, iss: 'anyone', aud: 'anything' }));
  });

  it('must be the configured ones', async () => {
    const right = { ...claims, iss: 'https://issuer.example', aud: ['portrait', 'other'] };
    await picky(await sign(right));
    for (const wrong of [
      claims,
      { ...right, iss: 'https://evil.example' },
      { ...right, aud: 'other' },
      { ...right, aud: [] },
      { ...claims, iss: right.iss },
    ]) {
      await assert.rejects(picky(await sign(wrong)), unauthenticated);
    }
  });
});
