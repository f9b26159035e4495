import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { uploadRoutes } from '../../shared/apis/match-upload.ts';
import { fromMetadata } from '../../shared/core/asset-metadata.ts';
import type { FailureCode } from '../../shared/core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { photosOf } from '../../shared/photos/storage-event.ts';
import { callerOf, type FakeService, type FakeSettings, fakeService } from '../support/fake-service.ts';
import { multipart, type Part } from '../support/multipart.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { photoOfSize, samplePhotos } from '../support/sample-photos.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { takeUpload } from '../support/take-upload.ts';
import { asAlice, avatarUpload, filePart, openliftUpload, purposePart } from '../support/upload-request.ts';

const callers = {
  [asAlice]: callerOf('alice', { username: 'Alice', session: 'SESSION_USER' }),
  'Bearer customer': callerOf('customer', {
    username: 'Carl',
    session: 'SESSION_CUSTOMER',
    accounts: ['1001', '1002'],
  }),
  'Bearer machine': callerOf('machine'),
};
const aliceService = (settings: FakeSettings = {}) => fakeService({ callers, ...settings });
const firstId = assetIdAt(now, 1);
const said = ({ body }: HttpResponse) => JSON.parse(String(body)) as unknown;
/** The calls that change something. */
const changes = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('table.get '));
const ofPhoto = (id: string) => `OWNER#alice PHOTO#${id}`;

describe('a photo that is taken', () => {
  it('is stored first, then recorded, and then added to its owner, between its message and the hastening of that', async () => {
    const { service, calls } = aliceService();
    await takeUpload(service, openliftUpload());
    assert.deepEqual(calls, [
      'table.get OWNER#alice OWNER',
      'queue.send',
      'storage.put',
      `table.create ${ofPhoto(firstId)}`,
      'table.update OWNER#alice OWNER',
      'queue.hasten',
    ]);
  });

  it('has its public name recorded beside it where it is public', async () => {
    const { service, calls } = aliceService();
    await takeUpload(service, avatarUpload());
    assert.deepEqual(calls, [
      'table.get OWNER#alice OWNER',
      'queue.send',
      'storage.put',
      `table.create ${ofPhoto(firstId)}`,
      `table.create ASSET#${firstId} ASSET`,
      'table.update OWNER#alice OWNER',
      'queue.hasten',
    ]);
  });

  it('is announced where its store announces nothing: for a time late enough to find it, and at once when all is done', async () => {
    const { service, messages } = aliceService();
    await takeUpload(service, openliftUpload());
    assert.deepEqual(
      messages.map(({ delaySeconds }) => delaySeconds),
      [60, 0],
    );
    for (const { message } of messages) {
      assert.deepEqual(photosOf(message), [{ ownerId: 'alice', id: firstId, extension: 'png' }]);
    }
  });

  it('is not announced where its store does so itself', async () => {
    const { service, calls, messages } = aliceService({ storageAnnounces: true });
    await takeUpload(service, openliftUpload());
    assert.deepEqual(messages, []);
    assert.deepEqual(calls.slice(0, 2), ['table.get OWNER#alice OWNER', 'storage.put']);
  });

  it('lies in the store byte for byte, under its own key and type, with all that its record needs', async () => {
    const { service, objects, items } = aliceService();
    await takeUpload(service, openliftUpload([filePart({ fileName: 'Фото.PNG' })]));
    const key = `users/alice/profile-picture/${firstId}.png`;
    const object = objects.get(`user-assets/${key}`);
    assert.ok(object);
    assert.deepEqual(Buffer.from(object.bytes), samplePhotos.png);
    assert.equal(object.contentType, 'image/png');
    assert.equal(object.sha256, createHash('sha256').update(samplePhotos.png).digest('hex'));
    const asset = fromMetadata({ key, size: object.bytes.length, metadata: object.metadata });
    assert.deepEqual(asset, {
      id: firstId,
      ownerId: 'alice',
      username: 'Alice',
      uploadedBy: 'alice',
      api: 'openlift',
      scope: 'private',
      placed: true,
      fileName: 'Фото.PNG',
      extension: 'png',
      size: samplePhotos.png.length,
      pixels: { width: 1, height: 1 },
      sha256: object.sha256,
      ...{ door: 'function', found: [], removed: [] },
    });
    const record = items().find(({ sk }) => sk === `PHOTO#${firstId}`);
    const { api, ...facts } = asset;
    assert.deepEqual({ ...record, ...facts, dialect: api }, record);
  });

  it('is answered as OpenLift documents it', async () => {
    const { service } = aliceService();
    const content = photoOfSize('jpg', 245_760);
    const response = await takeUpload(
      service,
      openliftUpload([filePart({ fileName: 'profile-photo.jpg', type: 'image/jpeg', content })]),
    );
    const { success, data } = said(response) as { success: boolean; data: Record<string, unknown> };
    const { uploadUrl, ...rest } = data;
    assert.deepEqual([response.status, success], [201, true]);
    assert.deepEqual(rest, {
      fileKey: `users/alice/profile-picture/${firstId}.jpg`,
      fileName: 'profile-photo.jpg',
      contentType: 'image/jpeg',
      size: 245_760,
      assetId: firstId,
      uploadedAt: '2025-09-23T10:30:00.000Z',
      expiresAt: '2025-09-23T11:30:00.000Z',
    });
    assert.match(
      String(uploadUrl),
      /^https:\/\/api\.openlift\.app\/api\/storage\/signed\/user-assets\/users\/alice\/profile-picture\/[\w-]+\.jpg\?token=/,
    );
  });

  it('is answered as the account API documents it', async () => {
    const { service } = aliceService();
    const response = await takeUpload(
      service,
      avatarUpload([purposePart, filePart({ content: photoOfSize('png', 18_425) })]),
    );
    assert.equal(response.status, 200);
    assert.deepEqual(said(response), {
      uploaded: [
        {
          uuid: firstId,
          file_name: `${firstId}.png`,
          original_name: 'avatar.png',
          content_type: 'image/png',
          file_size: 18_425,
          scope: 3,
          purpose: 'account_avatar',
        },
      ],
    });
  });

  it("belongs to the account that a customer's session names, which does not take the customer's own name", async () => {
    const { service, items } = aliceService();
    const login: Part = { name: 'login', content: '1002' };
    await takeUpload(service, avatarUpload([purposePart, login, filePart()], 'Bearer customer'));
    const owner = items().find(({ sk }) => sk === 'OWNER');
    assert.deepEqual([owner?.pk, owner?.username], ['OWNER#1002', undefined]);
  });

  it('has who uploaded it in its audit trail, also where it was not the owner, and where the record is made later', async () => {
    const { service, items, objects } = aliceService();
    const login: Part = { name: 'login', content: '1002' };
    await takeUpload(service, avatarUpload([purposePart, login, filePart()], 'Bearer customer'));
    const record = items().find(({ sk }) => sk.startsWith('PHOTO#'));
    assert.deepEqual(record?.history, [{ change: 'uploaded', at: now.toISOString(), by: 'customer' }]);
    const [[key = '', object] = []] = [...objects];
    const adopted = fromMetadata({
      key: key.replace('user-assets/', ''),
      size: 1,
      metadata: object?.metadata ?? {},
    });
    assert.deepEqual([adopted?.ownerId, adopted?.uploadedBy], ['1002', 'customer']);
  });

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
    ['a file whose name is cut', { fileName: `${'日'.repeat(200)}.png` }, 'image/png'],
  ] as const) {
    it(`may be ${what}`, async () => {
      const { service } = aliceService();
      const response = await takeUpload(service, openliftUpload([filePart(part)]));
      const { data } = said(response) as { data: { contentType: string; fileName: string } };
      assert.equal(data.contentType, contentType);
      assert.ok(Buffer.byteLength(data.fileName) <= 255);
    });
  }

  it('may come without a type of its own', async () => {
    const { service } = aliceService();
    const { type: _, ...untyped } = filePart();
    assert.equal((await takeUpload(service, openliftUpload([untyped]))).status, 201);
  });

  it('may have 5,242,880 bytes', async () => {
    for (const upload of [openliftUpload, (parts: readonly Part[]) => avatarUpload([purposePart, ...parts])]) {
      const { service, objects } = aliceService();
      await takeUpload(service, upload([filePart({ content: photoOfSize('png', 5_242_880) })]));
      assert.deepEqual(
        [...objects.values()].map(({ bytes }) => bytes.length),
        [5_242_880],
      );
    }
  });

  it('is a new one every time', async () => {
    const { service, objects } = aliceService();
    await takeUpload(service, openliftUpload());
    await takeUpload(service, openliftUpload());
    assert.equal(objects.size, 2);
  });
});

it('an upload of a stranger is refused on every route for uploads', async () => {
  for (const { method, resource: path } of uploadRoutes) {
    const request = sampleRequest({ method, path, resource: path });
    await assert.rejects(takeUpload(aliceService().service, request), {
      code: /^(unauthenticated|access-token-missing)$/,
    });
  }
});

describe('nothing is stored, recorded or announced of', () => {
  const bodyOf = (part: Part) => multipart([part]).body;
  const cutOff = { ...openliftUpload(), body: openliftUpload().body.subarray(0, -10) };
  const notAForm = sampleRequest({
    ...openliftUpload(),
    headers: { authorization: asAlice, 'content-type': 'image/png' },
  });
  const refused: readonly [string, HttpRequest, FailureCode, object?][] = [
    ['a stranger’s photo', openliftUpload([filePart()], ''), 'unauthenticated'],
    ['a stranger’s photo, whatever else is wrong with it', { ...cutOff, headers: {} }, 'unauthenticated'],
    ['an avatar from no session of the account API', avatarUpload(undefined, 'Bearer machine'), 'forbidden'],
    [
      'an avatar for a foreign account',
      avatarUpload([purposePart, { name: 'login', content: 'bob' }, filePart()]),
      'forbidden',
    ],
    ['a form that is cut off', cutOff, 'bad-request'],
    ['a photo that is in no form', notAForm, 'bad-request'],
    ['a form without a body', { ...openliftUpload(), body: new Uint8Array() }, 'bad-request'],
    ['a form under another boundary', { ...openliftUpload(), body: Buffer.from('--other--') }, 'bad-request'],
    ['a form without a file', openliftUpload([{ name: 'assetContext', content: 'PROFILE_PICTURE' }]), 'missing-file'],
    ['a file in another part', openliftUpload([filePart({ name: 'photo' })]), 'missing-file'],
    ['a file that is only a text', openliftUpload([{ name: 'file', content: 'avatar.png' }]), 'missing-file'],
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
      'a photo of one byte too many',
      openliftUpload([filePart({ content: photoOfSize('png', 5_242_881) })]),
      'too-large',
      { bytes: 5_242_881, maxBytes: 5_242_880 },
    ],
    [
      'a photo of 7 MiB, whose true size is told',
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
      'a HEIC as an avatar, which only OpenLift takes',
      avatarUpload([purposePart, filePart({ fileName: 'a.heic', type: 'image/heic', content: samplePhotos.heic })]),
      'type-not-allowed',
    ],
    ['a JPEG that is called a PNG', openliftUpload([filePart({ content: samplePhotos.jpg })]), 'content-mismatch'],
    ['a page that is called a PNG', openliftUpload([filePart({ content: '<script>' })]), 'content-mismatch'],
    ['a name and a type of two formats', openliftUpload([filePart({ type: 'image/gif' })]), 'type-mismatch'],
    ['an upload that belongs to no API', sampleRequest({ path: '/nowhere', body: bodyOf(filePart()) }), 'not-found'],
  ];
  for (const [what, request, code, facts] of refused) {
    it(what, async () => {
      const { service, calls } = aliceService();
      await assert.rejects(takeUpload(service, request), {
        name: 'PhotoFailure',
        code,
        ...(facts === undefined ? {} : { facts }),
      });
      assert.deepEqual(changes(calls), []);
    });
  }
});

describe('where a port fails', () => {
  const fault = new Error('the network is gone');
  const assertPromises = ({ objects, items }: FakeService) => {
    const stored = objects.has(`user-assets/users/alice/profile-picture/${firstId}.png`);
    const recorded = items().some(({ sk }) => sk === `PHOTO#${firstId}`);
    const owned = items().some((item) => firstId in item);
    assert.ok(stored || items().length === 0, 'no record is without its object');
    assert.ok(recorded || !owned, 'an owner has nothing that is not recorded');
  };

  for (const [store, storageAnnounces, length] of [
    ['a silent store', false, 7],
    ['a store that announces', true, 5],
  ] as const) {
    it(`with ${store} there are ${length} calls`, async () => {
      const undisturbed = aliceService({ storageAnnounces });
      await takeUpload(undisturbed.service, avatarUpload());
      assert.equal(undisturbed.calls.length, length);
      assertPromises(undisturbed);
    });

    for (const number of Array.from({ length }, (_, index) => index + 1)) {
      for (const moment of ['before', 'after'] as const) {
        it(`with ${store}, at call ${number}, ${moment} its work, the photo is not acknowledged`, async () => {
          const failing = aliceService({
            storageAnnounces,
            interrupt: (_, when, at) => {
              if (at === number && when === moment) throw fault;
            },
          });
          await assert.rejects(takeUpload(failing.service, avatarUpload()), fault);
          assertPromises(failing);
        });
      }
    }
  }

  it('an object that was stored in vain still has a message that will find it', async () => {
    const failing = aliceService({
      interrupt: (call) => {
        if (call.startsWith('table.create')) throw fault;
      },
    });
    await assert.rejects(takeUpload(failing.service, openliftUpload()), fault);
    assert.equal(failing.objects.size, 1);
    assert.deepEqual(
      failing.messages.map(({ message }) => photosOf(message)[0]?.id),
      [firstId],
    );
  });
});
