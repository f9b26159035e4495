import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Asset, isAssetId } from '../../../shared/core/asset.ts';
import { toMetadata } from '../../../shared/core/asset-metadata.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import { toStorageEvent } from '../../../shared/photos/storage-event.ts';
import { standIns } from './deployment.ts';
import {
  call,
  changePhoto,
  keyOf,
  linkTo,
  listed,
  orphan,
  photo,
  readLink,
  readPublic,
  settle,
  strangersId,
  upload,
} from './scene.ts';
import type { Step } from './step.ts';

/** The steps of photos by the account API and OpenLift: upload, read, retention, change. */
export const photoStory: readonly Step[] = [
  {
    function: 'upload',
    does: 'accepts private photos, more of them than stay active',
    async act(scene) {
      for (let n = 0; n < 6; n++) {
        const { status, body } = await upload(scene, '/api/storage/profile-photo/upload');
        equal(status, 201, body);
        const { data } = JSON.parse(body) as { data: { assetId: string; uploadUrl: string } };
        scene.privateIds.push(data.assetId);
        scene.link = new URL(data.uploadUrl);
      }
      equal(scene.link.origin, `https://${standIns['Cdn/Distribution.DomainName']}`);
    },
  },
  {
    function: 'upload',
    does: 'accepts a photo of public scope',
    async act(scene) {
      const { status, body } = await upload(scene, '/upload');
      equal(status, 200, body);
      const { uploaded } = JSON.parse(body) as { uploaded: [{ uuid: string }] };
      ok(isAssetId(uploaded[0].uuid));
      scene.publicIds.push(uploaded[0].uuid);
    },
  },
  {
    function: 'public-read',
    does: 'streams a photo by its id, and answers HEAD with its headers',
    async act(scene) {
      const whole = await readPublic(scene, 'GET');
      equal(whole.status, 200);
      deepEqual(Buffer.from(whole.body, 'base64'), photo);
      equal(whole.headers['content-type'], 'image/jpeg');
      const head = await readPublic(scene, 'HEAD');
      deepEqual([head.status, head.headers.etag, head.body], [200, whole.headers.etag, '']);
    },
  },
  {
    function: 'public-read',
    does: 'does not find a photo that was never uploaded',
    async act(scene) {
      equal((await readPublic(scene, 'GET', strangersId)).status, 404);
    },
  },
  {
    function: 'public-read',
    does: 'does not find a photo whose bytes are gone',
    async act(scene) {
      const { body } = await upload(scene, '/upload');
      const { uploaded } = JSON.parse(body) as { uploaded: [{ uuid: string }] };
      await scene.s3.send(
        new DeleteObjectCommand({ Bucket: standIns['Storage/UserAssets'], Key: keyOf(uploaded[0].uuid) }),
      );
      equal((await readPublic(scene, 'GET', uploaded[0].uuid)).status, 404);
      equal((await readPublic(scene, 'HEAD', uploaded[0].uuid)).status, 404);
    },
  },
  {
    function: 'signed-read',
    does: 'streams a photo by its link, and answers HEAD with its headers',
    async act(scene) {
      const whole = await readLink(scene, 'GET', scene.link);
      equal(whole.status, 200);
      deepEqual(Buffer.from(whole.body, 'base64'), photo);
      equal((await readLink(scene, 'HEAD', scene.link)).status, 200);
    },
  },
  {
    function: 'signed-read',
    does: 'streams an object of the application by its link, and does not find a missing one',
    async act(scene) {
      await scene.s3.send(
        new PutObjectCommand({ Bucket: standIns['Storage/AppAssets'], Key: 'logo.png', Body: 'logo' }),
      );
      const there = await readLink(scene, 'GET', await linkTo('app-assets', 'logo.png'));
      deepEqual([there.status, Buffer.from(there.body, 'base64').toString()], [200, 'logo']);
      for (const bucket of ['app-assets', 'user-assets']) {
        equal((await readLink(scene, 'GET', await linkTo(bucket, 'none.png'))).status, 404);
      }
    },
  },
  {
    function: 'retention',
    does: 'adopts a photo without a record, and reports only the failed messages of a batch',
    async act(scene) {
      const asset = orphan();
      await scene.s3.send(
        new PutObjectCommand({
          Bucket: standIns['Storage/UserAssets'],
          Key: photoKey(asset),
          Body: photo,
          Metadata: { ...toMetadata(asset) },
        }),
      );
      deepEqual(await settle(scene, [toStorageEvent(asset, new Date()), '{"Records":', '{"Event":"s3:TestEvent"}']), {
        batchItemFailures: [{ itemIdentifier: '1' }],
      });
      ok((await listed(scene, { archived: ['true'] })).some(({ assetId }) => assetId === asset.id));
    },
  },
  {
    function: 'retention',
    does: 'archives the photos beyond the active ones, also if the announced photo is missing',
    async act(scene) {
      const gone = toStorageEvent({ ...orphan(), id: strangersId }, new Date());
      deepEqual(await settle(scene, [gone]), { batchItemFailures: [] });
      const [first] = (await listed(scene, { archived: ['true'] })).filter(
        ({ assetId }) => assetId === scene.privateIds[0],
      );
      equal(first?.state, 'archived');
    },
  },
  {
    function: 'signed-url',
    does: 'lists the active photos, and on request all of them',
    async act(scene) {
      equal((await listed(scene)).length, 5);
      equal((await listed(scene, { archived: ['true'] })).length, 9);
    },
  },
  {
    function: 'graphql',
    does: 'answers the link to the current photo',
    async act(scene) {
      const query = '{ user(id: "ada") { profilePhotoUrl } }';
      const asked = [
        { method: 'POST', path: '/graphql', json: { query } },
        { method: 'GET', path: '/graphql', query: { query: [query] } },
      ];
      for (const each of asked) {
        const { status, body } = await call(scene, 'graphql', each);
        equal(status, 200, body);
        const { data } = JSON.parse(body) as { data: { user: { profilePhotoUrl: string } } };
        match(data.user.profilePhotoUrl, /^https:\/\/the-cdn\.example\/api\/storage\/signed\//);
      }
    },
  },
  {
    function: 'photo-state',
    does: 'restores an archived photo, and sends a message to retention',
    async act(scene) {
      const assetId = scene.privateIds[0] ?? '';
      const { status, body } = await changePhoto(scene, 'POST', assetId);
      equal(status, 200, body);
      match(scene.deployment.account.messages.splice(0).join(), new RegExp(assetId));
    },
  },
  {
    function: 'photo-state',
    does: 'deletes a photo, which its link then does not find',
    async act(scene) {
      const assetId = scene.privateIds.at(-1) ?? '';
      const { status, body } = await changePhoto(scene, 'DELETE', assetId);
      equal(status, 200, body);
      equal((await readLink(scene, 'GET', scene.link)).status, 404);
    },
  },
  {
    function: 'retention',
    does: 'deletes the object of a deleted photo that a repeated upload has stored again',
    async act(scene) {
      const deleted: Asset = { ...orphan(), id: scene.privateIds.at(-1) ?? '', scope: 'private' };
      const object = { Bucket: standIns['Storage/UserAssets'], Key: photoKey(deleted) };
      await scene.s3.send(new PutObjectCommand({ ...object, Body: photo, Metadata: { ...toMetadata(deleted) } }));
      deepEqual(await settle(scene, [toStorageEvent(deleted, new Date())]), { batchItemFailures: [] });
      await rejects(scene.s3.send(new HeadObjectCommand(object)), { name: 'NotFound' });
    },
  },
  {
    function: 'account',
    does: 'shows the account, chooses an avatar and clears it, each with a message to retention',
    async act(scene) {
      const [avatar] = scene.publicIds;
      for (const path of ['/account/me', '/account/profile']) {
        const show = async () => JSON.parse((await call(scene, 'account', { method: 'GET', path })).body);
        const change = (json: object) => call(scene, 'account', { method: 'PUT', path, json });
        equal((await show()).avatar, '');
        equal((await change({ name: 'Ada', avatar: `/storage/${avatar}` })).status, 200);
        equal((await show()).avatar, avatar);
        equal((await change({ avatar: '' })).status, 200);
        equal((await show()).avatar, '');
      }
      equal(scene.deployment.account.messages.splice(0).length, 4);
    },
  },
];
