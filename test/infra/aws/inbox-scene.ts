import { equal } from 'node:assert/strict';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { toObjectEvent } from '../../../shared/photos/storage-event.ts';
import type { DoorContext } from '../../../shared/uploads/wide-door.ts';
import { apiEvent, uploadBody } from '../../support/upload-event.ts';
import { standIns } from './deployment.ts';
import { call, photo, type Scene } from './scene.ts';

const Bucket = standIns['Storage/Transient'];

/** Asks the authorizer about Ada's upload to a path: the object of its body, and the address of its outcome. */
export async function admit(scene: Scene, path: string): Promise<DoorContext> {
  const event = apiEvent({ method: 'POST', path: `/inbox${path}`, resource: '/inbox/{path+}', token: scene.token });
  const { context } = (await scene.deployment.invoke('door', { ...event, type: 'REQUEST', methodArn: 'arn' })) as {
    context: DoorContext;
  };
  return context;
}

/** Stores the body, as the API's integration does. */
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

/** Issues a ticket to Ada for the photo. */
export async function getTicket(scene: Scene) {
  const { length: size } = photo;
  const { status, body } = await call(scene, 'signed-url', { method: 'POST', path, json: { fileName: 'p.jpg', size } });
  equal(status, 201, body);
  return (JSON.parse(body) as { data: { uploadId: string; url: string; fields: Record<string, string> } }).data;
}

/** Stores the photo with the ticket, as a browser does. */
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

/** Sends the store's message about the photo of a ticket. */
export async function announce({ deployment }: Scene, uploadId: string): Promise<unknown> {
  const body = toObjectEvent({ bucket: 'transient', key: `tickets/${uploadId}` }, new Date());
  return deployment.invoke('arrivals', { Records: [{ messageId: 'm', body }] });
}
