import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uploadRoutes } from '../../shared/apis/match-upload.ts';
import type { FailureCode } from '../../shared/core/failure.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { aliceService } from '../support/alice-service.ts';
import { multipart, type Part } from '../support/multipart.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { photoOfSize, samplePhotos } from '../support/sample-photos.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { asAlice, avatarUpload, filePart, openliftUpload, purposePart } from '../support/upload-request.ts';

/** The calls that change something. */
const changes = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('table.get '));

it('an upload without credentials is refused on every upload route', async () => {
  for (const { method, resource: path } of uploadRoutes) {
    const request = sampleRequest({ method, path, resource: path });
    await assert.rejects(receiveUpload(aliceService().service, request), {
      code: /^(unauthenticated|access-token-missing)$/,
    });
  }
});

describe('an upload is refused, and nothing is stored, recorded or announced:', () => {
  const bodyOf = (part: Part) => multipart([part]).body;
  const truncated = { ...openliftUpload(), body: openliftUpload().body.subarray(0, -10) };
  const notAForm = sampleRequest({
    ...openliftUpload(),
    headers: { authorization: asAlice, 'content-type': 'image/png' },
  });
  const refused: readonly [string, HttpRequest, FailureCode, object?][] = [
    ['a photo without a token', openliftUpload([filePart()], ''), 'unauthenticated'],
    ['a truncated photo without a token', { ...truncated, headers: {} }, 'unauthenticated'],
    ['an avatar by a token without a session type', avatarUpload(undefined, 'Bearer machine'), 'forbidden'],
    [
      'an avatar for the account of another user',
      avatarUpload([purposePart, { name: 'login', content: 'bob' }, filePart()]),
      'forbidden',
    ],
    ['a truncated form', truncated, 'bad-request'],
    ['a photo without a form', notAForm, 'bad-request'],
    ['a form without a body', { ...openliftUpload(), body: new Uint8Array() }, 'bad-request'],
    ['a form with another boundary', { ...openliftUpload(), body: Buffer.from('--other--') }, 'bad-request'],
    ['a form without a file', openliftUpload([{ name: 'assetContext', content: 'PROFILE_PICTURE' }]), 'missing-file'],
    ['a file in another part', openliftUpload([filePart({ name: 'photo' })]), 'missing-file'],
    ['a file that is a text field', openliftUpload([{ name: 'file', content: 'avatar.png' }]), 'missing-file'],
    ['two photos', openliftUpload([filePart(), filePart()]), 'too-many-files'],
    ['an avatar without its purpose', avatarUpload([filePart()]), 'bad-request'],
    ['an avatar for another purpose', avatarUpload([{ name: 'purpose', content: 'kyc' }, filePart()]), 'bad-request'],
    [
      'a photo in another context',
      openliftUpload([{ name: 'assetContext', content: 'EXERCISE' }, filePart()]),
      'bad-request',
    ],
    ['an empty file', openliftUpload([filePart({ content: '' })]), 'empty-file'],
    [
      'a photo of 5,242,881 bytes',
      openliftUpload([filePart({ content: photoOfSize('png', 5_242_881) })]),
      'too-large',
      { bytes: 5_242_881, maxBytes: 5_242_880 },
    ],
    [
      'a photo of 7 MiB, with its actual size',
      openliftUpload([filePart({ content: photoOfSize('png', 7_340_032) })]),
      'too-large',
      { bytes: 7_340_032, maxBytes: 5_242_880 },
    ],
    [
      'a BMP',
      openliftUpload([filePart({ fileName: 'a.bmp', type: 'image/bmp', content: samplePhotos.bmp })]),
      'type-not-allowed',
    ],
    [
      'a HEIC as an avatar, which only OpenLift accepts',
      avatarUpload([purposePart, filePart({ fileName: 'a.heic', type: 'image/heic', content: samplePhotos.heic })]),
      'type-not-allowed',
    ],
    ['a JPEG that is named as a PNG', openliftUpload([filePart({ content: samplePhotos.jpg })]), 'content-mismatch'],
    ['an HTML page that is named as a PNG', openliftUpload([filePart({ content: '<script>' })]), 'content-mismatch'],
    ['a name and a type of two formats', openliftUpload([filePart({ type: 'image/gif' })]), 'type-mismatch'],
    ['a path that belongs to no API', sampleRequest({ path: '/nowhere', body: bodyOf(filePart()) }), 'not-found'],
  ];
  for (const [what, request, code, facts] of refused) {
    it(what, async () => {
      const { service, calls } = aliceService();
      await assert.rejects(receiveUpload(service, request), {
        name: 'PhotoFailure',
        code,
        ...(facts === undefined ? {} : { facts }),
      });
      assert.deepEqual(changes(calls), []);
    });
  }
});
