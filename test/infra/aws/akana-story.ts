import { deepEqual, equal } from 'node:assert/strict';
import { samplePhotos } from '../../support/sample-photos.ts';
import { askAkana, assignPicture, cropPicture, readAvatar, readPicture, textOf, uploadPicture } from './akana-scene.ts';
import type { Step } from './step.ts';

/** The steps of sessions and temporary pictures by the Akana API. */
export const akanaStory: readonly Step[] = [
  {
    function: 'session',
    does: 'opens a session for a token, shows it by its cookie, and extends it',
    async act(scene) {
      const login = { method: 'POST', path: '/api/login' };
      equal((await askAkana(scene, 'session', 'token', login)).status, 200);
      const shown = await askAkana(scene, 'session', 'cookie', { method: 'GET', path: '/api/login/status' });
      const { userFDN, avatarURL } = JSON.parse(textOf(shown)) as { userFDN: string; avatarURL: string };
      deepEqual([userFDN, avatarURL], ['ada.portrait', 'https://the-cdn.example/api/users/ada.portrait/avatar']);
      const renewal = { method: 'POST', path: '/api/login/renewToken' };
      equal((await askAkana(scene, 'session', 'cookie', renewal)).status, 200);
    },
  },
  {
    function: 'upload',
    does: 'accepts temporary pictures, by cookie and by token',
    async act(scene) {
      equal(await uploadPicture(scene, 'cookie'), '1001');
      equal(await uploadPicture(scene, 'token'), '1002');
    },
  },
  {
    function: 'avatar-read',
    does: 'streams a temporary picture and its renditions, and does not find one that was never uploaded',
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
    does: 'makes temporary pictures the avatar, cropped and whole, and deletes them from the dropbox',
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
];
