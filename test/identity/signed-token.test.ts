import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { type KeyRing, openKeyRing } from '../../shared/identity/key-ring.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import { signToken, tokenSeconds, verifyToken } from '../../shared/identity/signed-token.ts';
import { now } from '../support/sample-asset.ts';

const secret = 'a link secret of more than 32 characters';
const ringOf = (text: string, purpose = 'test') => openKeyRing(fixedSecret(text), { purpose, clock: () => now });
const ring = ringOf(secret);
const second = 1000;
const exp = tokenSeconds(now) + 60;

interface Check {
  readonly keys?: KeyRing;
  readonly requiredClaims?: string[];
  readonly at?: Date;
}

const verify = (token: string | undefined, { keys = ring, requiredClaims = [], at = now }: Check = {}) =>
  verifyToken(keys, { token, requiredClaims, now: at });
const refusedFor = (reason: string) => ({ name: 'PhotoFailure', code: 'link-refused', facts: { reason } });

describe('a signed token', () => {
  it('has the signed claims and the key’s id', async () => {
    const key = await ring.signing();
    const token = await signToken(ring, { path: '/x', exp });
    assert.deepEqual(await verify(token), { claims: { path: '/x', exp, kid: key.id }, key });
  });

  it('has the header of OpenLift’s samples, with two names in this order', async () => {
    const [header = ''] = (await signToken(ring, {})).split('.');
    assert.equal(Buffer.from(header, 'base64url').toString(), '{"typ":"JWT","alg":"HS256"}');
  });

  it('is valid until its expiry', async () => {
    const token = await signToken(ring, { exp });
    await verify(token, { at: new Date((exp - 1) * second) });
    await assert.rejects(verify(token, { at: new Date(exp * second) }), { code: 'link-expired', facts: {} });
  });

  it('without an expiry is always valid, unless an expiry is required', async () => {
    const token = await signToken(ring, { path: '/x' });
    await verify(token, { requiredClaims: ['path'], at: new Date('2999-01-01') });
    await assert.rejects(verify(token, { requiredClaims: ['path', 'exp'] }), refusedFor('Malformed token'));
  });

  it('is valid with a retired key, and reports that it is retired', async () => {
    const list = [
      { secret: 'n'.repeat(43), since: now },
      { secret, since: now, retired: true },
    ];
    const { key } = await verify(await signToken(ring, {}), { keys: ringOf(JSON.stringify(list)) });
    assert.equal(key.retired, true);
  });
});

describe('a token is refused', () => {
  it('if it is missing', async () => {
    for (const token of [undefined, '']) await assert.rejects(verify(token), refusedFor('Missing token'));
  });

  it('if it is malformed', async () => {
    for (const token of ['x', 'a.b.c', '..', `${await signToken(ring, {})}.x`]) {
      await assert.rejects(verify(token), refusedFor('Malformed token'));
    }
  });

  it('if it lacks a required claim', async () => {
    await assert.rejects(
      verify(await signToken(ring, { exp }), { requiredClaims: ['path'] }),
      refusedFor('Malformed token'),
    );
  });

  it('if it is signed with another secret or another purpose’s key, or not signed', async () => {
    const foreign = [
      await signToken(ringOf(secret.toUpperCase()), { exp }),
      await signToken(ringOf(secret, 'x'), { exp }),
    ];
    const { id: kid } = await ring.signing();
    for (const token of [...foreign, new UnsecuredJWT({ exp }).encode(), new UnsecuredJWT({ exp, kid }).encode()]) {
      await assert.rejects(verify(token), refusedFor('Invalid token signature'));
    }
  });

  it('if it names no key, an unknown key or another algorithm', async () => {
    const { id, bytes } = await ring.signing();
    for (const [kid, alg] of [
      [undefined, 'HS256'],
      [7, 'HS256'],
      ['unknown', 'HS256'],
      [id, 'HS512'],
    ] as const) {
      const token = await new SignJWT({ kid }).setProtectedHeader({ alg }).sign(Buffer.concat([bytes, bytes]));
      await assert.rejects(verify(token), refusedFor('Invalid token signature'));
    }
  });

  it('if it was changed', async () => {
    const [header, payload = '', signature] = (await signToken(ring, { path: '/x', exp })).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    for (const change of [{ path: '/y' }, { exp: exp + 1 }, { more: true }]) {
      const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
      await assert.rejects(verify(`${header}.${changed}.${signature}`), refusedFor('Invalid token signature'));
    }
  });
});

it('a time is rounded up to whole seconds', () => {
  assert.deepEqual(
    [0, 1, 999, 1000, 1001].map((millis) => tokenSeconds(new Date(millis))),
    [0, 1, 1, 1, 2],
  );
});
