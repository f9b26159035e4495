import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { changeUser } from '../../../shared/apis/akana/change-user.ts';
import { cropTemporaryPicture } from '../../../shared/apis/akana/crop-picture.ts';
import { readTemporaryPicture } from '../../../shared/apis/akana/read-picture.ts';
import { photosOf } from '../../../shared/photos/storage-event.ts';
import { type Asked, change, currentOf, withPicture } from '../../support/akana-assignment.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import { akanaService, cropRequest, pictureRequest, pictureUpload, profilePart } from '../../support/akana-requests.ts';
import { callerOf } from '../../support/fake-service.ts';
import { quarters } from '../../support/pictures.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { now } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const parse = (body: unknown) => JSON.parse(String(body)) as Record<string, unknown>;

describe('PUT /api/users/{UserID}', () => {
  for (const pictureId of ['1001', 1001]) {
    it(`makes the picture ${JSON.stringify(pictureId)} the user’s current photo, byte for byte`, async () => {
      const fake = await withPicture();
      const { status, body } = await change(fake.service, { PictureID: pictureId });
      assert.equal(status, 200);
      assert.deepEqual(parse(body), {
        UserID: 'alice.portrait',
        UserName: 'Alice',
        HasPicture: true,
        AvatarURL: 'https://api.openlift.app/api/users/alice.portrait/avatar',
      });
      const current = await currentOf(fake, 'alice');
      assert.deepEqual(current?.bytes, fake.content);
      assert.match(current?.key ?? '', /^user-assets\/users\/alice\/profile-picture\/[\w-]+\.png$/);
      const { history: _, activeAt: __, ...record } = current?.record ?? assert.fail();
      assert.deepEqual(record, {
        ...{ id: current?.photo.assetId, ownerId: 'alice', username: 'Alice', uploadedBy: 'alice' },
        ...{ api: 'akana', scope: 'private', placed: true, fileName: 'me.png', extension: 'png' },
        ...{ size: fake.content.length, pixels: { width: 320, height: 240 } },
        sha256: createHash('sha256').update(fake.content).digest('hex'),
        ...{ door: 'function', found: [], removed: [] },
      });
    });
  }

  it('removes the picture, its bytes and its renditions from the dropbox', async () => {
    const { service, objects } = await withPicture();
    await readTemporaryPicture(service, pictureRequest('1001', { query: { size: ['75'] } }));
    assert.equal([...objects.keys()].filter((key) => key.startsWith('transient/')).length, 2);
    await change(service, { PictureID: '1001' });
    assert.deepEqual(
      [...objects.keys()].filter((key) => key.startsWith('transient/')),
      [],
    );
    await assert.rejects(readTemporaryPicture(service, pictureRequest('1001')), { code: 'not-found' });
    await assert.rejects(change(service, { PictureID: '1001' }), { code: 'not-found' });
  });

  it('stores the crop, in full resolution and in the picture’s format', async () => {
    const fake = await withPicture('jpeg');
    await cropTemporaryPicture(fake.service, cropRequest('1001', 'x=256&y=256&w=256&h=256'));
    await change(fake.service, { PictureID: '1001' });
    const { bytes = Buffer.alloc(0), photo } = (await currentOf(fake, 'alice')) ?? {};
    assert.equal(photo?.extension, 'jpg');
    assert.deepEqual(photo?.pixels, { width: 120, height: 120 });
    const [red, green, blue] = (await sharp(bytes).stats()).channels.map(({ mean }) => mean);
    for (const [mean, expected] of [
      [red, quarters.bottomRight[0]],
      [green, quarters.bottomRight[1]],
      [blue, quarters.bottomRight[2]],
    ] as const) {
      assert.ok(Math.abs((mean ?? 0) - expected) < 12, `${mean} is not ${expected}`);
    }
  });

  it('stores a TIFF, which no browser shows, as PNG', async () => {
    const fake = await withPicture('tiff');
    await change(fake.service, { PictureID: '1001' });
    const { bytes, photo } = (await currentOf(fake, 'alice')) ?? {};
    assert.equal(photo?.extension, 'png');
    const { format, width, height } = await sharp(bytes).metadata();
    assert.deepEqual([format, width, height], ['png', 320, 240]);
  });

  it('stores a square if the rendition would exceed the limit of uploads', async () => {
    const fake = akanaService();
    const noise = Buffer.alloc(1500 * 1500 * 3);
    for (let at = 0, state = 1; at < noise.length; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      noise[at] = state >>> 24;
    }
    const content = await sharp(noise, { raw: { width: 1500, height: 1500, channels: 3 } })
      .tiff({ compression: 'jpeg', quality: 70 })
      .toBuffer();
    await receiveUpload(fake.service, pictureUpload(profilePart({ content })));
    await change(fake.service, { PictureID: '1001' });
    const { photo } = (await currentOf(fake, 'alice')) ?? {};
    assert.deepEqual([photo?.extension, photo?.pixels], ['png', { width: 1024, height: 1024 }]);
    assert.ok((photo?.size ?? 0) <= 5_242_880);
  });

  it('sends the storage events if the store sends none', async () => {
    const fake = await withPicture();
    await change(fake.service, { PictureID: '1001' });
    const { photo } = (await currentOf(fake, 'alice')) ?? {};
    assert.deepEqual(
      fake.messages.map(({ message }) => photosOf(message)[0]?.id),
      [photo?.assetId, photo?.assetId],
    );
  });

  it('accepts the bare owner id', async () => {
    const fake = await withPicture();
    const { body } = await change(fake.service, { PictureID: '1001' }, { user: 'alice' });
    assert.equal(parse(body).UserID, 'alice.portrait');
  });

  it('lets an administrator assign any picture to any existing user', async () => {
    const fake = await withPicture();
    await receiveUpload(fake.service, pictureUpload(undefined, 'Bearer bob'));
    const as = { authorization: 'Bearer admin', user: 'bob.portrait' };
    await assert.rejects(change(fake.service, { PictureID: '1001' }, as), { code: 'not-found' });
    await change(fake.service, { PictureID: '1002' }, { user: 'bob', authorization: 'Bearer bob' });
    const { body } = await change(fake.service, { PictureID: '1001' }, as);
    assert.deepEqual([parse(body).UserID, parse(body).UserName], ['bob.portrait', 'bob']);
    const current = await currentOf(fake, 'bob');
    assert.deepEqual(current?.bytes, fake.content);
    assert.equal(current?.record?.uploadedBy, 'alice');
    assert.equal(current?.record?.username, undefined);
  });

  it('needs the CSRF token if a cookie authenticates', async () => {
    const { service } = await withPicture();
    const { cookie, token } = await akanaLogin(service, callerOf('alice'));
    const request = (headers: Readonly<Record<string, string>>) =>
      changeUser(
        service,
        sampleRequest({
          ...{ method: 'PUT', parameters: { userId: 'alice.portrait' } },
          ...{ headers: { cookie, ...headers }, body: Buffer.from('{"PictureID":"1001"}') },
        }),
      );
    await assert.rejects(request({}), { code: 'unauthenticated' });
    assert.equal((await request({ 'x-csrf-token_portrait': token })).status, 200);
  });

  it('changes nothing without a PictureID, and shows the user', async () => {
    const { service } = akanaService();
    for (const json of [{ FirstName: 'Al', Email: 'x@example.com' }, { PictureID: '' }, { PictureID: null }]) {
      const { body } = await change(service, json);
      assert.deepEqual([parse(body).HasPicture, parse(body).Email], [false, undefined]);
    }
  });

  it('shows e-mail and phone if they are stored', async () => {
    const { service } = akanaService();
    await service.table.put({
      ...{ pk: 'OWNER#alice', sk: 'OWNER', v: 1 },
      ...{ username: 'Al', email: 'al@example.com', phone: '+49 1' },
    });
    const { body } = await change(service, {});
    assert.deepEqual(parse(body), {
      ...{ UserID: 'alice.portrait', UserName: 'Al', Email: 'al@example.com', Phone: '+49 1', HasPicture: false },
      AvatarURL: 'https://api.openlift.app/api/users/alice.portrait/avatar',
    });
  });

  for (const [what, json, asked, code] of [
    ['another user', { PictureID: '1001' }, { user: 'bob.portrait' }, 'forbidden'],
    ['the picture of another user', { PictureID: '1001' }, { user: 'bob', authorization: 'Bearer bob' }, 'forbidden'],
    ['an invalid user id', { PictureID: '1001' }, { user: '\u202e', authorization: 'Bearer admin' }, 'not-found'],
    ['an unknown picture', { PictureID: '1002' }, {}, 'not-found'],
    ['a PictureID that is a path', { PictureID: '../1001' }, {}, 'bad-request'],
    ['a PictureID that is an object', { PictureID: { id: 1001 } }, {}, 'bad-request'],
    ['a body that is not JSON', {}, { body: 'PictureID=1001' }, 'bad-request'],
    ['an invalid token', { PictureID: '1001' }, { authorization: 'Bearer unknown' }, 'unauthenticated'],
  ] as const satisfies readonly (readonly [string, unknown, Asked, string])[]) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const { service, objects } = await withPicture();
      const before = [...objects.keys()];
      await assert.rejects(change(service, json, asked), { code });
      assert.deepEqual([...objects.keys()], before);
      assert.equal((await readTemporaryPicture(service, pictureRequest('1001'))).status, 200);
    });
  }

  it('does not find a picture that has expired', async () => {
    const { service } = await withPicture();
    const later = { ...service, clock: () => new Date(now.getTime() + 3_600_000) };
    await assert.rejects(change(later, { PictureID: '1001' }), { code: 'not-found' });
  });
});
