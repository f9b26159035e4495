import { equal } from 'node:assert/strict';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { akanaLogin } from '../../support/akana-login.ts';
import { akanaSessionsOf } from '../../support/akana-sessions-of.ts';
import { callerOf } from '../../support/fake-service.ts';
import { samplePhotos } from '../../support/sample-photos.ts';
import { apiEvent, uploadBody } from '../../support/upload-event.ts';
import type { HttpAnswer } from './lambda-host.ts';
import { linkSecret, type Scene } from './scene.ts';

type Asked = Parameters<typeof apiEvent>[0];

const settings = {
  tenant: 'portrait',
  csrf: { read: false, write: true },
  publicBaseUrl: 'https://the-cdn.example',
};

/** Sends a request of Ada, with the cookies of a session and its CSRF token, or with her JWT. */
export async function askAkana(
  scene: Scene,
  name: DeployedFunctionName,
  by: 'cookie' | 'token',
  asked: Asked,
): Promise<HttpAnswer> {
  if (by === 'token') return scene.deployment.answer(name, apiEvent({ ...asked, token: scene.token }));
  const akanaSessions = akanaSessionsOf(linkSecret, settings, () => new Date());
  const { cookie, token } = await akanaLogin({ akanaSessions }, callerOf('ada'));
  const headers = { Cookie: [cookie], 'X-Csrf-Token_portrait': [token] };
  return scene.deployment.answer(name, apiEvent({ ...asked, headers }));
}

export function textOf({ body }: HttpAnswer): string {
  return Buffer.from(body, 'base64').toString();
}

/** Uploads a decodable picture; returns its number. */
export async function uploadPicture(scene: Scene, by: 'cookie' | 'token'): Promise<string> {
  const body = uploadBody(samplePhotos.png, 'Profile', 'png');
  const answer = await askAkana(scene, 'upload', by, { method: 'POST', path: '/api/dropbox/pictures', body });
  equal(answer.status, 200, textOf(answer));
  return textOf(answer);
}

export function readPicture(scene: Scene, number: string, asked: Partial<Asked> = {}): Promise<HttpAnswer> {
  return askAkana(scene, 'avatar-read', 'cookie', { method: 'GET', ...pictureRoute(number), ...asked });
}

export function cropPicture(scene: Scene, by: 'cookie' | 'token', number: string): Promise<HttpAnswer> {
  return askAkana(scene, 'dropbox', by, {
    ...{ method: 'PUT', ...pictureRoute(number) },
    ...{ contentType: 'application/x-www-form-urlencoded', body: Buffer.from('x=0&y=0&w=512&h=512') },
  });
}

export function assignPicture(scene: Scene, by: 'cookie' | 'token', number: string): Promise<HttpAnswer> {
  return askAkana(scene, 'user-avatar', by, {
    ...{ method: 'PUT', path: '/api/users/ada.portrait', resource: '/api/users/{userId}' },
    ...{ parameters: { userId: 'ada.portrait' }, contentType: 'application/json' },
    body: Buffer.from(JSON.stringify({ PictureID: number })),
  });
}

export function readAvatar(scene: Scene): Promise<HttpAnswer> {
  const route = { path: '/api/users/ada.portrait/avatar', resource: '/api/users/{userId}/avatar' };
  return askAkana(scene, 'avatar-read', 'token', { method: 'GET', ...route, parameters: { userId: 'ada.portrait' } });
}

function pictureRoute(number: string) {
  const resource = '/api/dropbox/pictures/{pictureId}';
  return { path: resource.replace('{pictureId}', number), resource, parameters: { pictureId: number } };
}
