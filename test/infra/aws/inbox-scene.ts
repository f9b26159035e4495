import { equal } from 'node:assert/strict';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { toObjectEvent } from '../../../shared/photos/storage-event.ts';
import { apiEvent, uploadBody } from '../../support/upload-event.ts';
import { standIns } from './deployment.ts';
import { call, photo, type Scene } from './scene.ts';

const Bucket = standIns['Storage/Transient'];

/** Has Ada's upload to a path let into the inbox: its place there, and where its outcome is. */
export async function admit(scene: Scene, path: string): Promise<{ key: string; location: string }> {
  const event = apiEvent({ method: 'POST', path: `/inbox${path}`, resource: '/inbox/{path+}', token: scene.token });
  const { context } = (await scene.deployment.invoke('door', { ...event, type: 'REQUEST', methodArn: 'arn' })) as {
    context: { key: string; location: string };
  };
  return context;
}

/** Puts the body there, as the API's integration does. */
export async function store({ s3 }: Scene, key: string): Promise<void> {
  const { multiValueHeaders } = apiEvent({ method: 'POST', path: '/' });
  const ContentType = multiValueHeaders['Content-Type']?.[0];
  await s3.send(new PutObjectCommand({ Bucket, Key: `inbox/${key}`, Body: uploadBody(photo), ContentType }));
}

export function askOutcome(scene: Scene, location: string) {
  const { pathname, searchParams } = new URL(location, 'https://none.example');
  const route = { path: pathname, resource: '/outcome/{path+}', query: { ticket: searchParams.getAll('ticket') } };
  return call(scene, 'upload', { method: 'GET', ...route });
}

const path = '/api/storage/profile-photo/direct';

/** Has Ada given a ticket for the photo. */
export async function getTicket(scene: Scene) {
  const { length: size } = photo;
  const { status, body } = await call(scene, 'signed-url', { method: 'POST', path, json: { fileName: 'p.jpg', size } });
  equal(status, 201, body);
  return (JSON.parse(body) as { data: { uploadId: string; url: string; fields: Record<string, string> } }).data;
}

/** Puts the photo where the ticket says, as a browser does. */
export async function useTicket({ url, fields }: { url: string; fields: Record<string, string> }): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([Uint8Array.from(photo)]), 'p.jpg');
  equal((await fetch(url, { method: 'POST', body: form })).status, 204);
}

export function askStatus(scene: Scene, uploadId: string) {
  const route = { path: `${path}/${uploadId}`, resource: `${path}/{uploadId}`, parameters: { uploadId } };
  return call(scene, 'upload', { method: 'GET', ...route });
}

/** Has the store announce the photo of a ticket. */
export async function announce({ deployment }: Scene, uploadId: string): Promise<unknown> {
  const body = toObjectEvent({ bucket: 'transient', key: `tickets/${uploadId}` }, new Date());
  return deployment.invoke('arrivals', { Records: [{ messageId: 'm', body }] });
}
