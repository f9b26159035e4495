import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose';
import { claims, seconds, sign, unauthenticated, verifierOf } from '../support/signed-jwt.ts';

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
