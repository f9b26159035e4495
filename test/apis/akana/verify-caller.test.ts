import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAkanaCaller, verifyAkanaCaller } from '../../../shared/apis/akana/verify-caller.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const bob = callerOf('bob');
const { service } = fakeService({ callers: { 'Bearer bob': bob } });
const alice = callerOf('alice', { username: 'Alice' });
const unauthenticated = { name: 'PhotoFailure', code: 'unauthenticated' };

const post = (given: Partial<HttpRequest>) => sampleRequest({ method: 'POST', ...given });

describe('the caller of the Akana API', () => {
  it('is authenticated by a token without a CSRF token, since no browser sends it by itself', async () => {
    const request = post({ headers: { authorization: 'Bearer bob' } });
    assert.equal(await verifyAkanaCaller(service, request), bob);
  });

  it('is the caller of the token even if there is a cookie', async () => {
    const { cookie } = await akanaLogin(service, alice);
    assert.equal(await verifyAkanaCaller(service, post({ headers: { authorization: 'Bearer bob', cookie } })), bob);
    const request = post({ headers: { authorization: 'Bearer unknown', cookie } });
    await assert.rejects(verifyAkanaCaller(service, request), unauthenticated);
  });

  it('is authenticated by the cookie alone for reads', async () => {
    const { cookie } = await akanaLogin(service, alice);
    for (const method of ['GET', 'HEAD']) {
      assert.deepEqual(await verifyAkanaCaller(service, sampleRequest({ method, headers: { cookie } })), alice);
    }
  });

  it('needs the CSRF token in the header or the query for changes', async () => {
    const { cookie, token } = await akanaLogin(service, alice);
    await assert.rejects(verifyAkanaCaller(service, post({ headers: { cookie } })), unauthenticated);
    for (const request of [
      post({ headers: { cookie, 'x-csrf-token_portrait': token } }),
      post({ headers: { cookie }, query: { 'X-Csrf-Token_portrait': [token] } }),
    ]) {
      assert.deepEqual(await verifyAkanaCaller(service, request), alice);
    }
    const request = post({ headers: { cookie, 'x-csrf-token_portrait': 'x' } });
    await assert.rejects(verifyAkanaCaller(service, request), unauthenticated);
  });

  it('is found with the CSRF token unchecked by findAkanaCaller', async () => {
    const { cookie, token } = await akanaLogin(service, alice);
    const found = await findAkanaCaller(service, post({ headers: { cookie } }));
    assert.deepEqual([found.caller, typeof found.session?.id, found.csrfToken], [alice, 'string', undefined]);
    const request = post({ headers: { cookie, 'x-csrf-token_portrait': token } });
    assert.equal((await findAkanaCaller(service, request)).csrfToken, token);
    assert.equal(
      (await findAkanaCaller(service, sampleRequest({ headers: { cookie } }))).session,
      undefined,
      'reading',
    );
  });
});
