import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { photoKey } from '../../shared/core/photo-key.ts';
import { linkTokensOf } from '../support/link-tokens-of.ts';
import { now, sampleAsset } from '../support/sample-asset.ts';

const secret = 'a link secret of more than 32 characters';
const object = { bucket: 'user-assets', path: photoKey(sampleAsset) };
const until = new Date(now.getTime() + 3_600_000);
const life = { from: now, until };

const tokens = linkTokensOf(secret, () => now);
const at = (time: Date) => linkTokensOf(secret, () => time);
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe("a link's token", () => {
  it('grants exactly the signed object, until it expires', async () => {
    assert.deepEqual(await tokens.verify(await tokens.sign(object, life)), { ...object, until });
  });

  it("begins as in OpenLift's samples", async () => {
    assert.ok((await tokens.sign(object, life)).startsWith('eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.'));
  });

  it('contains the object, but nothing about the viewer', async () => {
    const { kid, ...claims } = claimsOf(await tokens.sign(object, life));
    assert.deepEqual(claims, { ...object, op: 'GET', iat: now.getTime() / 1000, exp: until.getTime() / 1000 });
    assert.match(String(kid), /^[\w-]{8}$/);
  });

  it('has times in whole seconds, rounded up', async () => {
    const odd = { from: new Date(now.getTime() + 1), until: new Date(until.getTime() + 1) };
    const { iat, exp } = claimsOf(await tokens.sign(object, odd));
    assert.deepEqual([iat, exp], [now.getTime() / 1000 + 1, until.getTime() / 1000 + 1]);
  });

  it('is valid up to the last second before its expiry', async () => {
    const token = await tokens.sign(object, life);
    await at(new Date(until.getTime() - 1)).verify(token);
    await assert.rejects(at(until).verify(token), { name: 'PhotoFailure', code: 'link-expired' });
  });

  it('is deterministic for the same object and life', async () => {
    assert.equal(await at(until).sign(object, life), await tokens.sign(object, life));
  });
});

describe("a rendition's token without an expiry", () => {
  const rendition = { ...object, size: 160 };

  it('grants exactly the signed rendition, at any time', async () => {
    const token = await tokens.signForEver(rendition);
    for (const years of [0, 100]) {
      const later = new Date(now.getTime() + years * 365 * 24 * 3_600_000);
      assert.deepEqual(await at(later).verify(token), rendition);
    }
  });

  it('is deterministic', async () => {
    assert.equal(await at(until).signForEver(rendition), await tokens.signForEver(rendition));
  });

  it('stays valid if its key has retired, unlike a token with an expiry', async () => {
    const text = JSON.stringify([
      { secret: 'n'.repeat(43), since: now },
      { secret, since: now, retired: true },
    ]);
    const rotated = linkTokensOf(text, () => now);
    assert.deepEqual(await rotated.verify(await tokens.signForEver(rendition)), rendition);
    await assert.rejects(rotated.verify(await tokens.sign(object, life)), {
      code: 'link-refused',
      facts: { reason: 'Invalid token signature' },
    });
  });
});

describe('a link is refused', () => {
  const refusedFor = (reason: string) => ({ name: 'PhotoFailure', code: 'link-refused', facts: { reason } });

  it('without a token', async () => {
    await assert.rejects(tokens.verify(undefined), refusedFor('Missing token'));
    await assert.rejects(tokens.verify(''), refusedFor('Missing token'));
  });

  it('with a malformed token', async () => {
    for (const text of ['x', 'a.b.c', '..', `${await tokens.sign(object, life)}.x`, '\0', '日本']) {
      await assert.rejects(tokens.verify(text), refusedFor('Malformed token'));
    }
  });

  it('with a token of another secret', async () => {
    const foreign = await linkTokensOf(secret.toUpperCase(), () => now).sign(object, life);
    await assert.rejects(tokens.verify(foreign), refusedFor('Invalid token signature'));
  });

  it('with a JWT signed with the master secret itself', async () => {
    const { kid, ...claims } = claimsOf(await tokens.sign(object, life));
    for (const more of [{}, { kid }]) {
      const token = await new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
        .sign(Buffer.from(secret));
      await assert.rejects(tokens.verify(token), refusedFor('Invalid token signature'));
    }
  });

  it('with a token whose object or expiry was changed, or whose signature was removed', async () => {
    const [header, , signature] = (await tokens.sign(object, life)).split('.');
    const claims = claimsOf(await tokens.sign(object, life));
    for (const change of [{ path: 'users/bob/x.png' }, { bucket: 'app-assets' }, { exp: 99_999_999_999 }]) {
      const payload = Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
      await assert.rejects(tokens.verify(`${header}.${payload}.${signature}`), refusedFor('Invalid token signature'));
      const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url');
      await assert.rejects(tokens.verify(`${none}.${payload}.`), refusedFor('Invalid token signature'));
    }
  });

  it('with a token without an expiry that is not for a rendition', async () => {
    const key = new Uint8Array(hkdfSync('sha256', secret, '', 'portrait/signed-link', 32));
    const { kid } = claimsOf(await tokens.sign(object, life));
    for (const size of [undefined, '160', null]) {
      const token = await new SignJWT({ ...object, op: 'GET', kid, size })
        .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
        .sign(key);
      await assert.rejects(tokens.verify(token), refusedFor('Malformed token'));
    }
  });

  it('with a token for another operation', async () => {
    const key = new Uint8Array(hkdfSync('sha256', secret, '', 'portrait/signed-link', 32));
    const { kid } = claimsOf(await tokens.sign(object, life));
    const token = await new SignJWT({ ...object, op: 'PUT', kid })
      .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
      .setExpirationTime(until)
      .sign(key);
    await assert.rejects(tokens.verify(token), refusedFor('Operation not allowed'));
  });
});

it('a token with one changed character never grants another object', async () => {
  const token = await tokens.sign(object, life);
  const granted = await tokens.verify(token);
  const characters = fc.oneof(
    fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/~ \n'),
    fc.string({ unit: 'binary', minLength: 0, maxLength: 1 }),
  );
  const positions = fc.oneof(
    fc.nat({ max: token.length - 1 }),
    fc.nat({ max: 50 }).map((n) => token.length - 1 - n),
  );
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(positions, characters, async (index, character) => {
      const changed = token.slice(0, index) + character + token.slice(index + 1);
      fc.pre(changed !== token);
      try {
        assert.deepEqual(await tokens.verify(changed), granted);
        assert.equal(index > token.lastIndexOf('.'), true, 'only the signature may have an equivalent spelling');
        outcomes.add('granted');
      } catch (error) {
        if (!(error instanceof PhotoFailure)) throw error;
        assert.equal(error.code, 'link-refused');
        outcomes.add('refused');
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(outcomes.has('refused'));
});
