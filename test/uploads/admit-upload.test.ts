import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { putAccessToken } from '../../shared/assets/access-token-item.ts';
import { changeAccount } from '../../shared/assets/change-account.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { akanaLogin } from '../support/akana-login.ts';
import { pictureUpload } from '../support/akana-requests.ts';
import { callerOf } from '../support/fake-service.ts';
import { managing, profileId, tokenId, uploadRequest } from '../support/profile-scene.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { asAlice, avatarUpload, openliftUpload } from '../support/upload-request.ts';
import {
  admit,
  authorizerEvent,
  boxUpload,
  callers,
  outcomeRequest,
  uploadsByApi,
  type WideDoor,
  wideDoor,
} from '../support/wide-door.ts';

const firstId = assetIdAt(now, 1);
const uploader = { ownerId: 'alice', username: 'Alice', session: 'SESSION_USER', accounts: [] };
const whoByApi: Readonly<Record<string, object>> = {
  'account-avatar': uploader,
  openlift: uploader,
  akana: { ownerId: 'alice' },
  crafter: { profileId, application: 'profile-admin' },
  box: { ownerId: 'alice', username: 'Alice', uploadedBy: 'alice', isFirst: true },
};

/** What the wide door says of an upload: how it decides, what it hands on, and what its ticket binds. */
async function admit({ service }: WideDoor, upload: HttpRequest) {
  const event = authorizerEvent(upload);
  const { policyDocument, context } = await admit(service, event);
  const [{ Effect: effect, ...statement } = { Effect: '' }] = policyDocument.Statement;
  assert.deepEqual(statement, { Action: 'execute-api:Invoke', Resource: event.methodArn });
  return { effect, key: context?.key, location: String(context?.location ?? '') };
}

async function ticketFor(door: WideDoor, upload: HttpRequest) {
  const { location } = await admit(door, upload);
  const [text = ''] = outcomeRequest(location).query.ticket ?? [];
  return { text, ticket: await door.service.passes.verify(text) };
}

const denied = { effect: 'Deny', key: undefined, location: '' };
const unauthorized = { name: 'Error', message: 'Unauthorized' };

describe('the wide door', () => {
  for (const [name, upload] of Object.entries(uploadsByApi)) {
    it(`lets in whom the ${name} API knows: to a place of its own, and from there to the outcome with a ticket`, async () => {
      const door = await wideDoor();
      const { effect, key, location } = await admit(door, upload);
      assert.deepEqual([effect, key], ['Allow', firstId]);
      const [path, ticket] = location.split('?ticket=');
      assert.equal(path, `/outcome${upload.path}`);
      assert.deepEqual(await door.service.passes.verify(ticket), {
        ...{ id: firstId, path: upload.path },
        ...{ query: {}, who: whoByApi[name] },
      });
    });
  }

  it('gives every upload an id of its own', async () => {
    const door = await wideDoor();
    const keys = [await admit(door, openliftUpload()), await admit(door, openliftUpload())].map(({ key }) => key);
    assert.deepEqual(keys, [firstId, assetIdAt(now, 2)]);
  });

  it('is found through the prefix too, and leads on without it', async () => {
    const door = await wideDoor();
    const upload = uploadRequest();
    const { path } = upload;
    const { location } = await admit(door, { ...upload, path: `/crafter-profile${path}` });
    assert.ok(location.startsWith(`/outcome${path}?ticket=`));
    assert.equal((await ticketFor(door, { ...upload, path: `/any${path}` })).ticket.path, path);
  });

  it('leads to the same path where there are more slashes than it takes', async () => {
    const upload = openliftUpload();
    const { location } = await admit(await wideDoor(), { ...upload, path: `//${upload.path}//` });
    assert.ok(location.startsWith(`/outcome${upload.path}?ticket=`));
  });

  it('leaves the path as it was encoded, and knows who is meant', async () => {
    const authorization = 'Bearer x';
    const door = await wideDoor({ callers: { [authorization]: callerOf('auth0|ada') } });
    const { ticket } = await ticketFor(door, boxUpload('auth0%7Cada', authorization));
    assert.equal(ticket.path, '/2.0/users/auth0%7Cada/avatar');
    assert.deepEqual(ticket.who, { ownerId: 'auth0|ada', uploadedBy: 'auth0|ada', isFirst: true });
  });
});

describe('the wide door stays closed', () => {
  for (const name of ['account-avatar', 'openlift', 'akana', 'box']) {
    it(`with 401 to whom the ${name} API does not know`, async () => {
      const upload = uploadsByApi[name] ?? sampleRequest();
      for (const authorization of [{}, { authorization: 'Bearer nobody' }]) {
        const stranger = { ...upload, headers: { 'content-type': 'multipart/form-data', ...authorization } };
        await assert.rejects(admit(await wideDoor(), stranger), unauthorized);
      }
    });
  }

  it('with 401 to a session whose CSRF token is wrong', async () => {
    const door = await wideDoor();
    const { cookie } = await akanaLogin(door.service, callers[asAlice]);
    const headers = { cookie, 'x-csrf-token_portrait': 'x' };
    await assert.rejects(admit(door, { ...pictureUpload(), headers }), unauthorized);
  });

  const profilePath = `/api/1/profile/${profileId}/uploadAttachment`;
  const refused: readonly [string, HttpRequest][] = [
    ['a session that is none of the account API’s', avatarUpload(undefined, 'Bearer machine')],
    ['another user’s avatar', boxUpload('bob')],
    ['an avatar of nobody', boxUpload('carol')],
    ['an attachment whose token would stand in the form, if anywhere', uploadRequest(undefined, { query: {} })],
    ['an attachment under an unknown token', uploadRequest(undefined, { query: { accessTokenId: ['x'] } })],
    [
      'an attachment under a token that may do nothing',
      uploadRequest(undefined, { query: { accessTokenId: ['idle'] } }),
    ],
    ['an attachment of nobody', uploadRequest(undefined, { path: profilePath.replace(profileId, 'nobody') })],
    ...['/', '/nowhere', '/account/me', '/graphql', '/upload/x', '/inbox/upload', '/outcome/upload', '/x/upload'].map(
      (path): [string, HttpRequest] => [`what is no upload: ${path}`, { ...openliftUpload(), path }],
    ),
  ];
  for (const [what, upload] of refused) {
    it(`with 403 to ${what}`, async () => {
      const door = await wideDoor();
      const { table, clock } = door.service;
      await changeAccount({ table, clock }, { ownerId: 'bob', fields: {} });
      await putAccessToken(table, { id: 'idle', token: { ...managing, tenantPermissions: [] } });
      assert.deepEqual(await admit(door, upload), denied);
    });
  }

  it('where nobody can tell, which is no refusal, and is logged', async (t) => {
    const { mock } = t.mock.method(logger, 'error', () => {});
    for (const fault of [new Error('the network is gone'), new PhotoFailure('internal', {})]) {
      const door = await wideDoor({
        interrupt: () => {
          throw fault;
        },
      });
      await assert.rejects(admit(door, uploadRequest()), (thrown) => thrown === fault);
    }
    assert.equal(mock.callCount(), 2);
  });

  it('with 403 to whoever’s ticket would make an address of more than 4,096 characters', async () => {
    const authorization = 'Bearer x';
    const admitNamed = async (length: number) => {
      const caller = callerOf('ada', { username: 'x'.repeat(length) });
      return admit(await wideDoor({ callers: { [authorization]: caller } }), openliftUpload(undefined, authorization));
    };
    const { location } = await admitNamed(3);
    const most = 3 + Math.floor((4096 - location.length) / 4) * 3; // four characters of base64 for every three
    const longest = await admitNamed(most);
    assert.equal(longest.effect, 'Allow');
    assert.ok(longest.location.length > 4092 && longest.location.length <= 4096, String(longest.location.length));
    assert.deepEqual(await admitNamed(most + 3), denied);
  });
});

describe('a ticket', () => {
  it('has of the query what the answer is worded by, in whatever case, and nothing else', async () => {
    const worded = { wrapInHTML: ['true'], 'Document.Domain': ['openlift.app', 'x'] };
    const upload = { ...pictureUpload(), query: { ...worded, other: ['x'], ticket: ['x'] } };
    assert.deepEqual((await ticketFor(await wideDoor(), upload)).ticket.query, worded);
    const elsewhere = { ...openliftUpload(), query: { ...worded } };
    assert.deepEqual((await ticketFor(await wideDoor(), elsewhere)).ticket.query, {});
  });

  it('of a session without a CSRF token leaves that for the form to bring', async () => {
    const door = await wideDoor();
    const { session, cookies } = await door.service.akanaSessions.open(callers[asAlice]);
    const headers = { cookie: cookies.map((cookie) => cookie.replace(/;.*/, '')).join('; ') };
    const { ticket } = await ticketFor(door, { ...pictureUpload(), headers });
    assert.deepEqual(ticket.who, { ownerId: 'alice', sessionId: session.id });
  });

  it('holds no secret of the request', async () => {
    const door = await wideDoor();
    const { cookie, token } = await akanaLogin(door.service, callers[asAlice]);
    const secrets = [asAlice, cookie, token, decodeURIComponent(token), tokenId];
    const withCookie = { ...pictureUpload(), headers: { cookie } };
    const csrf = 'X-Csrf-Token_portrait';
    for (const upload of [
      ...Object.values(uploadsByApi),
      withCookie,
      { ...withCookie, headers: { cookie, [csrf.toLowerCase()]: token } },
      { ...withCookie, query: { [csrf]: [token], wrapInHTML: ['true'] } },
    ]) {
      const { text, ticket } = await ticketFor(door, upload);
      const [, payload = ''] = text.split('.');
      const said = Buffer.from(payload, 'base64url').toString() + JSON.stringify(ticket);
      for (const secret of [...secrets, ...cookie.split('; ').map((pair) => pair.replace(/^[^=]*=/, ''))]) {
        assert.ok(!said.includes(secret), `${upload.path}: ${secret}`);
      }
    }
  });
});
