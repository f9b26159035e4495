import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HttpResponse } from '../../shared/http/message.ts';
import { aliceService, firstPhotoId } from '../support/alice-service.ts';
import type { Part } from '../support/multipart.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { photoOfSize, samplePhotos } from '../support/sample-photos.ts';
import { avatarUpload, filePart, openliftUpload, purposePart } from '../support/upload-request.ts';

const bodyOf = ({ body }: HttpResponse) => JSON.parse(String(body)) as unknown;

describe('an upload is answered', () => {
  it('as OpenLift documents it', async () => {
    const { service } = aliceService();
    const content = photoOfSize('jpg', 245_760);
    const response = await receiveUpload(
      service,
      openliftUpload([filePart({ fileName: 'profile-photo.jpg', type: 'image/jpeg', content })]),
    );
    const { success, data } = bodyOf(response) as { success: boolean; data: Record<string, unknown> };
    const { uploadUrl, ...rest } = data;
    assert.deepEqual([response.status, success], [201, true]);
    assert.deepEqual(rest, {
      fileKey: `users/alice/profile-picture/${firstPhotoId}.jpg`,
      fileName: 'profile-photo.jpg',
      contentType: 'image/jpeg',
      size: 245_760,
      assetId: firstPhotoId,
      uploadedAt: '2025-09-23T10:30:00.000Z',
      expiresAt: '2025-09-23T11:30:00.000Z',
    });
    assert.match(
      String(uploadUrl),
      /^https:\/\/api\.openlift\.app\/api\/storage\/signed\/user-assets\/users\/alice\/profile-picture\/[\w-]+\.jpg\?token=/,
    );
  });

  it('as the account API documents it', async () => {
    const { service } = aliceService();
    const response = await receiveUpload(
      service,
      avatarUpload([purposePart, filePart({ content: photoOfSize('png', 18_425) })]),
    );
    assert.equal(response.status, 200);
    assert.deepEqual(bodyOf(response), {
      uploaded: [
        {
          uuid: firstPhotoId,
          file_name: `${firstPhotoId}.png`,
          original_name: 'avatar.png',
          content_type: 'image/png',
          file_size: 18_425,
          scope: 3,
          purpose: 'account_avatar',
        },
      ],
    });
  });
});

describe('an upload', () => {
  for (const [what, part, contentType] of [
    [
      'an iPhone photo from curl',
      { fileName: 'IMG_0001.HEIC', type: 'application/octet-stream', content: samplePhotos.heic },
      'image/heic',
    ],
    [
      'a WebP from curl',
      { fileName: 'a.webp', type: 'application/octet-stream', content: samplePhotos.webp },
      'image/webp',
    ],
    [
      "a JPEG from Dart's http package",
      { fileName: 'a.jpg', type: 'application/octet-stream', content: samplePhotos.jpg },
      'image/jpeg',
    ],
    [
      "a browser's bare blob",
      { fileName: 'blob', type: 'application/octet-stream', content: samplePhotos.gif },
      'image/gif',
    ],
    ["a browser's typed blob", { fileName: 'blob', type: 'image/webp', content: samplePhotos.webp }, 'image/webp'],
    ['a file with a long name, which is cut', { fileName: `${'日'.repeat(200)}.png` }, 'image/png'],
  ] as const) {
    it(`can be ${what}`, async () => {
      const { service } = aliceService();
      const response = await receiveUpload(service, openliftUpload([filePart(part)]));
      const { data } = bodyOf(response) as { data: { contentType: string; fileName: string } };
      assert.equal(data.contentType, contentType);
      assert.ok(Buffer.byteLength(data.fileName) <= 255);
    });
  }

  it('can lack a declared type', async () => {
    const { service } = aliceService();
    const { type: _, ...untyped } = filePart();
    assert.equal((await receiveUpload(service, openliftUpload([untyped]))).status, 201);
  });

  it('can have 5,242,880 bytes', async () => {
    for (const upload of [openliftUpload, (parts: readonly Part[]) => avatarUpload([purposePart, ...parts])]) {
      const { service, objects } = aliceService();
      await receiveUpload(service, upload([filePart({ content: photoOfSize('png', 5_242_880) })]));
      assert.deepEqual(
        [...objects.values()].map(({ bytes }) => bytes.length),
        [5_242_880],
      );
    }
  });
});
