import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boxUpload } from '../../../shared/apis/box/upload.ts';
import { recordPhoto } from '../../../shared/assets/record-photo.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import type { Form } from '../../../shared/http/form.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { sampleAsset } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const ada = callerOf('ada', { username: 'Ada' });
const admin = callerOf('root', { scopes: new Set(['admin']) });
const callers = { 'Bearer ada': ada, 'Bearer bob': callerOf('bob'), 'Bearer admin': admin };
const file = { name: 'pic', fileName: 'file.jpeg', declaredType: 'image/jpeg', size: 1, bytes: Uint8Array.of(1) };

const by = <Who>(who: Who) => ({ who, request: sampleRequest() });
const form = (files: Form['files'] = [file]): Form => ({ fields: new Map(), files });
const asking = (authorization: string, userId: string) =>
  sampleRequest({ headers: { authorization }, parameters: { user_id: userId } });

describe('an upload through the Box API', () => {
  it('can be a jpg, jpeg or png by name, of up to 1,048,576 bytes and 1024 × 1024 pixels', () => {
    assert.deepEqual(boxUpload.policy(fakeService().service), {
      extensions: ['jpg', 'jpeg', 'png'],
      maxBytes: 1_048_576,
      maxSide: 1024,
      named: true,
    });
  });

  it('places the part pic as a private photo of the user in the path', () => {
    const { service } = fakeService();
    assert.equal(boxUpload.filePart, 'pic');
    const intake = { file, uploadedBy: 'ada', scope: 'private', placed: true };
    const own = { ownerId: 'ada', username: 'Ada', uploadedBy: 'ada', isFirst: true };
    assert.deepEqual(boxUpload.read(service, { form: form(), ...by(own) }), {
      ...intake,
      ownerId: 'ada',
      username: 'Ada',
    });
    const adas = { ownerId: 'ada', uploadedBy: 'root', isFirst: true };
    assert.deepEqual(boxUpload.read(service, { form: form(), ...by(adas) }), {
      ...{ ...intake, uploadedBy: 'root' },
      ownerId: 'ada',
      username: undefined,
    });
  });

  for (const [what, files, code] of [
    ['without an image', [], 'missing-file'],
    ['with two images', [file, file], 'too-many-files'],
  ] as const) {
    it(`is refused ${what}`, () => {
      const { service } = fakeService();
      const who = { ownerId: 'ada', uploadedBy: 'ada', isFirst: true };
      assert.throws(() => boxUpload.read(service, { form: form(files), ...by(who) }), { code });
    });
  }

  it('authenticates the caller, and reads whether the user has a current photo', async () => {
    const { service } = fakeService({ callers });
    const first = { ownerId: 'ada', username: 'Ada', uploadedBy: 'ada', isFirst: true };
    assert.deepEqual(await boxUpload.authenticate(service, { request: asking('Bearer ada', 'ada') }), first);
    await recordPhoto(service, { ...sampleAsset, ownerId: 'ada', placed: true });
    const next = { ownerId: 'ada', uploadedBy: 'root', isFirst: false };
    assert.deepEqual(await boxUpload.authenticate(service, { request: asking('Bearer admin', 'ada') }), next);
  });

  it('is the first avatar unless a photo has been placed', async () => {
    for (const [photos, isFirst] of [
      [[], true],
      [[{ ...sampleAsset, placed: false }], true],
      [[{ ...sampleAsset, placed: true }], false],
    ] as const) {
      const { service } = fakeService({ callers });
      for (const asset of photos) await recordPhoto(service, { ...asset, ownerId: 'ada' });
      const who = await boxUpload.authenticate(service, { request: asking('Bearer ada', 'ada') });
      assert.equal(who.isFirst, isFirst);
    }
  });

  it('is answered with 201 for the first avatar and 200 for the next, with links to three sizes', async () => {
    const { service } = fakeService();
    const path = photoKey(sampleAsset);
    for (const [isFirst, expected] of [
      [true, 201],
      [false, 200],
    ] as const) {
      const who = { ownerId: 'ada', uploadedBy: 'ada', isFirst };
      const { status, body } = await boxUpload.answer(service, { stored: sampleAsset, who, request: sampleRequest() });
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
