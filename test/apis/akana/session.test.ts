import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AkanaSettings, OpenedSession } from '../../../shared/apis/akana/session.ts';
import { cutUsername } from '../../../shared/core/asset-metadata.ts';
import type { Caller } from '../../../shared/core/caller.ts';
import { addMasterSecret } from '../../../shared/identity/key-ring.ts';
import { akanaSessionsOf } from '../../support/akana-sessions-of.ts';
import { ownerIds, texts } from '../../support/arbitraries.ts';
import { callerOf } from '../../support/fake-service.ts';
import { now } from '../../support/sample-asset.ts';

const secret = 'a master secret of more than 32 characters';
const settings: AkanaSettings = {
  tenant: 'acmepaymentscorp',
  csrf: { read: false, write: true },
  publicBaseUrl: 'https://photos.example',
};
const minute = 60_000;
const later = (millis: number) => new Date(now.getTime() + millis);
const sessionsAt = (time: Date, more: Partial<AkanaSettings> = {}) =>
  akanaSessionsOf(secret, { ...settings, ...more }, () => time);
const sessions = sessionsAt(now);
const unauthenticated = { name: 'PhotoFailure', code: 'unauthenticated' };

const platformAdmin: Caller = callerOf('8697a0a0-2c6f-4bee-a501-c0819b649791', { username: 'Platform Admin' });

/** The Cookie header that a browser sends. */
function cookieHeader({ cookies }: OpenedSession): string {
  return cookies.map((cookie) => cookie.replace(/;.*/, '')).join('; ');
}

function cookieValue({ cookies }: OpenedSession, name: string): string {
  const cookie = cookies.find((each) => each.startsWith(`${name}=`)) ?? '';
  return cookie.slice(name.length + 1).replace(/;.*/, '');
}

const csrfOf = (opened: OpenedSession) => cookieValue(opened, 'Csrf-Token_acmepaymentscorp');

describe('a session’s cookie', () => {
  it('has the format of Akana’s cookie', async () => {
    const opened = await sessions.open(platformAdmin);
    assert.match(
      opened.cookies[0] ?? '',
      new RegExp(
        [
          '^AtmoAuthToken_acmepaymentscorp=TokenID%3D[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}',
          'claimed_id%3Durn%3Aatmosphere%3Auser%3Aacmepaymentscorp%3A8697a0a0-2c6f-4bee-a501-c0819b649791',
          `issueTime%3D${now.getTime()}`,
          `expirationTime%3D${now.getTime() + 30 * minute}`,
          'UserName%3DPlatform\\+Admin',
          'UserFDN%3D8697a0a0-2c6f-4bee-a501-c0819b649791%252Eacmepaymentscorp',
          'AttributesIncluded%3Dfalse',
          'sig%3D[\\w-]{51}; Max-Age=1800; Path=/; SameSite=Lax; Secure; HttpOnly$',
        ].join('%2C'),
      ),
    );
  });

  it('is set with a cookie for the CSRF token, which scripts can read', async () => {
    const { cookies } = await sessions.open(platformAdmin);
    assert.equal(cookies.length, 2);
    assert.match(
      cookies[1] ?? '',
      new RegExp(
        `^Csrf-Token_acmepaymentscorp=TokenID%3D[\\w-]{51}%2CexpirationTime%3D${now.getTime() + 30 * minute}; ` +
          'Max-Age=1800; Path=/; SameSite=Lax; Secure$',
      ),
    );
  });

  it('is set alone if no request needs a CSRF token', async () => {
    const without = sessionsAt(now, { csrf: { read: false, write: false } });
    assert.equal((await without.open(platformAdmin)).cookies.length, 1);
    assert.equal((await sessionsAt(now, { csrf: { read: true, write: false } }).open(platformAdmin)).cookies.length, 2);
  });

  it('lacks Secure only if the public URL is http', async () => {
    const { cookies } = await sessionsAt(now, { publicBaseUrl: 'http://localhost:3000' }).open(platformAdmin);
    for (const cookie of cookies) assert.doesNotMatch(cookie, /Secure/);
  });

  it('restores its session for every user', async () => {
    const users = fc.record({
      ownerId: ownerIds,
      username: texts,
      admin: fc.boolean(),
      tenant: fc.constantFrom('a', 'B_-9'),
    });
    await fc.assert(
      fc.asyncProperty(users, async ({ ownerId, username: text, admin, tenant }) => {
        const username = cutUsername(text);
        const scopes = new Set([...(admin ? ['admin'] : []), 'photos']);
        const own = sessionsAt(now, { tenant });
        const opened = await own.open(callerOf(ownerId, { ...(username === '' ? {} : { username }), scopes }));
        const [cookie = ''] = opened.cookies;
        assert.match(cookie, /^[\x21-\x7e ]{1,4096}$/);
        assert.equal(cookie.split(';').length, 6);
        const found = await own.find(cookieHeader(opened));
        assert.deepEqual(found, opened.session);
        assert.deepEqual(found.caller, {
          ...{ ownerId, ...(username === '' ? {} : { username }), accounts: [] },
          scopes: new Set(admin ? ['admin'] : []),
        });
      }),
    );
  });

  it('is found among others', async () => {
    const opened = await sessions.open(platformAdmin);
    for (const header of [
      `a=b; ${cookieHeader(opened)}; c=d`,
      `xAtmoAuthToken_acmepaymentscorp=x;${cookieHeader(opened)}`,
    ]) {
      assert.equal((await sessions.find(header)).id, opened.session.id);
    }
  });

  for (const [what, change] of [
    ['is missing', () => 'a=b'],
    ['is empty', () => 'AtmoAuthToken_acmepaymentscorp='],
    ['is malformed', () => 'AtmoAuthToken_acmepaymentscorp=%'],
    ['has no signature', (header: string) => header.replace(/%2Csig.*/, '')],
    ['has an empty signature', (header: string) => header.replace(/(%2Csig%3D)[\w-]*/, '$1')],
    ['has a shorter signature', (header: string) => header.replace(/.; Csrf/, '; Csrf')],
    ['has a signature by an unknown key', (header: string) => header.replace('sig%3D', 'sig%3Dx')],
    ['has another user', (header: string) => header.replaceAll('8697a0a0', '8697a0a1')],
    ['has the scope admin added', (header: string) => header.replace('%2Csig', '%2CScope%3Dadmin%2Csig')],
    ['has a later expiry', (header: string) => header.replace(/expirationTime%3D\d/, 'expirationTime%3D9')],
    [
      'has the signature of the CSRF token',
      (header: string) => header.replace(/sig%3D[\w-]*/, `sig%3D${/TokenID%3D([\w-]{51})/.exec(header)?.[1]}`),
    ],
  ] as const) {
    it(`is refused if it ${what}`, async () => {
      const header = cookieHeader(await sessions.open(platformAdmin));
      const changed = change(header);
      assert.notEqual(changed, header);
      await assert.rejects(sessions.find(changed), unauthenticated);
    });
  }

  it('is refused without a Cookie header', () => assert.rejects(sessions.find(undefined), unauthenticated));

  it('is refused by another tenant, also with that tenant’s cookie name', async () => {
    const header = cookieHeader(await sessions.open(platformAdmin));
    const others = sessionsAt(now, { tenant: 'atmosphere' });
    await assert.rejects(others.find(header), unauthenticated);
    await assert.rejects(others.find(header.replaceAll('_acmepaymentscorp', '_atmosphere')), unauthenticated);
  });

  it('is still valid after a rotation of keys, since it names its key', async () => {
    const next = addMasterSecret(secret, { secret: 'x'.repeat(32), now, lifeMillis: 60 * minute });
    const at = (text: string, time: Date) => akanaSessionsOf(text, settings, () => time);
    const before = await at(next, later(59 * minute)).open(platformAdmin); // the new key does not sign yet
    const after = at(next, later(70 * minute));
    assert.equal((await after.find(cookieHeader(before))).id, before.session.id);
    await after.checkCsrfToken(before.session, csrfOf(before));
    const renewed = await after.renew(before.session);
    assert.notEqual(
      cookieValue(renewed, 'AtmoAuthToken_acmepaymentscorp').slice(-51, -43),
      cookieHeader(before).slice(-51, -43),
    );
    await assert.rejects(sessions.find(cookieHeader(renewed)), unauthenticated);
  });
});

describe('a retired key', () => {
  it('verifies no session and no CSRF token', async () => {
    const opened = await sessions.open(platformAdmin);
    const since = new Date(0);
    const text = JSON.stringify([
      { secret: 'x'.repeat(32), since },
      { secret, since, retired: true },
    ]);
    const after = akanaSessionsOf(text, settings, () => now);
    await assert.rejects(after.find(cookieHeader(opened)), unauthenticated);
    await assert.rejects(after.checkCsrfToken(opened.session, csrfOf(opened)), unauthenticated);
  });
});

describe('a session', () => {
  it('expires after half an hour', async () => {
    const header = cookieHeader(await sessions.open(platformAdmin));
    assert.ok(await sessionsAt(later(30 * minute - 1)).find(header));
    await assert.rejects(sessionsAt(later(30 * minute)).find(header), unauthenticated);
  });

  it('is renewed for half an hour, and keeps its id', async () => {
    const opened = await sessions.open(platformAdmin);
    const renewed = await sessionsAt(later(20 * minute)).renew(opened.session);
    assert.deepEqual(renewed.session.expiresAt, later(50 * minute));
    assert.equal(renewed.session.id, opened.session.id);
    const after = sessionsAt(later(40 * minute));
    assert.ok(await after.find(cookieHeader(renewed)));
    await after.checkCsrfToken(renewed.session, csrfOf(renewed));
  });

  it('expires at the latest with the token that opened it, also if it is renewed', async () => {
    const ending = { ...platformAdmin, expiresAt: later(40 * minute) };
    const opened = await sessions.open(ending);
    assert.deepEqual(opened.session.expiresAt, later(30 * minute));
    const at20 = sessionsAt(later(20 * minute));
    const renewed = await at20.renew(await at20.find(cookieHeader(opened)));
    assert.deepEqual(renewed.session.expiresAt, later(40 * minute));
    assert.match(renewed.cookies[0] ?? '', /; Max-Age=1200;/);
    const short = await sessions.open({ ...platformAdmin, expiresAt: later(minute) });
    assert.deepEqual(short.session.expiresAt, later(minute));
  });
});

describe('a CSRF token', () => {
  it('is needed for changes by default', () => {
    const asked = (csrf: AkanaSettings['csrf']) =>
      ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].filter((method) => sessionsAt(now, { csrf }).needsCsrfToken(method));
    assert.deepEqual(asked({ read: false, write: true }), ['POST', 'PUT', 'DELETE']);
    assert.deepEqual(asked({ read: true, write: true }), ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);
    assert.deepEqual(asked({ read: true, write: false }), ['GET', 'HEAD']);
    assert.deepEqual(asked({ read: false, write: false }), []);
  });

  it('can be sent percent-encoded as in the cookie, or decoded', async () => {
    const opened = await sessions.open(platformAdmin);
    const token = csrfOf(opened);
    assert.match(token, /^TokenID%3D/);
    await sessions.checkCsrfToken(opened.session, token);
    await sessions.checkCsrfToken(opened.session, decodeURIComponent(token));
  });

  it('is valid for its own session only', async () => {
    const [one, other] = [await sessions.open(platformAdmin), await sessions.open(platformAdmin)];
    await assert.rejects(sessions.checkCsrfToken(one.session, csrfOf(other)), unauthenticated);
  });

  it('expires with its session', async () => {
    const opened = await sessions.open(platformAdmin);
    await assert.rejects(
      sessionsAt(later(30 * minute)).checkCsrfToken(opened.session, csrfOf(opened)),
      unauthenticated,
    );
  });

  for (const [what, change] of [
    ['is missing', () => undefined],
    ['is empty', () => ''],
    ['is malformed', () => '%'],
    ['is the session’s own id', (_: string, id: string) => `TokenID=${id},expirationTime=9999999999999`],
    ['has no signature', (token: string) => token.replace(/%3D[\w-]+/, '%3D')],
    ['has a later expiry', (token: string) => token.replace(/expirationTime%3D\d/, 'expirationTime%3D9')],
    ['has a truncated signature', (token: string) => token.replace(/[\w-]%2C/, '%2C')],
    ['has trailing text', (token: string) => `${token}%2Cx%3D1`],
  ] as const) {
    it(`is refused if it ${what}`, async () => {
      const opened = await sessions.open(platformAdmin);
      await assert.rejects(
        sessions.checkCsrfToken(opened.session, change(csrfOf(opened), opened.session.id)),
        unauthenticated,
      );
    });
  }
});
