import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeAccount as changeOwnAccount } from '../../shared/apis/account/change-account.ts';
import { changeUser } from '../../shared/apis/akana/change-user.ts';
import { cropTemporaryPicture } from '../../shared/apis/akana/crop-picture.ts';
import { logIn, renewLogin } from '../../shared/apis/akana/login.ts';
import { toFailure } from '../../shared/apis/apis.ts';
import { removeBoxAvatar } from '../../shared/apis/box/remove-avatar.ts';
import { deletePhoto, restoreOwnPhoto } from '../../shared/apis/openlift/change-photo.ts';
import { issueTicket } from '../../shared/apis/openlift/issue-ticket.ts';
import { listPhotos } from '../../shared/apis/openlift/list-photos.ts';
import { administer } from '../../shared/apis/portrait/administer.ts';
import { putAccount } from '../../shared/apis/portrait/put-account.ts';
import { refuse } from '../../shared/apis/refuse.ts';
import { changeAccount } from '../../shared/assets/change-account.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { akanaLogin } from '../support/akana-login.ts';
import { callerOf, type FakeService } from '../support/fake-service.ts';
import { profileId } from '../support/profile-scene.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { ticketScene } from '../support/ticket-scene.ts';
import { asAlice, avatarUpload } from '../support/upload-request.ts';
import { boxUpload, callers, outcomeOf, type UploadingApi, uploadsByApi, wideDoor } from '../support/wide-door.ts';

const asAdmin = 'Bearer admin';
const everyCaller = { ...callers, [asAdmin]: callerOf('root', { scopes: new Set(['admin']) }) };

/** The words of each API for "forbidden". */
const forbidden: Readonly<Record<string, RegExp>> = {
  account: /^403 \{"error":"PERMISSION_DENIED"/,
  openlift: /^403 \{"success":false,"error":\{"code":"FORBIDDEN"/,
  box: /^403 \{"type":"error","status":403,"code":"forbidden"/,
  crafter: /^403 \{"errorCode":"ACTION_DENIED"/,
  akana: /^403 Forbidden$/,
} satisfies Record<UploadingApi, RegExp>;

const deactivate = (service: FakeService['service'], ownerId: string) =>
  changeAccount(service, { ownerId, fields: { status: 'inactive' } });

/** The status and body of the answer, a failure in the words of its API. */
async function said(request: HttpRequest, answer: Promise<HttpResponse>): Promise<string> {
  const { status, body = '' } = await answer.catch((error: unknown) => refuse(toFailure(error), { request }));
  return `${status} ${body}`;
}

describe('an inactive account', () => {
  for (const [api, upload] of Object.entries(uploadsByApi)) {
    const ownerId = api === 'crafter' ? profileId : 'alice';

    it(`is refused an upload by the ${api} API, and nothing is stored`, async () => {
      const { service, objects } = await wideDoor();
      await deactivate(service, ownerId);
      assert.match(await said(upload, receiveUpload(service, upload)), forbidden[api] ?? /^$/);
      assert.equal(objects.size, 0);
    });

    it(`is refused a large upload by the ${api} API that was admitted before it was deactivated`, async () => {
      const { service, objects, arrive } = await wideDoor();
      const request = await arrive(upload);
      await deactivate(service, ownerId);
      assert.match(await said(upload, outcomeOf(service, request)), forbidden[api] ?? /^$/);
      assert.equal(objects.size, 0);
    });
  }

  it('is refused a photo whose ticket was issued before it was deactivated', async () => {
    const scene = ticketScene();
    const id = await scene.ticket();
    scene.put(id);
    await deactivate(scene.service, 'alice');
    await scene.arrive(id);
    const { status, body } = await scene.status(id);
    assert.match(`${status} ${JSON.stringify(body)}`, forbidden.openlift ?? /^$/);
    assert.equal(scene.objects.size, 0);
  });

  const authorized = { headers: { authorization: asAlice } };
  const json = (body: object) => ({ ...authorized, body: Buffer.from(JSON.stringify(body)) });
  const photo = { parameters: { assetId: '0199763b-b840-7000-8000-000000000000' } };
  type Verb = (service: FakeService['service'], request: HttpRequest) => Promise<HttpResponse>;
  for (const [api, what, path, verb, given] of [
    ['account', 'choosing an avatar', '/account/me', changeOwnAccount, json({ avatar: '' })],
    ['account', 'a change of the profile', '/account/me', changeOwnAccount, json({ name: 'A' })],
    ['openlift', 'a ticket', '/api/storage/profile-photo/direct', issueTicket, authorized],
    ['openlift', 'a restore', '/api/storage/profile-photo/x/restore', restoreOwnPhoto, { ...authorized, ...photo }],
    ['openlift', 'a deletion', '/api/storage/profile-photo/x', deletePhoto, { ...authorized, ...photo }],
    [
      'box',
      'a deletion',
      '/2.0/users/alice/avatar',
      removeBoxAvatar,
      { ...authorized, parameters: { user_id: 'alice' } },
    ],
    ['akana', 'a login', '/api/login', logIn, authorized],
    [
      'akana',
      'an assigned picture',
      '/api/users/alice',
      changeUser,
      { ...json({ PictureID: 1001 }), parameters: { userId: 'alice' } },
    ],
  ] as readonly [string, string, string, Verb, Partial<HttpRequest>][]) {
    it(`is refused ${what} by the ${api} API`, async () => {
      const { service } = await wideDoor();
      await deactivate(service, 'alice');
      const request = sampleRequest({ method: 'PUT', path, ...given });
      assert.match(await said(request, verb(service, request)), forbidden[api] ?? /^$/);
    });
  }

  it('is refused a crop and a renewed login by the akana API', async () => {
    const { service } = await wideDoor();
    const { cookie, token } = await akanaLogin(service, callerOf('alice'));
    await receiveUpload(service, uploadsByApi.akana ?? sampleRequest());
    await deactivate(service, 'alice');
    const headers = { cookie, 'x-csrf-token_portrait': token, 'content-type': 'application/x-www-form-urlencoded' };
    const crop = sampleRequest({
      ...{ method: 'PUT', path: '/api/dropbox/pictures/1001', parameters: { pictureId: '1001' }, headers },
      body: Buffer.from('x=0&y=0&w=1&h=1'),
    });
    assert.match(await said(crop, cropTemporaryPicture(service, crop)), forbidden.akana ?? /^$/);
    const renewal = sampleRequest({ method: 'POST', path: '/api/login/renewToken', headers });
    assert.match(await said(renewal, renewLogin(service, renewal)), forbidden.akana ?? /^$/);
  });

  it('is refused a change by an administrator, through the Box API', async () => {
    const { service } = await wideDoor({ callers: everyCaller });
    await deactivate(service, 'alice');
    const upload = boxUpload('alice', asAdmin);
    assert.match(await said(upload, receiveUpload(service, upload)), forbidden.box ?? /^$/);
  });

  it('of an administrator is refused changes of others', async () => {
    const { service } = await wideDoor({ callers: everyCaller });
    await changeAccount(service, { ownerId: 'alice', fields: {} });
    await deactivate(service, 'root');
    const upload = boxUpload('alice', asAdmin);
    assert.match(await said(upload, receiveUpload(service, upload)), forbidden.box ?? /^$/);
  });

  it('of a customer is refused changes of the customer’s accounts', async () => {
    const caller = callerOf('shop', { session: 'SESSION_CUSTOMER', accounts: ['alice'] });
    const { service } = await wideDoor({ callers: { 'Bearer shop': caller } });
    await deactivate(service, 'shop');
    const upload = avatarUpload(undefined, 'Bearer shop');
    assert.match(await said(upload, receiveUpload(service, upload)), forbidden.account ?? /^$/);
  });

  it('is refused to its customer too', async () => {
    const caller = callerOf('shop', { session: 'SESSION_CUSTOMER', accounts: ['alice'] });
    const { service } = await wideDoor({ callers: { 'Bearer shop': caller } });
    await deactivate(service, 'alice');
    const upload = avatarUpload(undefined, 'Bearer shop');
    assert.match(await said(upload, receiveUpload(service, upload)), forbidden.account ?? /^$/);
  });

  it('can still read its photos, and be changed by an administrator', async () => {
    const { service } = await wideDoor({ callers: everyCaller });
    await deactivate(service, 'alice');
    assert.equal((await listPhotos(service, sampleRequest(authorized))).status, 200);
    const request = sampleRequest({
      ...{ method: 'PUT', path: '/admin/accounts/alice', parameters: { id: 'alice' } },
      ...{ headers: { authorization: asAdmin }, body: Buffer.from('{"status":"active"}') },
    });
    assert.equal((await administer(putAccount)(service, request)).status, 200);
    const upload = uploadsByApi.openlift ?? sampleRequest();
    assert.match(await said(upload, receiveUpload(service, upload)), /^201 /);
  });
});
