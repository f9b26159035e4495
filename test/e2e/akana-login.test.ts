import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bearer, type Claims, newOwner, signToken, usePortrait } from '../support/portrait.ts';
import { loggedIn, toLogin, uploadPicture } from './akana-api.ts';

const portrait = usePortrait();
const someone = (claims?: Claims) => loggedIn(portrait, claims);

describe('POST /api/login', () => {
  test('returns the documented fields', async () => {
    const { owner, login } = await someone();
    const { avatarURL, authTokenValidUntil, loginState, ...fields } = login.answer;
    deepEqual(fields, {
      userName: 'Platform Admin',
      status: 'Success',
      userFDN: `${owner.id}.portrait`,
      loginDomainId: 'siteusers.portrait',
      pendingNotifications: 0,
    });
    ok(avatarURL.endsWith(`/api/users/${owner.id}.portrait/avatar`));
    equal(typeof loginState, 'string');
    const minutes = (Date.parse(authTokenValidUntil) - Date.now()) / 60_000;
    ok(minutes > 25 && minutes <= 30, authTokenValidUntil);
  });

  test('sets an HttpOnly session cookie, and a CSRF cookie that scripts can read', async () => {
    const { owner, login } = await someone();
    const [session = '', csrf = '', more] = login.setCookies;
    equal(more, undefined);
    match(
      session,
      new RegExp(
        [
          '^AtmoAuthToken_portrait=TokenID%3D[0-9a-f-]{36}',
          `claimed_id%3Durn%3Aatmosphere%3Auser%3Aportrait%3A${owner.id}`,
          'issueTime%3D\\d{13}',
          'expirationTime%3D\\d{13}',
          'UserName%3DPlatform\\+Admin',
          `UserFDN%3D${owner.id}%252Eportrait`,
          'AttributesIncluded%3Dfalse',
          '.*sig%3D[\\w-]+; .*HttpOnly$',
        ].join('%2C'),
      ),
    );
    match(csrf, /^Csrf-Token_portrait=TokenID%3D[\w-]+%2CexpirationTime%3D\d{13}; /);
    doesNotMatch(csrf, /HttpOnly/i);
    for (const cookie of [session, csrf]) {
      match(cookie, /; Path=\/;/);
      match(cookie, /; SameSite=Lax/);
      equal(/; Secure/.test(cookie), portrait.url.startsWith('https:'));
    }
  });

  test('accepts the token as a bearer token as well', async () => {
    const owner = await newOwner(portrait);
    const response = await fetch(`${portrait.url}/api/login`, { method: 'POST', headers: bearer(owner) });
    equal((await toLogin(response)).answer.userFDN, `${owner.id}.portrait`);
  });

  test('refuses a wrong password with 401 Unauthorized, and sets no cookie', async () => {
    for (const password of ['secret', 'a.b.c', await signToken('x'.repeat(32), { sub: 'alice' })]) {
      const body = JSON.stringify({ email: 'alice@example.com', password });
      const response = await fetch(`${portrait.url}/api/login`, { method: 'POST', body });
      deepEqual([response.status, await response.text()], [401, 'Unauthorized']);
      deepEqual(response.headers.getSetCookie(), []);
    }
  });
});

describe('A session', () => {
  test('is shown by GET /api/login/status', async () => {
    const { login } = await someone();
    const response = await fetch(`${portrait.url}/api/login/status`, { headers: { Cookie: login.cookie } });
    deepEqual((await toLogin(response)).answer, login.answer);
    deepEqual(response.headers.getSetCookie(), []);
    const stranger = await fetch(`${portrait.url}/api/login/status`);
    deepEqual([stranger.status, await stranger.text()], [401, 'Unauthorized']);
  });

  test('is renewed by POST /api/login/renewToken, and its new cookies are valid', async () => {
    const { login } = await someone();
    const headers = { Cookie: login.cookie };
    const renewed = await toLogin(await fetch(`${portrait.url}/api/login/renewToken`, { method: 'POST', headers }));
    notEqual(renewed.cookie, login.cookie);
    match(await uploadPicture(portrait, renewed), /^\d+$/);
    match(await uploadPicture(portrait, { ...login, token: renewed.token }), /^\d+$/, 'it is the same session');
  });

  test('does not outlive the token of its login', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const { login } = await someone({ exp: seconds + 60 });
    equal(Date.parse(login.answer.authTokenValidUntil), (seconds + 60) * 1000);
    const headers = { Cookie: login.cookie };
    const renewed = await toLogin(await fetch(`${portrait.url}/api/login/renewToken`, { method: 'POST', headers }));
    equal(renewed.answer.authTokenValidUntil, login.answer.authTokenValidUntil);
  });

  test('is invalid if its cookie was changed', async () => {
    const { login } = await someone();
    for (const cookie of [
      login.cookie.replace('AttributesIncluded%3Dfalse', 'AttributesIncluded%3Dfalse%2CScope%3Dadmin'),
      login.cookie.replace(/expirationTime%3D\d/, 'expirationTime%3D9'),
      login.cookie.replace(/UserFDN%3D[^%]*/, 'UserFDN%3Dsomebody'),
    ]) {
      notEqual(cookie, login.cookie);
      equal((await fetch(`${portrait.url}/api/login/status`, { headers: { Cookie: cookie } })).status, 401);
    }
  });
});
