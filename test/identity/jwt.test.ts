import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { isOwnerId } from '../../shared/core/photo-key.ts';
import { openJwt, type TokenTrust } from '../../shared/identity/jwt.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import { ownerIds, texts } from '../support/arbitraries.ts';
import { now } from '../support/sample-asset.ts';

const secret = 'a token secret of more than 32 characters';
const seconds = now.getTime() / 1000;
const claims = { sub: '64abc123def456789', exp: seconds + 60 };
const end = new Date((seconds + 60) * 1000);
const unauthenticated = { name: 'PhotoFailure', code: 'unauthenticated' };

type Key = CryptoKey | Uint8Array;

/** A token with arbitrary claims. */
function sign(
  payload: Readonly<Record<string, unknown>>,
  key: Key = Buffer.from(secret),
  header: { alg?: string; kid?: string } = {},
) {
  return new SignJWT({ ...payload }).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(key);
}

function verifierOf(trust: Partial<TokenTrust> = {}) {
  return openJwt({ key: { secret: fixedSecret(secret) }, ...trust }, () => now);
}

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

describe('with a JWKS,', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let rsa: { publicKey: CryptoKey; privateKey: CryptoKey };
  let elliptic: { publicKey: CryptoKey; privateKey: CryptoKey };
  let stranger: { publicKey: CryptoKey; privateKey: CryptoKey };
  const urlOf = () => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
  /** A verifier without a cached JWKS. */
  const verifyByUrl = (token: string) => verifierOf({ key: { jwksUrl: urlOf() } })(token);
  const signRsa = () => sign(claims, rsa.privateKey, { alg: 'RS256', kid: 'rsa' });

  before(async () => {
    [rsa, elliptic, stranger] = await Promise.all([
      generateKeyPair('RS256'),
      generateKeyPair('ES256'),
      generateKeyPair('ES256'),
    ]);
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
      { ...(await exportJWK(elliptic.publicKey)), kid: 'elliptic', use: 'sig' },
    ];
    const published = { status: 200, body: JSON.stringify({ keys }) };
    answer = published;
    server = createServer((request, response) => {
      const { status, body } = request.url === '/keys' ? answer : { status: 404, body: '' };
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('a token with RS256 or ES256 is accepted', async () => {
    assert.equal((await verifyByUrl(await signRsa())).ownerId, '64abc123def456789');
    const token = await sign(claims, elliptic.privateKey, { alg: 'ES256', kid: 'elliptic' });
    assert.equal((await verifyByUrl(token)).ownerId, '64abc123def456789');
  });

  it('a token is refused that is signed with HS256 and the public key as the secret', async () => {
    const pem = await exportSPKI(rsa.publicKey);
    for (const key of [pem, pem.trim(), JSON.stringify(await exportJWK(rsa.publicKey))]) {
      await assert.rejects(
        verifyByUrl(await sign(claims, Buffer.from(key), { alg: 'HS256', kid: 'rsa' })),
        unauthenticated,
      );
    }
  });

  it('a token is refused if its key is unknown, or is not the one that it names', async () => {
    for (const kid of ['stranger', 'elliptic']) {
      await assert.rejects(
        verifyByUrl(await sign(claims, stranger.privateKey, { alg: 'ES256', kid })),
        unauthenticated,
      );
    }
  });

  it('a token without a signature is refused', async () => {
    await assert.rejects(verifyByUrl(new UnsecuredJWT(claims).encode()), unauthenticated);
  });

  it('a token that has expired is refused', async () => {
    const token = await sign({ ...claims, exp: seconds }, rsa.privateKey, { alg: 'RS256', kid: 'rsa' });
    await assert.rejects(verifyByUrl(token), { facts: { reason: 'The token has expired' } });
  });

  describe('the error is internal, not unauthenticated,', () => {
    const blamed = { name: 'PhotoFailure' };
    const notBlamed = async (verified: Promise<unknown>) => {
      const error = await verified.then(
        () => assert.fail('the token was taken'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof Error && error.name !== blamed.name, String(error));
    };

    it('if the server does not respond', async () => {
      const closed = createServer().listen(0, '127.0.0.1');
      await once(closed, 'listening');
      const { port } = closed.address() as AddressInfo;
      closed.close();
      await once(closed, 'close');
      const jwksUrl = new URL(`http://127.0.0.1:${port}/keys`);
      await notBlamed(verifierOf({ key: { jwksUrl } })(await signRsa()));
    });

    for (const [what, status, body] of [
      ['an error status', 503, '{}'],
      ['not found', 404, ''],
      ['not JSON', 200, '<html>'],
      ['not a JWKS', 200, '{"keys":1}'],
    ] as const) {
      it(`if the answer is ${what}`, async (t) => {
        const usual = answer;
        t.after(() => {
          answer = usual;
        });
        answer = { status, body };
        await notBlamed(verifyByUrl(await signRsa()));
      });
    }
  });
});
