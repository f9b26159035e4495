import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { type Asset, isAssetId } from '../../../shared/core/asset.ts';
import { toMetadata } from '../../../shared/core/asset-metadata.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import { toStorageEvent } from '../../../shared/photos/storage-event.ts';
import { pngWithoutPixels } from '../../support/photos/png.ts';
import { samplePhotos } from '../../support/sample-photos.ts';
import { uploadBody } from '../../support/upload-event.ts';
import { askAkana, assignPicture, cropPicture, readAvatar, readPicture, textOf, uploadPicture } from './akana-scene.ts';
import { standIns } from './deployment.ts';
import { inboxStory } from './inbox-story.ts';
import {
  accessTokenId,
  askAttachments,
  askBoxAvatar,
  attach,
  attachmentsIn,
  call,
  changePhoto,
  keyOf,
  linkSecret,
  linkTo,
  listed,
  orphan,
  photo,
  readLink,
  readPublic,
  type Scene,
  settle,
  strangersId,
  text,
  upload,
  uploadBoxAvatar,
} from './scene.ts';

/** What a deployment is put through, one step after the other, so that every function makes every call that it can make. */
export interface Step {
  readonly function: DeployedFunctionName;
  /** What the function does in this step. */
  readonly does: string;
  act(scene: Scene): Promise<void>;
}

export const story: readonly Step[] = [
  {
    function: 'upload',
    does: 'takes private photos, more of them than are kept active',
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
    does: 'takes a photo of public scope',
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
    does: 'streams a photo by its id, and its headers alone by HEAD',
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
    does: 'does not find what nobody uploaded',
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
    does: 'streams a photo by its link, and its headers alone by HEAD',
    async act(scene) {
      const whole = await readLink(scene, 'GET', scene.link);
      equal(whole.status, 200);
      deepEqual(Buffer.from(whole.body, 'base64'), photo);
      equal((await readLink(scene, 'HEAD', scene.link)).status, 200);
    },
  },
  {
    function: 'signed-read',
    does: 'streams whatever object of the application a link names, and finds none that is not there',
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
    does: 'adopts a photo that nothing is known of but its object, and names of a batch only what failed',
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
    does: 'archives what is beyond the photos kept, also when the photo that it hears of is gone',
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
    does: 'lists the active photos and, where asked to, all of them',
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
      const { status, body } = await call(scene, 'graphql', {
        ...{ method: 'POST', path: '/graphql' },
        json: { query },
      });
      equal(status, 200, body);
      const { data } = JSON.parse(body) as { data: { user: { profilePhotoUrl: string } } };
      match(data.user.profilePhotoUrl, /^https:\/\/the-cdn\.example\/api\/storage\/signed\//);
    },
  },
  {
    function: 'photo-state',
    does: 'restores an archived photo, and says so to retention',
    async act(scene) {
      const assetId = scene.privateIds[0] ?? '';
      const { status, body } = await changePhoto(scene, 'POST', assetId);
      equal(status, 200, body);
      match(scene.deployment.account.messages.splice(0).join(), new RegExp(assetId));
    },
  },
  {
    function: 'photo-state',
    does: 'deletes a photo and its public name, so that neither its id nor a link finds it',
    async act(scene) {
      const assetId = scene.privateIds.at(-1) ?? '';
      const { status, body } = await changePhoto(scene, 'DELETE', assetId);
      equal(status, 200, body);
      equal((await readLink(scene, 'GET', scene.link)).status, 404);
    },
  },
  {
    function: 'retention',
    does: 'takes away what an upload that was repeated has put back of a deleted photo',
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
    does: 'shows the account, chooses an avatar and clears it, and says both to retention',
    async act(scene) {
      const [avatar] = scene.publicIds;
      const show = () => call(scene, 'account', { method: 'GET', path: '/account/me' });
      const change = (json: object) => call(scene, 'account', { method: 'PUT', path: '/account/me', json });
      equal(JSON.parse((await show()).body).avatar, '');
      equal((await change({ name: 'Ada', avatar: `/storage/${avatar}` })).status, 200);
      equal(JSON.parse((await show()).body).avatar, avatar);
      equal((await change({ avatar: '' })).status, 200);
      equal(JSON.parse((await show()).body).avatar, '');
      equal(scene.deployment.account.messages.splice(0).length, 2);
    },
  },
  {
    function: 'upload',
    does: 'takes an avatar by Box’s route, for the user that it names',
    async act(scene) {
      scene.pictureLink = new URL((await uploadBoxAvatar(scene)).small);
      equal(scene.pictureLink.origin, `https://${standIns['Cdn/Distribution.DomainName']}`);
    },
  },
  {
    function: 'render',
    does: 'makes a rendition of a photo when a link to it is first followed',
    async act(scene) {
      for (const method of ['GET', 'GET', 'HEAD']) {
        const { status, headers } = await readLink(scene, method, scene.pictureLink);
        deepEqual([status, headers['content-type']], [200, 'image/jpeg']);
      }
    },
  },
  {
    function: 'render',
    does: 'says of a photo whose bytes do not decode that there is no rendition, and of one that is gone',
    async act({ deployment, s3 }) {
      const { id } = orphan();
      const Bucket = standIns['Storage/UserAssets'];
      await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(id), Body: pngWithoutPixels() }));
      const orderOf = (id: string) => ({
        source: { bucket: 'user-assets', key: keyOf(id) },
        rendering: { size: 32, format: 'webp' },
      });
      equal(await deployment.invoke('render', orderOf(id)), 'not-renderable');
      equal(await deployment.invoke('render', orderOf(strangersId)), 'not-found');
    },
  },
  {
    function: 'avatar-read',
    does: 'streams the current photo, and a rendition where clients could not show it',
    async act(scene) {
      const { status, headers, body } = await askBoxAvatar(scene, 'avatar-read', 'GET');
      deepEqual([status, headers['content-type']], [200, 'image/png']);
      deepEqual(Buffer.from(body, 'base64'), samplePhotos.png);
      equal((await askBoxAvatar(scene, 'avatar-read', 'HEAD')).status, 200);

      const gif = uploadBody(samplePhotos.gif, 'file', 'gif');
      const taken = await call(scene, 'upload', {
        method: 'POST',
        path: '/api/storage/profile-photo/upload',
        body: gif,
      });
      equal(taken.status, 201, taken.body);
      const made = await askBoxAvatar(scene, 'avatar-read', 'GET');
      deepEqual([made.status, made.headers['content-type']], [200, 'image/jpeg']);
    },
  },
  {
    function: 'avatar-read',
    does: 'does not find a photo whose bytes are gone',
    async act(scene) {
      const { small } = await uploadBoxAvatar(scene);
      const [, Key = ''] = new URL(small).pathname.split('/user-assets/');
      await scene.s3.send(new DeleteObjectCommand({ Bucket: standIns['Storage/UserAssets'], Key }));
      equal((await askBoxAvatar(scene, 'avatar-read', 'GET')).status, 404);
    },
  },
  {
    function: 'users',
    does: 'shows a user with a link to the current photo',
    async act(scene) {
      const { status, body } = await call(scene, 'users', { method: 'GET', path: '/2.0/users/me' });
      equal(status, 200, body);
      match((JSON.parse(body) as { avatar_url: string }).avatar_url, /^https:\/\/the-cdn\.example\//);
    },
  },
  {
    function: 'photo-state',
    does: 'deletes the current photo by Box’s route, with its renditions',
    async act(scene) {
      for (const status of [204, 204, 404]) {
        if (status === 204) await readLink(scene, 'GET', new URL((await uploadBoxAvatar(scene)).small));
        equal((await askBoxAvatar(scene, 'photo-state', 'DELETE')).status, status);
      }
      equal((await askBoxAvatar(scene, 'avatar-read', 'GET')).status, 404);
    },
  },
  {
    function: 'admin',
    does: 'changes an account, makes an access token and removes another',
    async act(scene) {
      const ask = (method: string, kind: string, id: string, json?: object) => {
        const route = { path: `/admin/${kind}/${id}`, resource: `/admin/${kind}/{id}`, parameters: { id } };
        return call(scene, 'admin', { method, ...route, ...(json === undefined ? {} : { json }) });
      };
      const { status, body } = await ask('PUT', 'accounts', 'ada', { tenant: 'photographers' });
      deepEqual([status, JSON.parse(body).tenant], [200, 'photographers'], body);
      const tenantPermissions = [{ tenant: 'photographers', allowedActions: ['MANAGE_PROFILES'] }];
      equal((await ask('PUT', 'access-tokens', accessTokenId, { application: 'a', tenantPermissions })).status, 200);
      equal((await ask('DELETE', 'access-tokens', strangersId)).status, 204);
    },
  },
  {
    function: 'upload',
    does: 'takes an attachment, and another in its place, of which nothing stays',
    async act(scene) {
      for (const fileName of ['picture1.jpg', 'picture1.png']) {
        const { status, body } = await attach(scene, fileName);
        equal(status, 200, body);
      }
      const [left, ...others] = await attachmentsIn(scene);
      deepEqual([others, left?.endsWith('.png')], [[], true]);
    },
  },
  {
    function: 'attachments',
    does: 'lists, describes and streams an attachment, also under the prefix, and its headers alone by HEAD',
    async act(scene) {
      const list = await askAttachments(scene, 'GET', '/attachments');
      const details = await askAttachments(scene, 'GET', '/attachment/{name}/details');
      deepEqual(JSON.parse(text(list)), [JSON.parse(text(details))]);
      for (const prefix of ['', '/crafter-profile']) {
        const whole = await askAttachments(scene, 'GET', '/attachment/{name}', prefix);
        deepEqual([whole.status, whole.headers['content-type']], [200, 'image/png;charset=UTF-8']);
        deepEqual(Buffer.from(whole.body, 'base64'), photo);
      }
      equal((await askAttachments(scene, 'HEAD', '/attachment/{name}')).status, 200);
    },
  },
  {
    function: 'attachments',
    does: 'does not find an attachment whose bytes are gone',
    async act(scene) {
      for (const Key of await attachmentsIn(scene)) {
        await scene.s3.send(new DeleteObjectCommand({ Bucket: standIns['Storage/UserAssets'], Key }));
      }
      for (const method of ['GET', 'HEAD']) {
        equal((await askAttachments(scene, method, '/attachment/{name}')).status, 404);
      }
    },
  },
  {
    function: 'session',
    does: 'opens a session for a token, and shows it by its cookie',
    async act(scene) {
      const login = { method: 'POST', path: '/api/login' };
      equal((await askAkana(scene, 'session', 'token', login)).status, 200);
      const shown = await askAkana(scene, 'session', 'cookie', { method: 'GET', path: '/api/login/status' });
      const { userFDN, avatarURL } = JSON.parse(textOf(shown)) as { userFDN: string; avatarURL: string };
      deepEqual([userFDN, avatarURL], ['ada.portrait', 'https://the-cdn.example/api/users/ada.portrait/avatar']);
    },
  },
  {
    function: 'upload',
    does: 'takes temporary pictures, by cookie and by token',
    async act(scene) {
      equal(await uploadPicture(scene, 'cookie'), '1001');
      equal(await uploadPicture(scene, 'token'), '1002');
    },
  },
  {
    function: 'avatar-read',
    does: 'streams a temporary picture, and renditions of it, and does not find what nobody uploaded',
    async act(scene) {
      deepEqual(Buffer.from((await readPicture(scene, '1001')).body, 'base64'), samplePhotos.png);
      const rendition = await readPicture(scene, '1001', { query: { size: ['75'] } });
      deepEqual([rendition.status, rendition.headers['content-type']], [200, 'image/png']);
      equal((await readPicture(scene, '1001', { method: 'HEAD' })).status, 200);
      equal((await readPicture(scene, '1003')).status, 404);
    },
  },
  {
    function: 'dropbox',
    does: 'crops a temporary picture, by cookie and by token',
    async act(scene) {
      for (const by of ['cookie', 'token'] as const) equal(textOf(await cropPicture(scene, by, '1001')), '1001');
    },
  },
  {
    function: 'user-avatar',
    does: 'makes temporary pictures the avatar, cropped and whole, and takes them out of the dropbox',
    async act(scene) {
      for (const [by, number] of [
        ['cookie', '1001'],
        ['token', '1002'],
      ] as const) {
        const assigned = await assignPicture(scene, by, number);
        equal(assigned.status, 200, textOf(assigned));
        equal((await readPicture(scene, number)).status, 404);
        equal((await readAvatar(scene)).status, 200);
      }
      deepEqual(Buffer.from((await readAvatar(scene)).body, 'base64'), samplePhotos.png);
    },
  },
  ...inboxStory,
  {
    function: 'unrouted',
    does: 'answers paths and methods that no route takes, and preflights',
    async act(scene) {
      const ask = async (method: string, path: string, resource: string) =>
        (await call(scene, 'unrouted', { method, path, resource })).status;
      equal(await ask('GET', '/nothing', '/{proxy+}'), 404);
      equal(await ask('PATCH', '/upload', '/upload'), 405);
      equal(await ask('OPTIONS', '/upload', '/upload'), 204);
    },
  },
  {
    function: 'link-keys',
    does: 'puts a new key before the present one, under which links go on being good',
    async act(scene) {
      const SecretId = standIns['Links/LinkSecret'];
      const { secrets } = scene.deployment.account;
      const ClientRequestToken = secrets.beginRotation(SecretId);
      for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
        await scene.deployment.invoke('link-keys', { Step, SecretId, ClientRequestToken });
      }
      const { text = '', stages } = secrets.versions(SecretId)[ClientRequestToken] ?? {};
      ok(stages?.includes('AWSCURRENT'));
      equal((JSON.parse(text) as { secret: string }[])[1]?.secret, linkSecret);
    },
  },
];
