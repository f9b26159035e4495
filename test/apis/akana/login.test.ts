import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logIn, renewLogin, showLogin } from '../../../shared/apis/akana/login.ts';
import type { HttpResponse } from '../../../shared/http/message.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { now } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const alice = callerOf('alice', { username: 'Alice' });
const { service } = fakeService({ callers: { 'Bearer alice': alice } });

function post(path: string, headers: Readonly<Record<string, string>> = {}, body = '') {
  const verb = path === '/api/login' ? logIn : renewLogin;
  return verb(service, sampleRequest({ method: 'POST', path, resource: path, headers, body: Buffer.from(body) }));
}

const status = (headers: Readonly<Record<string, string>>) =>
  showLogin(service, sampleRequest({ path: '/api/login/status', resource: '/api/login/status', headers }));

const parse = ({ body }: HttpResponse) => JSON.parse(String(body)) as Record<string, unknown>;
const unauthenticated = { name: 'PhotoFailure', code: 'unauthenticated' };

const documented = {
  userName: 'Alice',
  status: 'Success',
  avatarURL: 'https://api.openlift.app/api/users/alice.portrait/avatar',
  userFDN: 'alice.portrait',
  loginState: 'complete',
  authTokenValidUntil: new Date(now.getTime() + 30 * 60_000).toISOString(),
  loginDomainId: 'siteusers.portrait',
  pendingNotifications: 0,
};

describe('POST /api/login', () => {
  it('answers a token in the field password with the documented fields', async () => {
    const response = await post('/api/login', {}, '{"email":"alice@example.com","password":"alice"}');
    assert.equal(response.status, 200);
    assert.deepEqual(parse(response), documented);
    assert.match(response.cookies?.[0] ?? '', /^AtmoAuthToken_portrait=TokenID%3D.*; HttpOnly$/);
    assert.match(response.cookies?.[1] ?? '', /^Csrf-Token_portrait=TokenID%3D/);
  });

  it('accepts a token in Authorization without a body', async () => {
    assert.deepEqual(parse(await post('/api/login', { authorization: 'Bearer alice' })), documented);
  });

  it('shows the id of a user without a name', async () => {
    const { service: nameless } = fakeService({ callers: { 'Bearer 7': callerOf('7') } });
    const request = sampleRequest({ method: 'POST', resource: '/api/login', headers: { authorization: 'Bearer 7' } });
    assert.equal(parse(await logIn(nameless, request)).userName, '7');
  });

  for (const [what, body, code] of [
    ['a password that is not a token', '{"password":"secret"}', 'unauthenticated'],
    ['no password', '{"email":"alice@example.com"}', 'unauthenticated'],
    ['a password that is not a string', '{"password":{"alice":1}}', 'unauthenticated'],
    ['a body that is not JSON', 'email=alice', 'bad-request'],
  ] as const) {
    it(`refuses ${what}`, () => assert.rejects(post('/api/login', {}, body), { code }));
  }
});

describe('GET /api/login/status', () => {
  it('gives the same answer as the login, without cookies', async () => {
    const { cookie } = await akanaLogin(service, alice);
    const response = await status({ cookie });
    assert.deepEqual(parse(response), documented);
    assert.equal(response.cookies, undefined);
  });

  it('refuses a request without a session', () =>
    assert.rejects(status({ authorization: 'Bearer alice' }), unauthenticated));
});

describe('POST /api/login/renewToken', () => {
  it('gives the same answer with new cookies, and needs no CSRF token', async () => {
    const { cookie } = await akanaLogin(service, alice);
    const response = await post('/api/login/renewToken', { cookie });
    assert.deepEqual(parse(response), documented);
    assert.equal(response.cookies?.length, 2);
  });

  it('refuses a request without a session', () => assert.rejects(post('/api/login/renewToken'), unauthenticated));
});
