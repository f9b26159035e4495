import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { findAttachment } from '../../shared/assets/attachment-item.ts';
import { attachmentId } from '../../shared/core/attachment.ts';
import { callerOf } from '../support/fake-service.ts';
import { attachmentPart, profileId, profileScene, tokenId, uploadRequest } from '../support/profile-scene.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { asAlice, openliftUpload } from '../support/upload-request.ts';

const key = (n: number, extension = 'jpg') =>
  `user-assets/users/${profileId}/attachments/${assetIdAt(now, n)}.${extension}`;
const hashed = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
const jpg = (content: string) => [attachmentPart({ content })];

describe('an attachment', () => {
  it('is stored, then recorded; the replaced object is deleted last', async () => {
    const { upload, calls } = await profileScene();
    await upload();
    const token = `table.get TOKEN#${hashed('sha256', Buffer.from(tokenId))} TOKEN`;
    const first = [
      token,
      `table.get OWNER#${profileId} OWNER`,
      'storage.put',
      `table.updateAndGet OWNER#${profileId} ATTACHMENT#picture1`,
    ];
    assert.deepEqual(calls.splice(0), first);
    await upload();
    assert.deepEqual(calls, [...first, 'storage.remove']);
  });

  it('is stored byte for byte with its metadata, and is not a photo', async () => {
    const { upload, objects, messages, items } = await profileScene();
    await upload();
    const bytes = samplePhotos.jpg;
    assert.deepEqual(
      [...objects],
      [
        [
          key(1),
          {
            ...{ bucket: 'user-assets', key: key(1).replace('user-assets/', ''), bytes, contentType: 'image/jpeg' },
            sha256: hashed('sha256', bytes),
            metadata: {
              ...{ v: '1', dialect: 'crafter', sha256: hashed('sha256', bytes) },
              ...{ 'file-name': 'picture1.jpg', application: 'profile-admin' },
            },
          },
        ],
      ],
    );
    assert.deepEqual(messages, []);
    assert.deepEqual(
      items().map(({ sk }) => sk),
      ['OWNER', 'TOKEN', 'ATTACHMENT#picture1'],
    );
  });

  it('has a record of application, file name and time', async () => {
    const { upload, service } = await profileScene();
    await upload();
    assert.deepEqual(await findAttachment(service.table, { ownerId: profileId, name: 'picture1' }), {
      id: attachmentId(assetIdAt(now, 1)),
      ownerId: profileId,
      name: 'picture1',
      object: `${assetIdAt(now, 1)}.jpg`,
      size: samplePhotos.jpg.length,
      md5: hashed('md5', samplePhotos.jpg),
      fileName: 'picture1.jpg',
      application: 'profile-admin',
      storedAt: now,
    });
  });

  it('keeps its id if it is replaced, also by another type, and the replaced object is deleted', async () => {
    const { upload, service, objects } = await profileScene();
    await upload();
    const before = await findAttachment(service.table, { ownerId: profileId, name: 'picture1' });
    await upload([attachmentPart({ fileName: 'picture1.PNG', content: samplePhotos.png })]);
    const after = await findAttachment(service.table, { ownerId: profileId, name: 'picture1' });
    assert.equal(after?.id, before?.id);
    assert.deepEqual([after?.object, after?.fileName], [`${assetIdAt(now, 2)}.png`, 'picture1.PNG']);
    assert.deepEqual([...objects.keys()], [key(2, 'png')]);
  });

  it('is not inspected: it can be empty or have another format than its name', async () => {
    const { upload, objects } = await profileScene();
    await upload([attachmentPart({ fileName: 'a.png', content: '<script>' })]);
    await upload([attachmentPart({ fileName: 'b.png', content: '' })]);
    assert.deepEqual(
      [...objects.values()].map(({ contentType, bytes }) => [contentType, bytes.length]),
      [
        ['image/png', 8],
        ['image/png', 0],
      ],
    );
  });

  it('has metadata within the limit of the store for names of any length', async () => {
    const { upload, objects } = await profileScene();
    await upload([attachmentPart({ fileName: `${'日'.repeat(83)}.jpeg` })]);
    const [object] = objects.values();
    const length = Object.entries(object?.metadata ?? {}).reduce(
      (sum, [name, value]) => sum + name.length + value.length,
      0,
    );
    assert.ok(length + 300 < 2048, String(length)); // an application's name takes at most 300
  });
});

describe('of attachments that replace each other concurrently', () => {
  it('one remains, with its object, and no other object', async () => {
    const { upload, service, objects } = await profileScene();
    await Promise.all(Array.from({ length: 8 }, (_, n) => upload(jpg(`bytes ${n}`))));
    const { object, md5 } = (await findAttachment(service.table, { ownerId: profileId, name: 'picture1' })) ?? {};
    const [[left, stored] = [], ...others] = [...objects];
    assert.deepEqual(others, []);
    assert.ok(left?.endsWith(`/${object}`));
    assert.equal(md5, hashed('md5', stored?.bytes ?? new Uint8Array()));
  });

  it('each name is independent', async () => {
    const { upload, objects } = await profileScene();
    const names = ['a.jpg', 'A.jpg', 'a.b.jpg', 'a.png', 'é.jpg'];
    await Promise.all(names.map((fileName) => upload([attachmentPart({ fileName })])));
    assert.equal(objects.size, 4); // a.jpg and a.png are one
  });
});

describe('if a call fails', () => {
  const fault = new Error('the network is gone');
  for (const call of ['storage.put', 'table.updateAndGet']) {
    for (const moment of ['before', 'after'] as const) {
      it(`${moment} ${call} takes effect, the attachment is complete, the earlier or the new one`, async () => {
        let failing = false;
        const { upload, service, objects } = await profileScene({
          interrupt: (name, when) => {
            if (failing && name.startsWith(call) && when === moment) throw fault;
          },
        });
        await upload(jpg('earlier'));
        failing = true;
        await assert.rejects(upload(jpg('new')), fault);
        failing = false;
        const { object = '', md5 } =
          (await findAttachment(service.table, { ownerId: profileId, name: 'picture1' })) ?? {};
        const stored = objects.get(`user-assets/users/${profileId}/attachments/${object}`);
        const isNew = call === 'table.updateAndGet' && moment === 'after';
        assert.equal(String(stored?.bytes), isNew ? 'new' : 'earlier');
        assert.equal(md5, hashed('md5', stored?.bytes ?? new Uint8Array()));
      });
    }
  }

  it('while the replaced object is deleted, the upload succeeds', async (t) => {
    t.mock.method(console, 'error', () => {}); // the failure is logged
    let failing = false;
    const { upload, service, objects } = await profileScene({
      interrupt: (name) => {
        if (failing && name === 'storage.remove') throw fault;
      },
    });
    await upload(jpg('earlier'));
    failing = true;
    assert.equal((await upload(jpg('new'))).status, 200);
    const { object = '' } = (await findAttachment(service.table, { ownerId: profileId, name: 'picture1' })) ?? {};
    assert.equal(String(objects.get(`user-assets/users/${profileId}/attachments/${object}`)?.bytes), 'new');
  });
});

it('an attachment is not a photo of its owner, and a photo not an attachment', async () => {
  const { upload, service, items } = await profileScene({ callers: { [asAlice]: callerOf(profileId) } });
  await upload();
  await receiveUpload(service, openliftUpload());
  const kinds = items().map(({ sk }) => sk.replace(/#.*/, ''));
  assert.deepEqual(kinds.sort(), ['ATTACHMENT', 'OWNER', 'PHOTO', 'TOKEN']);
  const owner = items().find(({ sk }) => sk === 'OWNER');
  assert.equal(Object.keys(owner ?? {}).filter((name) => name.startsWith('0')).length, 1);
});

describe('an attachment is refused, and nothing is stored,', () => {
  for (const [what, request, code] of [
    ['without a file', uploadRequest([{ name: 'filename', content: 'a.png' }]), 'missing-file'],
    ['that is a text field', uploadRequest([{ name: 'attachment', content: 'a.png' }]), 'missing-file'],
    ['in another part', uploadRequest([attachmentPart({ name: 'file' })]), 'missing-file'],
    ['of another type', uploadRequest([attachmentPart({ fileName: 'a.webp' })]), 'name-not-allowed'],
    ['without extension', uploadRequest([attachmentPart({ fileName: 'a', type: 'image/png' })]), 'name-not-allowed'],
    ['without a name', uploadRequest([attachmentPart({ fileName: '.png' })]), 'bad-request'],
    ['in a truncated form', { ...uploadRequest(), body: uploadRequest().body.subarray(0, -9) }, 'bad-request'],
    ['of 5,242,881 bytes', uploadRequest([attachmentPart({ content: Buffer.alloc(5_242_881) })]), 'too-large'],
    ['for an unknown profile', uploadRequest(undefined, { parameters: { id: 'unknown' } }), 'owner-unknown'],
    ['for an invalid profile id', uploadRequest(undefined, { parameters: { id: 'a\nb' } }), 'owner-id-invalid'],
  ] as const) {
    it(what, async () => {
      const { calls } = await (async () => {
        const scene = await profileScene();
        await assert.rejects(receiveUpload(scene.service, request), { code });
        return scene;
      })();
      assert.deepEqual(
        calls.filter((call) => !call.startsWith('table.get ')),
        [],
      );
    });
  }

  it('but not of 5,242,880 bytes', async () => {
    const { upload, objects } = await profileScene();
    await upload([attachmentPart({ content: Buffer.alloc(5_242_880) })]);
    assert.equal(objects.size, 1);
  });
});
