import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { openKeyRing } from '../../shared/identity/key-ring.ts';
import { linkPurpose, openLinkTokens } from '../../shared/identity/link-token.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import { signToken } from '../../shared/identity/signed-token.ts';
import type { AwaitedObject } from '../../shared/storage/direct-puts.ts';
import { directPutPurpose, openLocalDirectPuts } from '../../shared/storage/local-direct-puts.ts';
import { openPasses, passPurpose } from '../../shared/uploads/pass.ts';
import { linkSecret } from '../support/fake-service.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const id = assetIdAt(now, 1);
const place = { bucket: 'transient', key: `tickets/${id}` } as const;
const awaited: AwaitedObject = { ...place, contentType: 'image/png', size: 100, maxBytes: 5_242_880 };
const { maxBytes: _, ...expected } = awaited;
const base = 'https://photos.example';

const keysFor = (purpose: string, secret = linkSecret) =>
  openKeyRing(fixedSecret(secret), { purpose, clock: () => now });
const keys = keysFor(directPutPurpose);
const putsAt = (time: Date, ring = keys) => openLocalDirectPuts(ring, { publicBaseUrl: base, clock: () => time });
const later = (millis: number) => new Date(now.getTime() + millis);

async function tokenOf(given: Partial<AwaitedObject> = {}): Promise<string> {
  const { url } = await putsAt(now).offer({ ...awaited, ...given }, 600);
  return new URL(url).searchParams.get('token') ?? '';
}

const claims = { op: 'PUT', bucket: 'transient', path: place.key, contentType: 'image/png', size: 100 };
const exp = now.getTime() / 1000 + 600;
const refused = { name: 'PhotoFailure', code: 'link-refused' };

describe('a signed PUT into the local folder', () => {
  it('is addressed to the object, with a token that names the accepted type and size', async () => {
    const { url, ...rest } = await putsAt(now).offer(awaited, 600);
    const token = await tokenOf();
    assert.equal(url, `${base}/local-object-storage/transient/${place.key}?token=${token}`);
    assert.deepEqual(rest, { method: 'PUT', headers: { 'Content-Type': 'image/png' } });
    assert.deepEqual(decodeJwt(token), { ...claims, exp, kid: (await keys.signing()).id });
  });

  it('is verified for the object, the type and the size that it was offered for', async () => {
    assert.deepEqual(await putsAt(now).verify(await tokenOf()), expected);
    const other = { ...awaited, key: 'tickets/y', contentType: 'image/heic', size: 5_242_880 };
    const { maxBytes: __, ...otherExpected } = other;
    assert.deepEqual(await putsAt(now).verify(await tokenOf(other)), otherExpected);
  });

  it('ends when it says, and as expired', async () => {
    const token = await tokenOf();
    assert.ok(await putsAt(later(599_999)).verify(token));
    for (const time of [later(600_000), later(86_400_000)]) {
      await assert.rejects(putsAt(time).verify(token), { name: 'PhotoFailure', code: 'link-expired' });
    }
  });
});

describe('what does not put anything into the local folder:', () => {
  const linkKeys = keysFor(linkPurpose);
  const links = openLinkTokens(linkKeys, () => now);
  const object = { bucket: 'transient', path: place.key };
  const pass = { id, method: 'POST', path: '/upload', query: {}, who: { ownerId: 'alice', accounts: [] } };

  for (const [what, token] of [
    ['nothing', async () => undefined],
    ['an empty token', async () => ''],
    ['nonsense', async () => 'x.y.z'],
    ['a link to read the object', () => links.sign(object, { from: now, until: later(600_000) })],
    ['a link for ever', () => links.signForEver({ ...object, size: 32 })],
    ['a pass of the wide door', () => openPasses(keysFor(passPurpose), () => now).sign(pass)],
    ['all its claims by the key of links', () => signToken(linkKeys, { ...claims, exp })],
    [
      'all its claims by another’s secret',
      () => signToken(keysFor(directPutPurpose, 'x'.repeat(32)), { ...claims, exp }),
    ],
    [
      'the key’s id with another key',
      async () =>
        new SignJWT({ ...claims, exp, kid: (await keys.signing()).id })
          .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
          .sign(new Uint8Array(32)),
    ],
    ['no signature', async () => new UnsecuredJWT({ ...claims, exp, kid: (await keys.signing()).id }).encode()],
    ['a token that never ends', () => signToken(keys, claims)],
    ['a token of no object', () => signToken(keys, { ...claims, path: undefined, exp })],
    ['a token of no size', () => signToken(keys, { ...claims, size: undefined, exp })],
    ['a token for another bucket', () => signToken(keys, { ...claims, bucket: 'user-assets', exp })],
    ['its claims changed', async () => changed(await tokenOf(), { size: 5_242_880 })],
    ['its end changed', async () => changed(await tokenOf(), { exp: exp + 86_400 })],
  ] as const) {
    it(what, async () => {
      await assert.rejects(putsAt(now).verify(await token()), refused);
    });
  }

  it('and its own token reads nothing', async () => {
    await assert.rejects(links.verify(await tokenOf()), refused);
    await assert.rejects(openPasses(keysFor(passPurpose), () => now).verify(await tokenOf()), refused);
  });

  it('a key that has retired', async () => {
    const token = await tokenOf();
    const [newer, older] = ['a newer secret of more than 32 characters', linkSecret];
    const ringOf = (retired: object) =>
      openKeyRing(
        fixedSecret(
          JSON.stringify([
            { secret: newer, since: now },
            { secret: older, since: new Date(0), ...retired },
          ]),
        ),
        { purpose: directPutPurpose, clock: () => now },
      );
    assert.ok(await putsAt(now, ringOf({})).verify(token));
    await assert.rejects(putsAt(now, ringOf({ retired: true })).verify(token), refused);
  });
});

/** A token that says something else than was signed. */
function changed(token: string, more: object): string {
  const [header, payload = '', signature] = token.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [header, Buffer.from(JSON.stringify({ ...said, ...more })).toString('base64url'), signature].join('.');
}
