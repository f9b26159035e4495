import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuse } from '../../shared/apis/refuse.ts';
import { putAccessToken } from '../../shared/assets/access-token-item.ts';
import { changeAccount } from '../../shared/assets/change-account.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { doorStatuses } from '../../shared/uploads/wide-door.ts';
import { akanaLogin } from '../support/akana-login.ts';
import { pictureUpload } from '../support/akana-requests.ts';
import { callerOf } from '../support/fake-service.ts';
import { managing, profileId, tokenId, uploadRequest } from '../support/profile-scene.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { failureCodes, sampleFailure } from '../support/sample-failures.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { asAlice, avatarUpload, openliftUpload } from '../support/upload-request.ts';
import {
  admit as admitEvent,
  authorizerEvent,
  boxUpload,
  callers,
  outcomeRequest,
  type UploadingApi,
  uploadsByApi,
  type WideDoor,
  wideDoor,
} from '../support/wide-door.ts';

const firstId = assetIdAt(now, 1);
const uploader = { ownerId: 'alice', username: 'Alice', session: 'SESSION_USER', accounts: [] };
const whoByApi: Readonly<Record<string, object>> = {
  account: uploader,
  openlift: uploader,
  akana: { ownerId: 'alice' },
  crafter: { profileId, application: 'profile-admin' },
  box: { ownerId: 'alice', username: 'Alice', uploadedBy: 'alice', isFirst: true },
} satisfies Record<UploadingApi, object>;

/** The wide door's decision on an upload. */
async function admit({ service }: WideDoor, upload: HttpRequest) {
  const event = authorizerEvent(upload);
  const { policyDocument, context } = await admitEvent(service, event);
  const [statement] = policyDocument.Statement;
  assert.deepEqual(statement, { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn });
  return context;
}

async function passFor(door: WideDoor, upload: HttpRequest) {
  const { location } = await admit(door, upload);
  const [text = ''] = outcomeRequest(location).query.ticket ?? [];
  return { text, pass: await door.service.passes.verify(text) };
}

/** Asserts that an upload is not stored, and answers the status and body of its refusal. */
async function refusal(door: WideDoor, upload: HttpRequest) {
  const { folder, location, status, body } = await admit(door, upload);
  assert.deepEqual([folder, location], ['refused', '']);
  return { status: Number(status), body };
}

describe('the wide door', () => {
  for (const [name, upload] of Object.entries(uploadsByApi)) {
    it(`admits a caller of the ${name} API to an object of its own, with a pass for the outcome`, async () => {
      const door = await wideDoor();
      const { folder, key, location } = await admit(door, upload);
      assert.deepEqual([folder, key], ['inbox', firstId]);
      const [path, pass] = location.split('?ticket=');
      assert.equal(path, `/outcome${upload.path}`);
      assert.deepEqual(await door.service.passes.verify(pass), {
        ...{ id: firstId, method: upload.method, path: upload.path },
        ...{ query: {}, who: whoByApi[name] },
      });
    });
  }

  it('gives each upload its own id', async () => {
    const door = await wideDoor();
    const keys = [await admit(door, openliftUpload()), await admit(door, openliftUpload())].map(({ key }) => key);
    assert.deepEqual(keys, [firstId, assetIdAt(now, 2)]);
  });

  it('admits a path with a prefix, and redirects to the path without it', async () => {
    const door = await wideDoor();
    const upload = uploadRequest();
    const { path } = upload;
    const { location } = await admit(door, { ...upload, path: `/crafter-profile${path}` });
    assert.ok(location.startsWith(`/outcome${path}?ticket=`));
    assert.equal((await passFor(door, { ...upload, path: `/any${path}` })).pass.path, path);
  });

  it('ignores additional slashes around the path', async () => {
    const upload = openliftUpload();
    const { location } = await admit(await wideDoor(), { ...upload, path: `//${upload.path}//` });
    assert.ok(location.startsWith(`/outcome${upload.path}?ticket=`));
  });

  it('keeps the encoding of the path, and decodes the user id', async () => {
    const authorization = 'Bearer x';
    const door = await wideDoor({ callers: { [authorization]: callerOf('auth0|ada') } });
    const { pass } = await passFor(door, boxUpload('auth0%7Cada', authorization));
    assert.equal(pass.path, '/2.0/users/auth0%7Cada/avatar');
    assert.deepEqual(pass.who, { ownerId: 'auth0|ada', uploadedBy: 'auth0|ada', isFirst: true });
  });
});

describe('the wide door refuses, in the words of the API and with its status,', () => {
  for (const [name, words] of [
    ['account', '{"error":"PERMISSION_DENIED"'],
    ['openlift', '{"success":false,"error":{"code":"UNAUTHORIZED"'],
    ['akana', 'Unauthorized'],
    ['box', ''],
  ] as const) {
    it(`a caller without valid credentials for the ${name} API, with 401`, async () => {
      const upload = uploadsByApi[name] ?? sampleRequest();
      for (const authorization of [{}, { authorization: 'Bearer stranger' }]) {
        const stranger = { ...upload, headers: { 'content-type': 'multipart/form-data', ...authorization } };
        const { status, body } = await refusal(await wideDoor(), stranger);
        assert.equal(status, 401);
        assert.ok(body.startsWith(words), body);
      }
    });
  }

  it('a session whose CSRF token is wrong, with 401, as a page if the client asks for one', async () => {
    const door = await wideDoor();
    const { cookie } = await akanaLogin(door.service, callers[asAlice]);
    const headers = { cookie, 'x-csrf-token_portrait': 'x' };
    assert.deepEqual(await refusal(door, { ...pictureUpload(), headers }), { status: 401, body: 'Unauthorized' });
    const query = { wrapInHTML: ['true'], 'document.domain': ['openlift.app'] };
    const page = await admit(door, { ...pictureUpload(), headers, query });
    assert.match(page.body, /^<!DOCTYPE html><html lang="en" status="401" statusText="Unauthorized">/);
    assert.equal(page.contentType, 'text/html; charset=utf-8');
    assert.match(page.contentSecurityPolicy, /frame-ancestors 'self' openlift\.app:\*/);
    assert.equal(page.originAgentCluster, '?0');
  });

  const profilePath = `/api/1/profile/${profileId}/uploadAttachment`;
  const refused: readonly [string, HttpRequest, number, string][] = [
    ['a session of another type', avatarUpload(undefined, 'Bearer machine'), 403, 'PERMISSION_DENIED'],
    ['the avatar of another user', boxUpload('bob'), 403, 'forbidden'],
    ['the avatar of an unknown user', boxUpload('carol'), 404, 'not_found'],
    ['an attachment without a token in the query', uploadRequest(undefined, { query: {} }), 403, 'ACCESS_DENIED'],
    ['an unknown token', uploadRequest(undefined, { query: { accessTokenId: ['x'] } }), 403, 'ACCESS_DENIED'],
    [
      'a token without the permission',
      uploadRequest(undefined, { query: { accessTokenId: ['idle'] } }),
      403,
      'ACTION_DENIED',
    ],
    [
      'an unknown profile',
      uploadRequest(undefined, { path: profilePath.replace(profileId, 'carol') }),
      404,
      'NO_SUCH_PROFILE',
    ],
    ['an inactive account', openliftUpload(undefined, 'Bearer idle'), 403, 'FORBIDDEN'],
    ...['/', '/nowhere', '/inbox/upload', '/outcome/upload'].map((path): [string, HttpRequest, number, string] => [
      path,
      { ...openliftUpload(), path },
      404,
      'not_found',
    ]),
    ['a path of the account API', { ...openliftUpload(), path: '/account/me' }, 404, 'RET_ERR_NOTFOUND'],
    ['a path of OpenLift', { ...openliftUpload(), path: '/graphql' }, 404, 'NOT_FOUND'],
  ];
  for (const [what, upload, status, word] of refused) {
    it(`${what}, with ${status} ${word}`, async () => {
      const door = await wideDoor({ callers: { ...callers, 'Bearer idle': callerOf('idle') } });
      const { table, clock } = door.service;
      await changeAccount({ table, clock }, { ownerId: 'bob', fields: {} });
      await changeAccount({ table, clock }, { ownerId: 'idle', fields: { status: 'inactive' } });
      await putAccessToken(table, { id: 'idle', token: { ...managing, tenantPermissions: [] } });
      const answered = await refusal(door, upload);
      assert.equal(answered.status, status);
      assert.ok(answered.body.includes(`"${word}"`), answered.body);
    });
  }

  it('every upload while the table fails, with 500, and logs the cause', async (t) => {
    const { mock } = t.mock.method(logger(), 'error', () => {});
    for (const fault of [new Error('the network is gone'), new PhotoFailure('internal', {})]) {
      const door = await wideDoor({
        interrupt: () => {
          throw fault;
        },
      });
      assert.equal((await refusal(door, uploadRequest())).status, 500);
    }
    assert.equal(mock.callCount(), 2);
  });

  it('a pass that would make the Location longer than 4,096 characters, with 403', async () => {
    const authorization = 'Bearer x';
    const admitNamed = async (length: number) => {
      const caller = callerOf('ada', { username: 'x'.repeat(length) });
      return admit(await wideDoor({ callers: { [authorization]: caller } }), openliftUpload(undefined, authorization));
    };
    const { location } = await admitNamed(3);
    const most = 3 + Math.floor((4096 - location.length) / 4) * 3; // four characters of base64 for every three
    const longest = await admitNamed(most);
    assert.equal(longest.folder, 'inbox');
    assert.ok(longest.location.length > 4092 && longest.location.length <= 4096, String(longest.location.length));
    const { folder, status } = await admitNamed(most + 3);
    assert.deepEqual([folder, status], ['refused', '403']);
  });

  it('with headers that the gateway passes on', async () => {
    const passedOn = [
      'Content-Type',
      'Content-Security-Policy',
      'Origin-Agent-Cluster',
      'Cache-Control',
      'X-Content-Type-Options',
    ];
    const notPassedOn = ['WWW-Authenticate', 'Expires', 'Allow']; // the CDN adds the first; no-store outranks the second
    for (const upload of Object.values(uploadsByApi)) {
      for (const code of failureCodes) {
        const { headers, status } = refuse(sampleFailure(code), { request: upload, publicHost: 'openlift.app' });
        for (const name of Object.keys(headers)) assert.ok([...passedOn, ...notPassedOn].includes(name), name);
        assert.ok((doorStatuses as readonly number[]).includes(status) || status === 411, String(status));
      }
    }
  });
});

describe('a pass', () => {
  it('contains only the query parameters on which the wording of the answer depends', async () => {
    const worded = { wrapInHTML: ['true'], 'Document.Domain': ['openlift.app', 'x'] };
    const upload = { ...pictureUpload(), query: { ...worded, other: ['x'], ticket: ['x'] } };
    assert.deepEqual((await passFor(await wideDoor(), upload)).pass.query, worded);
    const elsewhere = { ...openliftUpload(), query: { ...worded } };
    assert.deepEqual((await passFor(await wideDoor(), elsewhere)).pass.query, {});
  });

  it('of a session without a CSRF token has the session id, so that the form is checked', async () => {
    const door = await wideDoor();
    const { session, cookies } = await door.service.akanaSessions.open(callers[asAlice]);
    const headers = { cookie: cookies.map((cookie) => cookie.replace(/;.*/, '')).join('; ') };
    const { pass } = await passFor(door, { ...pictureUpload(), headers });
    assert.deepEqual(pass.who, { ownerId: 'alice', sessionId: session.id });
  });

  it('contains no secret of the request', async () => {
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
      const { text, pass } = await passFor(door, upload);
      const [, payload = ''] = text.split('.');
      const said = Buffer.from(payload, 'base64url').toString() + JSON.stringify(pass);
      for (const secret of [...secrets, ...cookie.split('; ').map((pair) => pair.replace(/^[^=]*=/, ''))]) {
        assert.ok(!said.includes(secret), `${upload.path}: ${secret}`);
      }
    }
  });
});
