import { deepEqual, equal, match } from 'node:assert/strict';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { pngWithoutPixels } from '../../support/photos/png.ts';
import { samplePhotos } from '../../support/sample-photos.ts';
import { uploadBody } from '../../support/upload-event.ts';
import { standIns } from './deployment.ts';
import { askBoxAvatar, call, keyOf, orphan, readLink, strangersId, uploadBoxAvatar } from './scene.ts';
import type { Step } from './step.ts';

/** The steps of avatars by the Box API, and of renditions. */
export const avatarStory: readonly Step[] = [
  {
    function: 'upload',
    does: 'accepts an avatar by Box’s route for the named user',
    async act(scene) {
      scene.pictureLink = new URL((await uploadBoxAvatar(scene)).small);
      equal(scene.pictureLink.origin, `https://${standIns['Cdn/Distribution.DomainName']}`);
    },
  },
  {
    function: 'render',
    does: 'makes a rendition of a photo when its link is first read',
    async act(scene) {
      for (const method of ['GET', 'GET', 'HEAD']) {
        const { status, headers } = await readLink(scene, method, scene.pictureLink);
        deepEqual([status, headers['content-type']], [200, 'image/jpeg']);
      }
    },
  },
  {
    function: 'render',
    does: 'answers not-renderable for a photo that does not decode, and not-found for a missing one',
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
    does: 'streams the current photo, or a rendition if clients could not show the photo',
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
      const byId = { path: '/2.0/users/ada', resource: '/2.0/users/{user_id}', parameters: { user_id: 'ada' } };
      for (const route of [{ path: '/2.0/users/me' }, byId]) {
        const { status, body } = await call(scene, 'users', { method: 'GET', ...route });
        equal(status, 200, body);
        match((JSON.parse(body) as { avatar_url: string }).avatar_url, /^https:\/\/the-cdn\.example\//);
      }
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
];
