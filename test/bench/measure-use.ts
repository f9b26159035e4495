import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { SignJWT } from 'jose';
import { projectRoot } from '../../infra/aws/bundling.ts';
import { startLambdaEndpoint } from '../../infra/local/lambda-endpoint.ts';
import {
  installLambdaRuntime,
  invoke,
  invokeProxy,
  type LambdaFunction,
  type LambdaHandler,
} from '../../infra/local/lambda-runtime.ts';
import { toObjectEvent, toStorageEvent } from '../../shared/photos/storage-event.ts';
import type { DoorContext } from '../../shared/uploads/wide-door.ts';
import { startAwsWire } from '../support/aws-wire.ts';
import { bundleAll, functionNames } from '../support/bundles.ts';
import { multipart } from '../support/multipart.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { startSecretsManagerWire } from '../support/secrets-manager-wire.ts';
import { apiEvent, uploadBody } from '../support/upload-event.ts';
import { photoIn } from './aws-calls.ts';
import { packageUse } from './bundle-use.ts';

// Run by bench.ts in a process of its own, since the functions read this process's environment; prints JSON: the
// packages of each bundle that run while a photo goes through all functions.

const linkResource = '/api/storage/signed/{bucket}/{path+}';
const secretText = 'a secret of more than thirty-two characters';
const wire = await startAwsWire();
const secrets = await startSecretsManagerWire();
for (const arn of ['arn:tokens', 'arn:links']) secrets.write(arn, secretText);
const { AUTH_JWT_SECRET: _, LOCAL_STORAGE_SECRET: __, ...environment } = wire.environment;
Object.assign(process.env, environment, {
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  AUTH_JWT_SECRET_ARN: 'arn:tokens',
  LOCAL_STORAGE_SECRET_ARN: 'arn:links',
});
installLambdaRuntime();

const handlers = new Map<string, LambdaHandler>();
const folder = await mkdtemp(join(tmpdir(), 'portrait-use-'));
await symlink(`${projectRoot}node_modules`, join(folder, 'node_modules')); // the render function loads packages from beside its bundle
const bundles = (await bundleAll(folder, { minify: false })).filter(({ name }) => name !== 'floor');
const uses = await packageUse(bundles, { load, exercise });
console.log(JSON.stringify([...uses]));
await rm(folder, { recursive: true });
process.exit();

async function load(): Promise<void> {
  for (const name of functionNames) {
    const { handler } = (await import(join(folder, `${name}.mjs`))) as { handler: LambdaHandler };
    handlers.set(name, handler);
  }
}

/** Invokes a function; throws unless it answers with the expected status. */
type Ask = (name: string, event: APIGatewayProxyEvent, expected?: number) => Promise<string>;

async function exerciseBox(ask: Ask, token: string): Promise<void> {
  const resource = '/2.0/users/{user_id}/avatar';
  const avatar = { path: '/2.0/users/ada/avatar', resource, parameters: { user_id: 'ada' }, token };
  const body = uploadBody(samplePhotos.png, 'pic', 'png');
  const uploaded = JSON.parse(await ask('upload', apiEvent({ method: 'POST', ...avatar, body })));
  await ask('avatar-read', apiEvent({ method: 'GET', ...avatar }));
  await ask('users', apiEvent({ method: 'GET', path: '/2.0/users/me', token }));
  const { pathname, searchParams } = new URL(uploaded.pic_urls.small);
  const [, bucket = '', path = ''] = /^\/api\/storage\/signed\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  const query = { token: searchParams.getAll('token') };
  await ask(
    'signed-read',
    apiEvent({ method: 'GET', path: pathname, resource: linkResource, parameters: { bucket, path }, query }),
  );
}

async function exerciseAkana(ask: Ask, token: string): Promise<void> {
  const json = (value: object) => ({ contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) });
  await ask('session', apiEvent({ method: 'POST', path: '/api/login', ...json({ password: token }) }));
  const pictures = '/api/dropbox/pictures';
  const form = uploadBody(samplePhotos.png, 'Profile', 'png');
  const pictureId = await ask('upload', apiEvent({ method: 'POST', path: pictures, token, body: form }));
  const one = {
    path: `${pictures}/${pictureId}`,
    resource: `${pictures}/{pictureId}`,
    parameters: { pictureId },
    token,
  };
  const crop = { contentType: 'application/x-www-form-urlencoded', body: Buffer.from('x=0&y=0&w=512&h=512') };
  await ask('dropbox', apiEvent({ method: 'PUT', ...one, ...crop }));
  await ask('avatar-read', apiEvent({ method: 'GET', ...one, query: { size: ['75'] } }));
  const user = { path: '/api/users/ada', resource: '/api/users/{userId}', parameters: { userId: 'ada' }, token };
  await ask('user-avatar', apiEvent({ method: 'PUT', ...user, ...json({ PictureID: pictureId }) }));
}

/** Invokes a function that is not behind the gateway. */
type Tell = (name: string, event: object) => Promise<unknown>;

async function exerciseLarge(ask: Ask, tell: Tell, token: string): Promise<void> {
  const upload = '/api/storage/profile-photo/upload';
  const door = apiEvent({ method: 'POST', path: `/inbox${upload}`, resource: '/inbox/{path+}', token });
  const admitted = (await tell('door', { ...door, type: 'REQUEST', methodArn: 'arn' })) as { context: DoorContext };
  const { key, location } = admitted.context;
  const Bucket = process.env.TRANSIENT_BUCKET;
  const endpoint = process.env.S3_ENDPOINT ?? '';
  const ContentType = door.multiValueHeaders['Content-Type']?.[0];
  const s3 = new S3Client({ endpoint, forcePathStyle: true });
  await s3.send(
    new PutObjectCommand({ Bucket, Key: `inbox/${key}`, Body: uploadBody(jpeg({ bytes: 1000 })), ContentType }),
  );
  const { pathname, searchParams } = new URL(location, endpoint);
  const outcome = { path: pathname, resource: '/outcome/{path+}', query: { ticket: searchParams.getAll('ticket') } };
  await ask('upload', apiEvent({ method: 'GET', ...outcome }), 201);

  const direct = '/api/storage/profile-photo/direct';
  const offer = Buffer.from(JSON.stringify({ fileName: 'photo.jpg', size: 1000 }));
  const asked = { method: 'POST', path: direct, token, contentType: 'application/json', body: offer };
  const { uploadId, url, fields } = JSON.parse(await ask('signed-url', apiEvent(asked), 201)).data;
  const form = new FormData();
  for (const [name, value] of Object.entries<string>(fields)) form.set(name, value);
  form.set('file', new Blob([Uint8Array.from(jpeg({ bytes: 1000 }))]), 'photo.jpg');
  const { status } = await fetch(url, { method: 'POST', body: form });
  if (status !== 204) throw new Error(`The store’s response is ${status}`);
  const message = toObjectEvent({ bucket: 'transient', key: `tickets/${uploadId}` }, new Date());
  await tell('arrivals', { Records: [{ messageId: '1', body: message }] });
  const parameters = { uploadId };
  await ask(
    'upload',
    apiEvent({ method: 'GET', path: direct, resource: `${direct}/{uploadId}`, parameters, token }),
    201,
  );
}

async function exercise(): Promise<void> {
  const lambda = await startLambdaEndpoint(handlers);
  process.env.AWS_ENDPOINT_URL_LAMBDA = lambda.endpoint;
  const ask: Ask = async (name: string, event: APIGatewayProxyEvent, expected = 200): Promise<string> => {
    const { statusCode, body } = await invokeProxy(functionOf(name), event);
    const content = body instanceof Readable ? await text(body) : String(body);
    if (statusCode !== expected) throw new Error(`The response of ${name} is ${statusCode} ${content}`);
    return content;
  };
  const tell: Tell = (name, event) => invoke(functionOf(name), event);
  const functionOf = (name: string): LambdaFunction => {
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`There is no bundle ${name}`);
    return { name, handler };
  };

  const token = await new SignJWT({ sub: 'ada', session: 'SESSION_USER', scope: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secretText));
  const get = (path: string, more = {}) => apiEvent({ method: 'GET', path, token, ...more });
  const body = uploadBody(jpeg({ bytes: 1000 }));

  const avatar = JSON.parse(await ask('upload', apiEvent({ method: 'POST', path: '/upload', token, body })));
  const privatePath = '/api/storage/profile-photo/upload';
  const { data } = JSON.parse(await ask('upload', apiEvent({ method: 'POST', path: privatePath, token, body }), 201));
  const link = new URL(data.uploadUrl);
  await ask(
    'public-read',
    get('/storage', { resource: '/storage/{name}', parameters: { name: avatar.uploaded[0].uuid } }),
  );
  const parameters = { bucket: 'user-assets', path: data.fileKey };
  await ask(
    'signed-read',
    get(link.pathname, { resource: linkResource, parameters, query: { token: [link.searchParams.get('token')] } }),
  );
  await ask('signed-url', get('/api/storage/profile-photo'));
  await ask('signed-url', get('/api/storage/profile-photo', { query: { archived: ['true'] } }));
  const query = Buffer.from(JSON.stringify({ query: '{ user(id: "ada") { profilePhotoUrl } }' }));
  await ask(
    'graphql',
    apiEvent({ method: 'POST', path: '/graphql', token, contentType: 'application/json', body: query }),
  );
  await ask('unrouted', get('/nowhere', { resource: '/{proxy+}' }), 404);
  const accessTokenId = 'e8f5170c-877b-416f-b70f-4b09772f8e2d';
  const put = (kind: string, id: string, json: object) =>
    apiEvent({
      ...{ method: 'PUT', path: `/admin/${kind}/${id}`, resource: `/admin/${kind}/{id}`, parameters: { id }, token },
      ...{ contentType: 'application/json', body: Buffer.from(JSON.stringify(json)) },
    });
  await ask('admin', put('accounts', 'ada', { tenant: 'default' }));
  const tenantPermissions = [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }];
  await ask('admin', put('access-tokens', accessTokenId, { application: 'a', tenantPermissions }));
  const profile = (template: string) => ({
    path: `/api/1/profile/ada${template}`,
    resource: `/api/1/profile/{id}${template}`,
    parameters: { id: 'ada', ...(template.includes('{name}') ? { name: 'picture1' } : {}) },
    query: { accessTokenId: [accessTokenId] },
  });
  const attachment = multipart([{ name: 'attachment', fileName: 'picture1.jpg', content: jpeg({ bytes: 1000 }) }]);
  await ask('upload', apiEvent({ method: 'POST', ...profile('/uploadAttachment'), ...attachment }));
  await ask('attachments', apiEvent({ method: 'GET', ...profile('/attachments') }));
  await ask('attachments', apiEvent({ method: 'GET', ...profile('/attachment/{name}') }));
  await exerciseBox(ask, token);
  await exerciseAkana(ask, token);
  await exerciseLarge(ask, tell, token);
  const message = toStorageEvent(photoIn(data.fileKey), new Date());
  await tell('retention', { Records: [{ messageId: '1', body: message }] });
  // Bundles open their clients at their first request, which needs a queue.
  process.env.RETENTION_QUEUE_URL = `${await startQueue()}/000000000000/retention`;
  const assetPath = { resource: '/api/storage/profile-photo/{assetId}', parameters: { assetId: data.assetId } };
  const ownPhoto = { path: '/api/storage/profile-photo/x', token, ...assetPath };
  const restore = { ...ownPhoto, resource: `${assetPath.resource}/restore` };
  await ask('photo-state', apiEvent({ method: 'POST', ...restore }));
  await ask('photo-state', apiEvent({ method: 'DELETE', ...ownPhoto }));
  const choice = Buffer.from(JSON.stringify({ avatar: '' }));
  await ask(
    'account',
    apiEvent({ method: 'PUT', path: '/account/me', token, contentType: 'application/json', body: choice }),
  );
  const rotation = { SecretId: 'arn:links', ClientRequestToken: secrets.beginRotation('arn:links') };
  for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
    await tell('link-keys', { ...rotation, Step });
}

/** A queue that accepts every message. */
async function startQueue(): Promise<string> {
  const server = createServer(async (request, response) => {
    const { MessageBody } = JSON.parse(await text(request)) as { MessageBody: string };
    const md5 = createHash('md5').update(MessageBody).digest('hex');
    response.end(JSON.stringify({ MessageId: '1', MD5OfMessageBody: md5 }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
