import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openlift, success } from '../../../shared/apis/openlift/openlift.ts';
import { openliftUpload } from '../../../shared/apis/openlift/upload.ts';
import { toUploader } from '../../../shared/core/caller.ts';
import { type FailureCode, PhotoFailure } from '../../../shared/core/failure.ts';
import type { Form } from '../../../shared/http/form.ts';
import { callerOf, fakeService, sampleEnvironment } from '../../support/fake-service.ts';
import { readConfig } from '../../support/read-config.ts';
import { sampleAsset } from '../../support/sample-asset.ts';
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const caller = callerOf('64abc123def456789');
const file = {
  name: 'file',
  fileName: 'profile-photo.jpg',
  declaredType: 'image/jpeg',
  size: 1,
  bytes: Uint8Array.of(1),
};

function form(fields: Readonly<Record<string, string>> = {}, files: Form['files'] = [file]): Form {
  return { fields: new Map(Object.entries(fields)), files };
}

const noForm = { bytes: 1, form: () => assert.fail('The form must not be parsed') };

const { service } = fakeService();

describe('the OpenLift API', () => {
  it('accepts jpg, jpeg, png, gif, webp, heic and heif of up to 5,242,880 bytes by default', () => {
    assert.deepEqual(openliftUpload.policy(service), {
      extensions: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif'],
      maxBytes: 5_242_880,
    });
    const own = { LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'png, jpg', LOCAL_STORAGE_MAX_FILE_SIZE: '1000' };
    assert.deepEqual(readConfig({ ...sampleEnvironment, ...own }).openliftPolicy, {
      extensions: ['png', 'jpg'],
      maxBytes: 1000,
    });
  });

  it('authenticates the caller by the token in Authorization', async () => {
    const { service } = fakeService({ callers: { 'Bearer x': caller } });
    const request = sampleRequest({ headers: { authorization: 'Bearer x' } });
    assert.deepEqual(await openliftUpload.authenticate(service, { request, body: noForm }), toUploader(caller));
    await assert.rejects(openliftUpload.authenticate(service, { request: sampleRequest(), body: noForm }), {
      code: 'unauthenticated',
    });
  });

  it('places the file as a private photo of the caller', () => {
    for (const fields of [{}, { assetContext: 'PROFILE_PICTURE' }, { userId: 'bob', login: 'bob' }]) {
      assert.deepEqual(openliftUpload.read(service, { form: form(fields), who: caller, request: sampleRequest() }), {
        file,
        ownerId: '64abc123def456789',
        username: undefined,
        uploadedBy: '64abc123def456789',
        scope: 'private',
        placed: true,
      });
    }
  });

  for (const [what, given, code] of [
    ['in another context', form({ assetContext: 'EXERCISE' }), 'bad-request'],
    ['in an empty context', form({ assetContext: '' }), 'bad-request'],
    ['without a file', form({}, []), 'missing-file'],
    ['with two files', form({}, [file, file]), 'too-many-files'],
  ] as const) {
    it(`refuses a form ${what}`, () =>
      assert.throws(() => openliftUpload.read(service, { form: given, who: caller, request: sampleRequest() }), {
        code,
      }));
  }

  it('answers an upload with the documented fields', async () => {
    const { service } = fakeService();
    const { id } = sampleAsset;
    const fileKey = `users/64abc123def456789/profile-picture/${id}.jpg`;
    const { status, body } = await openliftUpload.answer(service, {
      stored: sampleAsset,
      who: caller,
      request: sampleRequest(),
    });
    const { success: succeeded, data } = JSON.parse(String(body)) as { success: unknown; data: { uploadUrl: string } };
    const { uploadUrl, ...fields } = data;
    assert.deepEqual([status, succeeded], [201, true]);
    assert.deepEqual(fields, {
      fileKey,
      fileName: 'profile-photo.jpg',
      contentType: 'image/jpeg',
      size: 245_760,
      assetId: id,
      uploadedAt: '2025-09-23T10:30:00.000Z',
      expiresAt: '2025-09-23T11:30:00.000Z',
    });
    const [url, token] = uploadUrl.split('?token=');
    assert.equal(url, `https://api.openlift.app/api/storage/signed/user-assets/${fileKey}`);
    assert.ok(token?.startsWith('eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.'));
    const { until, ...granted } = await service.linkTokens.verify(token);
    assert.deepEqual(granted, { bucket: 'user-assets', path: fileKey });
    assert.equal(until?.toISOString(), '2025-09-23T11:30:00.000Z');
  });

  const documented: readonly [FailureCode, number, string, string][] = [
    ['too-large', 400, 'VALIDATION_FAILED', 'File size 7340032 exceeds maximum 5242880 bytes for profile photos'],
    [
      'type-not-allowed',
      415,
      'VALIDATION_FAILED',
      'Content type image/bmp not allowed. Allowed types: jpg, jpeg, png, gif, webp, heic, heif',
    ],
    ['link-expired', 403, 'FORBIDDEN', 'Token has expired'],
    ['link-refused', 403, 'FORBIDDEN', 'Token verification failed: Invalid token signature'],
    ['not-found', 404, 'NOT_FOUND', 'File not found'],
    ['not-renderable', 404, 'NOT_FOUND', 'The image cannot be decoded'],
    ['missing-file', 400, 'VALIDATION_FAILED', 'No file provided'],
    ['empty-file', 400, 'VALIDATION_FAILED', 'File is empty'],
    ['type-mismatch', 400, 'VALIDATION_FAILED', 'Content type image/png does not match file extension jpg'],
    ['content-mismatch', 415, 'VALIDATION_FAILED', 'File content is image/jpeg, not image/png'],
    ['scan-refused', 400, 'VALIDATION_FAILED', 'The content scan rejected the file'],
    ['unauthenticated', 401, 'UNAUTHORIZED', 'Missing or malformed token'],
    ['method-not-allowed', 405, 'METHOD_NOT_ALLOWED', 'Method not allowed'],
    ['internal', 500, 'INTERNAL_ERROR', 'Internal server error'],
  ];
  for (const [failure, expectedStatus, code, message] of documented) {
    it(`answers ${failure} with ${expectedStatus} ${code}: ${message}`, () => {
      const { status, body } = openlift.refuse(sampleFailure(failure), { request: sampleRequest() });
      assert.equal(status, expectedStatus);
      assert.deepEqual(JSON.parse(String(body)), { success: false, error: { code, message } });
    });
  }

  it('answers content-mismatch without a type if the signature is unknown', () => {
    const failure = new PhotoFailure('content-mismatch', { expected: 'image/png' });
    const { body } = openlift.refuse(failure, { request: sampleRequest() });
    assert.match(String(body), /"File content is of an unknown type, not image\/png"/);
  });

  it('states what was not found', () => {
    for (const [what, message] of [
      ['photo', 'Photo not found'],
      ['route', 'Not found'],
    ] as const) {
      const { body } = openlift.refuse(new PhotoFailure('not-found', { what }), { request: sampleRequest() });
      assert.deepEqual(JSON.parse(String(body)).error, { code: 'NOT_FOUND', message });
    }
  });

  it('answers a success in its envelope', () => {
    const { status, body } = success(200, { photos: [] });
    assert.deepEqual([status, body], [200, '{"success":true,"data":{"photos":[]}}']);
  });
});
