import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { box } from '../../../shared/apis/box/box.ts';
import { findManagedUser, findUser } from '../../../shared/apis/box/find-user.ts';
import { boxUpload } from '../../../shared/apis/box/upload.ts';
import { userObject } from '../../../shared/apis/box/user-object.ts';
import { recordPhoto } from '../../../shared/assets/record-photo.ts';
import type { Caller } from '../../../shared/core/caller.ts';
import type { FailureCode } from '../../../shared/core/failure.ts';
import type { ActivePhoto, Owner } from '../../../shared/core/owner.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import type { Form } from '../../../shared/http/form.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { assetIdAt, now, sampleAsset } from '../../support/sample-asset.ts';
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const ada = callerOf('ada', { username: 'Ada' });
const admin = callerOf('root', { scopes: new Set(['admin']) });
const callers = { 'Bearer ada': ada, 'Bearer bob': callerOf('bob'), 'Bearer admin': admin };
const file = { name: 'pic', fileName: 'file.jpeg', declaredType: 'image/jpeg', size: 1, bytes: Uint8Array.of(1) };

const by = <Who>(who: Who) => ({ who, request: sampleRequest() });
const form = (files: Form['files'] = [file]): Form => ({ fields: new Map(), files });
const asking = (authorization: string, userId?: string) =>
  sampleRequest({ headers: { authorization }, parameters: userId === undefined ? {} : { user_id: userId } });

const photo: ActivePhoto = {
  assetId: assetIdAt(now),
  activeAt: now,
  placedAt: now,
  extension: 'png',
  size: 5000,
  scope: 'private',
};

function ownerOf(ownerId: string, more: Partial<Owner> = {}): Owner {
  return { ownerId, status: 'active', profile: {}, unmarked: [], photos: [], tombstones: [], ...more };
}

async function serviceWith(...users: readonly Readonly<Record<string, unknown>>[]) {
  const fake = fakeService({ callers });
  for (const user of users) await fake.service.table.put({ pk: `OWNER#${user.id}`, sk: 'OWNER', v: 1, ...user });
  return fake;
}

describe('the Box API', () => {
  it('takes jpg, jpeg and png by name, up to 1,048,576 bytes and 1024 × 1024 pixels', () => {
    assert.deepEqual(boxUpload.policy(fakeService().service), {
      extensions: ['jpg', 'jpeg', 'png'],
      maxBytes: 1_048_576,
      maxSide: 1024,
      named: true,
    });
  });

  it('takes the part pic for the user that the path names, private, and puts it in place at once', () => {
    const { service } = fakeService();
    assert.equal(boxUpload.filePart, 'pic');
    const taken = { file, uploadedBy: 'ada', scope: 'private', placed: true };
    const own = { ownerId: 'ada', username: 'Ada', uploadedBy: 'ada', isFirst: true };
    assert.deepEqual(boxUpload.read(form(), by(own), service), { ...taken, ownerId: 'ada', username: 'Ada' });
    const adas = { ownerId: 'ada', uploadedBy: 'root', isFirst: true };
    assert.deepEqual(boxUpload.read(form(), by(adas), service), {
      ...{ ...taken, uploadedBy: 'root' },
      ownerId: 'ada',
      username: undefined,
    });
  });

  for (const [what, files, code] of [
    ['without an image', [], 'missing-file'],
    ['with two images', [file, file], 'too-many-files'],
  ] as const) {
    it(`refuses a form ${what}`, () => {
      const { service } = fakeService();
      const who = { ownerId: 'ada', uploadedBy: 'ada', isFirst: true };
      assert.throws(() => boxUpload.read(form(files), by(who), service), { code });
    });
  }

  it('knows who uploads for whom, and whether it is the first avatar', async () => {
    const { service } = fakeService({ callers });
    const first = { ownerId: 'ada', username: 'Ada', uploadedBy: 'ada', isFirst: true };
    assert.deepEqual(await boxUpload.authenticate(asking('Bearer ada', 'ada'), service), first);
    await recordPhoto(service, { ...sampleAsset, ownerId: 'ada', placed: true });
    const next = { ownerId: 'ada', uploadedBy: 'root', isFirst: false };
    assert.deepEqual(await boxUpload.authenticate(asking('Bearer admin', 'ada'), service), next);
  });

  it('has no first avatar where a photo is in place', async () => {
    for (const [photos, isFirst] of [
      [[], true],
      [[{ ...sampleAsset, placed: false }], true],
      [[{ ...sampleAsset, placed: true }], false],
    ] as const) {
      const { service } = fakeService({ callers });
      for (const asset of photos) await recordPhoto(service, { ...asset, ownerId: 'ada' });
      const who = await boxUpload.authenticate(asking('Bearer ada', 'ada'), service);
      assert.equal(who.isFirst, isFirst);
    }
  });

  it('answers 201 to the first avatar and 200 to the next, with links to three sizes', async () => {
    const { service } = fakeService();
    const path = photoKey(sampleAsset);
    for (const [isFirst, expected] of [
      [true, 201],
      [false, 200],
    ] as const) {
      const who = { ownerId: 'ada', uploadedBy: 'ada', isFirst };
      const { status, body } = await boxUpload.answer(sampleAsset, { who, request: sampleRequest() }, service);
      assert.equal(status, expected);
      const { pic_urls: urls, ...rest } = JSON.parse(String(body)) as { pic_urls: Record<string, string> };
      assert.deepEqual(rest, {});
      assert.deepEqual(Object.keys(urls).sort(), ['large', 'preview', 'small']);
      for (const [name, size] of [
        ['small', 32],
        ['large', 160],
        ['preview', 300],
      ] as const) {
        const { origin, searchParams } = new URL(urls[name] ?? '');
        assert.equal(origin, 'https://api.openlift.app');
        const granted = await service.linkTokens.verify(searchParams.get('token') ?? undefined);
        assert.deepEqual(granted, { bucket: 'user-assets', path, size });
      }
    }
  });
});

describe("the user of a path of Box's", () => {
  it('is the one that it names, or the caller', async () => {
    const { service } = await serviceWith({ id: 'ada', username: 'Ada' }, { id: 'bob' });
    const { caller, user } = await findUser(service, asking('Bearer bob', 'ada'));
    assert.deepEqual([caller.ownerId, user.ownerId, user.username], ['bob', 'ada', 'Ada']);
    assert.equal((await findUser(service, asking('Bearer bob'))).user.ownerId, 'bob');
  });

  it('is always there for oneself, and has to have been there for others', async () => {
    const { service } = await serviceWith();
    for (const path of [asking('Bearer ada'), asking('Bearer ada', 'ada')]) {
      assert.equal((await findUser(service, path)).user.ownerId, 'ada');
    }
    for (const stranger of ['carol', '', '\u202e', 'x'.repeat(129)]) {
      await assert.rejects(findUser(service, asking('Bearer ada', stranger)), { code: 'not-found' });
    }
  });

  it('is shown to nobody without a valid token', async () => {
    const { service, calls } = await serviceWith({ id: 'ada' });
    calls.length = 0;
    await assert.rejects(findUser(service, asking('Bearer none', 'ada')), { code: 'unauthenticated' });
    assert.deepEqual(calls, []);
  });

  it('may be changed by oneself and by administrators, while it is active', async () => {
    const { service } = await serviceWith({ id: 'ada' }, { id: 'eve', status: 'inactive' });
    assert.equal((await findManagedUser(service, asking('Bearer ada', 'ada'))).user.ownerId, 'ada');
    assert.equal((await findManagedUser(service, asking('Bearer admin', 'ada'))).user.ownerId, 'ada');
    await assert.rejects(findManagedUser(service, asking('Bearer bob', 'ada')), { code: 'forbidden' });
    await assert.rejects(findManagedUser(service, asking('Bearer admin', 'eve')), { code: 'forbidden' });
    await assert.rejects(findManagedUser(service, asking('Bearer bob', 'carol')), { code: 'not-found' });
  });
});

describe('a Box user', () => {
  const user = ownerOf('ada', {
    username: 'ada_l',
    email: 'ada@example.com',
    createdAt: now,
    profile: { name: 'Ada Lovelace', phone: '1', address: 'London' },
    photos: [photo, { ...photo, assetId: assetIdAt(now, 1), size: 300 }],
  });

  it('is shown whole to itself and to administrators', () => {
    for (const caller of [ada, admin]) {
      assert.deepEqual(userObject({ caller, user }, 'https://photos.example/large'), {
        type: 'user',
        id: 'ada',
        name: 'Ada Lovelace',
        login: 'ada@example.com',
        created_at: '2025-09-23T10:30:00.000Z',
        modified_at: '2025-09-23T10:30:00.000Z',
        language: 'en',
        timezone: 'UTC',
        space_amount: -1,
        space_used: 5300,
        max_upload_size: 1_048_576,
        status: 'active',
        job_title: '',
        phone: '1',
        address: 'London',
        avatar_url: 'https://photos.example/large',
      });
    }
  });

  it('is to others who it is, and nothing more', () => {
    const mini = { type: 'user', id: 'ada', name: 'Ada Lovelace' };
    assert.deepEqual(userObject({ caller: callerOf('bob'), user }, undefined), mini);
  });

  it('has a name at all events', () => {
    const nameOf = (caller: Caller, owner: Owner) => (userObject({ caller, user: owner }, '') as { name: string }).name;
    assert.equal(nameOf(ada, ownerOf('ada')), 'Ada');
    assert.equal(nameOf(ada, ownerOf('ada', { username: 'ada_l' })), 'ada_l');
    assert.equal(nameOf(admin, ownerOf('ada')), 'ada');
  });
});

describe('Box refuses', () => {
  const refused = (code: FailureCode) =>
    box.refuse(sampleFailure(code), sampleRequest({ path: '/2.0/users/1/avatar' }));

  const documented: readonly [FailureCode, number, string, string, string?][] = [
    ['missing-file', 400, 'bad_request', 'Bad Request', 'The form has no file in the part pic'],
    ['empty-file', 400, 'bad_request', 'Bad Request', 'The file is empty'],
    ['too-large', 400, 'bad_request', 'Bad Request', 'The file has 7340032 bytes; the maximum is 5242880'],
    [
      'too-many-pixels',
      400,
      'bad_request',
      'Bad Request',
      'The image has 1025 × 1024 pixels; the maximum is 1024 × 1024',
    ],
    [
      'type-not-allowed',
      400,
      'bad_request',
      'Bad Request',
      'The file extension is not allowed; allowed extensions: jpg, jpeg, png, gif, webp, heic, heif',
    ],
    ['content-mismatch', 400, 'bad_request', 'Bad Request', 'The content is image/jpeg, not image/png'],
    ['scan-refused', 400, 'bad_request', 'Bad Request', 'The content scan rejected the file'],
    ['bad-request', 400, 'bad_request', 'Bad Request', 'The form is truncated'],
    ['forbidden', 403, 'forbidden', 'Forbidden'],
    ['not-found', 404, 'not_found', 'Not Found'],
    ['method-not-allowed', 405, 'method_not_allowed', 'Method Not Allowed'],
    ['internal', 500, 'internal_server_error', 'Internal Server Error'],
  ];
  for (const [failure, status, code, message, detail] of documented) {
    it(`${failure} by ${status} ${code}${detail === undefined ? '' : `: ${detail}`}`, () => {
      const answer = refused(failure);
      assert.equal(answer.status, status);
      const reason = failure === 'missing-file' ? 'missing_parameter' : 'invalid_parameter';
      assert.deepEqual(JSON.parse(String(answer.body)), {
        type: 'error',
        status,
        code,
        message,
        ...(detail === undefined ? {} : { context_info: { errors: [{ reason, name: 'pic', message: detail }] } }),
        help_url: 'https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors/',
        request_id: 'request-1',
      });
    });
  }

  it('a missing or invalid token by an empty 401 that says of whom to ask for one', () => {
    const { status, headers, body } = refused('unauthenticated');
    assert.deepEqual([status, body], [401, undefined]);
    assert.equal(
      headers['WWW-Authenticate'],
      'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
    );
  });
});
