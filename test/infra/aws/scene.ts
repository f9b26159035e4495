import { equal, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SignJWT } from 'jose';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import type { Asset } from '../../../shared/core/asset.ts';
import { photoKey } from '../../../shared/core/photo-key.ts';
import { linkTokensOf } from '../../support/link-tokens-of.ts';
import { multipart } from '../../support/multipart.ts';
import { jpeg } from '../../support/photos/jpeg.ts';
import { assetIdAt } from '../../support/sample-asset.ts';
import { samplePhotos } from '../../support/sample-photos.ts';
import { apiEvent, uploadBody } from '../../support/upload-event.ts';
import { type Deployment, standIns } from './deployment.ts';
import type { HttpAnswer } from './lambda-host.ts';

/** The state of a story, which later steps read. */
export interface Scene {
  readonly deployment: Deployment;
  readonly token: string;
  readonly s3: S3Client;
  /** The ids of the photos that Ada has uploaded by each API, oldest first. */
  readonly privateIds: string[];
  readonly publicIds: string[];
  /** The link of the last private upload. */
  link: URL;
  /** A link to a rendition. */
  pictureLink: URL;
}

const jwtSecret = 'the secret that signs the tokens of this test';
export const linkSecret = 'the secret that signs the links of this test';
export const photo = jpeg({ bytes: 1000 });
export const accessTokenId = 'b4d44030-d0af-11e3-9c1a-0800200c9a66';
/** The id of no photo. */
export const strangersId = assetIdAt(new Date());

export async function openScene(deployment: Deployment): Promise<Scene> {
  const { secrets, s3 } = deployment.account;
  secrets.write(standIns['Trust/JwtSecret'], jwtSecret);
  secrets.write(standIns['Links/LinkSecret'], linkSecret);
  const token = await new SignJWT({ sub: 'ada', session: 'SESSION_USER', scope: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(jwtSecret));
  const none = new URL('https://none.example');
  const { endpoint, ...credentials } = s3;
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials });
  return { deployment, token, s3: client, privateIds: [], publicIds: [], link: none, pictureLink: none };
}

type Asked = Omit<Parameters<typeof apiEvent>[0], 'token'> & { readonly json?: object };

/** Sends a request with Ada's token; returns the body as text. */
export async function call(scene: Scene, name: DeployedFunctionName, { json, ...asked }: Asked) {
  const body = json === undefined ? {} : { body: Buffer.from(JSON.stringify(json)), contentType: 'application/json' };
  const answer = await scene.deployment.answer(name, apiEvent({ ...asked, ...body, token: scene.token }));
  return { status: answer.status, body: Buffer.from(answer.body, 'base64').toString() };
}

export function upload(scene: Scene, path: string) {
  return call(scene, 'upload', { method: 'POST', path, body: uploadBody(photo) });
}

/** Uploads the photo as an attachment of Ada's profile; `suffix` ends the path. */
export function attach(scene: Scene, fileName: string, suffix: '' | '.json') {
  const { body, contentType } = multipart([{ name: 'attachment', fileName, type: 'image/jpeg', content: photo }]);
  return call(scene, 'upload', { method: 'POST', ...profileRoute(`/uploadAttachment${suffix}`), body, contentType });
}

/** Reads from Ada's profile, whose one attachment has the name `picture1`. */
export function askAttachments({ deployment }: Scene, method: string, template: string, prefix = '') {
  return deployment.answer('attachments', apiEvent({ method, ...profileRoute(template, prefix) }));
}

/** The keys of all attachments in the store. */
export async function attachmentsIn({ s3 }: Scene): Promise<string[]> {
  const Prefix = 'users/ada/attachments/';
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: standIns['Storage/UserAssets'], Prefix }));
  return Contents.flatMap(({ Key = '' }) => (Key === '' ? [] : [Key]));
}

export function text({ body }: HttpAnswer): string {
  return Buffer.from(body, 'base64').toString();
}

function profileRoute(template: string, prefix = '') {
  return {
    path: `${prefix}/api/1/profile/ada${template.replace('{name}', 'picture1')}`,
    resource: `${prefix}/api/1/profile/{id}${template}`,
    parameters: { id: 'ada', ...(template.includes('{name}') ? { name: 'picture1' } : {}) },
    query: { accessTokenId: [accessTokenId] },
  };
}

const boxAvatar = {
  path: '/2.0/users/ada/avatar',
  resource: '/2.0/users/{user_id}/avatar',
  parameters: { user_id: 'ada' },
};

/** Uploads a decodable picture as Ada's avatar; returns its links. */
export async function uploadBoxAvatar(scene: Scene) {
  const body = uploadBody(samplePhotos.png, 'pic', 'png');
  const answer = await call(scene, 'upload', { method: 'POST', ...boxAvatar, body });
  ok([200, 201].includes(answer.status), answer.body);
  return (JSON.parse(answer.body) as { pic_urls: { small: string } }).pic_urls;
}

export function askBoxAvatar(scene: Scene, name: 'avatar-read' | 'photo-state', method: string) {
  return scene.deployment.answer(name, apiEvent({ method, ...boxAvatar, token: scene.token }));
}

export function readPublic(
  { deployment, publicIds }: Scene,
  method: string,
  name = publicIds[0] ?? '',
): Promise<HttpAnswer> {
  const route = { path: `/storage/${name}`, resource: '/storage/{name}', parameters: { name } };
  return deployment.answer('public-read', apiEvent({ method, ...route }));
}

export function readLink({ deployment }: Scene, method: string, { pathname, searchParams }: URL): Promise<HttpAnswer> {
  const [, bucket = '', path = ''] = /^\/api\/storage\/signed\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  const route = { path: pathname, resource: '/api/storage/signed/{bucket}/{path+}', parameters: { bucket, path } };
  return deployment.answer(
    'signed-read',
    apiEvent({ method, ...route, query: { token: searchParams.getAll('token') } }),
  );
}

export async function linkTo(bucket: string, path: string): Promise<URL> {
  const now = new Date();
  const tokens = linkTokensOf(linkSecret, () => now);
  const token = await tokens.sign({ bucket, path }, { from: now, until: new Date(now.getTime() + 60_000) });
  return new URL(`https://the-cdn.example/api/storage/signed/${bucket}/${path}?token=${token}`);
}

export function changePhoto(scene: Scene, method: 'POST' | 'DELETE', assetId: string) {
  const resource = `/api/storage/profile-photo/{assetId}${method === 'POST' ? '/restore' : ''}`;
  const path = resource.replace('{assetId}', assetId);
  return call(scene, 'photo-state', { method, path, resource, parameters: { assetId } });
}

export async function listed(scene: Scene, query: Record<string, string[]> = {}) {
  const { status, body } = await call(scene, 'signed-url', {
    method: 'GET',
    path: '/api/storage/profile-photo',
    query,
  });
  equal(status, 200, body);
  return (JSON.parse(body) as { data: { photos: { assetId: string; state: string }[] } }).data.photos;
}

export function settle({ deployment }: Scene, messages: readonly string[]): Promise<unknown> {
  const Records = messages.map((body, index) => ({ messageId: String(index), body }));
  return deployment.invoke('retention', { Records });
}

/** A photo whose upload crashed between the object and its record. */
export function orphan(): Asset {
  return {
    ...{ id: assetIdAt(new Date(), 1), ownerId: 'ada', uploadedBy: 'ada', api: 'account' },
    ...{ scope: 'public', placed: false, fileName: 'photo.jpg', extension: 'jpg', size: photo.length },
    ...{ door: 'function', found: [], removed: [] },
    sha256: createHash('sha256').update(photo).digest('hex'),
  };
}

export function keyOf(id: string): string {
  return photoKey({ ownerId: 'ada', id, extension: 'jpg' });
}
