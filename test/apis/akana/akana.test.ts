import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { akana } from '../../../shared/apis/akana/akana.ts';
import { akanaUpload } from '../../../shared/apis/akana/upload.ts';
import { type FailureCode, PhotoFailure } from '../../../shared/core/failure.ts';
import type { Form, FormFile } from '../../../shared/http/form.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { sampleContents } from '../../support/sample-asset.ts';
import { failureCodes, sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const path = '/api/dropbox/pictures';
const upload = sampleRequest({ method: 'POST', path, resource: path });
const caller = callerOf('alice', { username: 'Alice' });
const fileNamed = (name: string): FormFile => ({
  ...{ name, fileName: 'avatar.png', declaredType: 'image/png' },
  ...{ size: 1, bytes: Uint8Array.of(1) },
});

function form(files: readonly FormFile[], fields: Readonly<Record<string, string>> = {}): Form {
  return { files, fields: new Map(Object.entries(fields)) };
}

const sent = (given: Form) => ({ bytes: 1, form: async () => given });

const processingError = 'An error occurred processing the call.';

describe('the Akana API', () => {
  it('accepts the formats of the portal’s widget except BMP, up to 5,242,880 bytes', () => {
    assert.deepEqual(akanaUpload.policy(fakeService().service), {
      extensions: ['jpg', 'jpeg', 'gif', 'png', 'tif', 'tiff'],
      maxBytes: 5_242_880,
    });
  });

  it('stores the part Profile, else the first file', async () => {
    const [profile, file, other] = ['Profile', 'File', 'other'].map(fileNamed) as [FormFile, FormFile, FormFile];
    const { service } = fakeService();
    const read = async (files: readonly FormFile[]) =>
      akanaUpload.read(service, { form: form(files), who: { ownerId: 'alice' }, request: upload });
    assert.deepEqual(await read([file, profile, other]), { file: profile, ownerId: 'alice' });
    assert.deepEqual(await read([file, other]), { file, ownerId: 'alice' });
    await assert.rejects(read([]), { code: 'missing-file' });
  });

  it('authenticates by the cookie and the CSRF token, which can be a field of the form', async () => {
    const { service } = fakeService();
    const { cookie, token } = await akanaLogin(service, caller);
    const request = { ...upload, headers: { cookie } };
    for (const field of ['X-Csrf-Token_portrait', 'x-csrf-token_PORTRAIT']) {
      const given = form([fileNamed('Profile')], { [field]: token });
      assert.deepEqual(await akanaUpload.authenticate(service, { request, body: sent(given) }), { ownerId: 'alice' });
    }
    await assert.rejects(akanaUpload.authenticate(service, { request, body: sent(form([])) }), {
      code: 'unauthenticated',
    });
  });

  it('checks the CSRF token of the header or the query without parsing the form', async () => {
    const { service } = fakeService();
    const { cookie, token } = await akanaLogin(service, caller);
    const noForm = { bytes: 1, form: () => assert.fail('The form is not asked for') };
    for (const request of [
      { ...upload, headers: { cookie, 'x-csrf-token_portrait': token } },
      { ...upload, headers: { cookie }, query: { 'X-Csrf-Token_portrait': [token] } },
    ]) {
      assert.deepEqual(await akanaUpload.authenticate(service, { request, body: noForm }), { ownerId: 'alice' });
    }
    for (const headers of [{ cookie, 'x-csrf-token_portrait': 'x' }, {}, { cookie: 'AtmoAuthToken_portrait=x' }]) {
      const request = { ...upload, headers };
      await assert.rejects(akanaUpload.authenticate(service, { request, body: noForm }), { code: 'unauthenticated' });
    }
  });

  it('checks the CSRF token in read if the form was not available to authenticate', async () => {
    const { service } = fakeService();
    const { cookie, token } = await akanaLogin(service, caller);
    const who = await akanaUpload.authenticate(service, { request: { ...upload, headers: { cookie } } });
    const other = await akanaLogin(service, caller);
    const [profile] = [fileNamed('Profile')];
    const read = async (csrf: string) =>
      akanaUpload.read(service, {
        form: form([profile], { 'X-Csrf-Token_portrait': csrf }),
        ...{ who: JSON.parse(JSON.stringify(who)), request: upload },
      });
    assert.deepEqual(await read(token), { file: profile, ownerId: 'alice' });
    for (const wrong of ['', other.token]) await assert.rejects(read(wrong), { code: 'unauthenticated' });
  });

  it('answers with the number as text or in a page', async () => {
    const { service } = fakeService();
    const picture = {
      ...{ number: 1001, key: 'pictures/x.png', ownerId: 'alice' },
      ...{ fileName: 'avatar.png', expiresAt: new Date(), contents: sampleContents },
    };
    const bare = await akanaUpload.answer(service, { stored: picture, who: { ownerId: 'alice' }, request: upload });
    assert.deepEqual([bare.status, bare.body], [200, '1001']);
    const request = { ...upload, query: { wrapInHTML: ['true'], 'document.domain': ['openlift.app'] } };
    const { body } = await akanaUpload.answer(service, { stored: picture, who: { ownerId: 'alice' }, request });
    assert.match(String(body), /<body status="200" statusText="success">1001<\/body>/);
    assert.match(String(body), /document\.domain="openlift\.app"/, 'the public host');
  });

  /** The failures of an upload. */
  const documented: Partial<Record<FailureCode, readonly [number, string]>> = {
    unauthenticated: [401, 'Unauthorized'],
    forbidden: [403, 'Forbidden'],
    'request-too-large': [413, processingError],
    'length-required': [411, processingError],
    'not-found': [404, 'Not Found'],
    'method-not-allowed': [405, 'Method Not Allowed'],
  };
  const ofOthers = /^(link|access-token|action|owner|attachment)-/;
  for (const code of failureCodes.filter((each) => !ofOthers.test(each))) {
    const [status, text] = documented[code] ?? [500, processingError];
    it(`answers ${code} of an upload with ${status} ${text}, as text and in a page`, () => {
      const bare = akana.refuse(sampleFailure(code), { request: upload });
      assert.deepEqual([bare.status, bare.body], [status, text]);
      assert.equal(bare.headers['Content-Type'], 'text/plain; charset=utf-8');
      const page = akana.refuse(sampleFailure(code), { request: { ...upload, query: { wrapInHTML: ['true'] } } });
      assert.equal(page.status, status);
      assert.ok(String(page.body).endsWith(`<body status="${status}" statusText="${text}">${text}</body></html>`));
    });
  }

  it('answers bad-request with 400 and the reason, except for uploads', () => {
    const request = sampleRequest({ method: 'PUT', path: `${path}/1001` });
    const { status, body } = akana.refuse(new PhotoFailure('bad-request', { reason: 'w must be a number' }), {
      request,
    });
    assert.deepEqual([status, body], [400, 'w must be a number']);
  });

  it('lists the allowed methods in Allow', () => {
    const { headers } = akana.refuse(sampleFailure('method-not-allowed'), { request: upload });
    assert.equal(headers.Allow, 'GET, HEAD');
  });
});
