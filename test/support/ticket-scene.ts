import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { toFailure } from '../../shared/apis/apis.ts';
import { answerStatus } from '../../shared/apis/openlift/answer-status.ts';
import { issueTicket } from '../../shared/apis/openlift/issue-ticket.ts';
import { settleArrival } from '../../shared/apis/openlift/settle-arrival.ts';
import { ticketObject } from '../../shared/apis/openlift/ticket-object.ts';
import { refuse } from '../../shared/apis/refuse.ts';
import { findPhoto } from '../../shared/assets/find-photo.ts';
import { photoKey } from '../../shared/core/photo-key.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { settlePhotos, toObjectEvent } from '../../shared/photos/storage-event.ts';
import type { Storage } from '../../shared/storage/storage.ts';
import { callerOf, type FakeService, type FakeSettings, fakeService } from './fake-service.ts';
import { png } from './photos/png.ts';
import { assetIdAt, now } from './sample-asset.ts';
import { sampleRequest } from './sample-request.ts';
import { asAlice } from './upload-request.ts';

export const asBob = 'Bearer bob';

/** The routes of tickets. */
export const ticketsPath = '/api/storage/profile-photo/direct';
export const statusResource = `${ticketsPath}/{uploadId}`;

/** Two photos of the same size, so that one ticket fits both. */
export const photo = png({ bytes: 100 });
export const otherPhoto = png({ bytes: 100, label: 'other' });
export const noPhoto = Buffer.alloc(100, 'not a photo ');

export const offer = { fileName: 'me.png', contentType: 'image/png', size: photo.length };

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A service that issues tickets, and a store to which clients upload. */
export interface TicketScene extends FakeService {
  readonly service: FakeService['service'];
  /** Sends a request, and words a failure as the API does. */
  send(request: HttpRequest): Promise<Answer>;
  issue(body?: unknown, authorization?: string): Promise<Answer>;
  /** Issues a ticket and returns its id. */
  ticket(): Promise<string>;
  /** Stores bytes as the object of a ticket. */
  put(id: string, bytes?: Uint8Array): void;
  status(id: string, authorization?: string): Promise<Answer>;
  /** Delivers the store's message. */
  arrive(id: string): Promise<void>;
  isWaiting(id: string): boolean;
  /** Delivers all messages and returns Alice's photos; asserts that every object is complete and recorded. */
  photos(): Promise<readonly Buffer[]>;
}

export function ticketScene(settings: FakeSettings = {}): TicketScene {
  const callers = { [asAlice]: callerOf('alice', { username: 'Alice' }), [asBob]: callerOf('bob') };
  const fake = fakeService({ callers, ...settings });
  const { objects } = fake;
  const nameOf = (id: string) => `transient/${ticketObject(id).key}`;
  const { storage } = fake.service;
  const telling: Storage = {
    ...storage,
    async open(ref) {
      const opened = await storage.open(ref);
      const bytes = objects.get(`${ref.bucket}/${ref.key}`)?.bytes ?? '';
      return opened && { ...opened, etag: `"${createHash('md5').update(bytes).digest('hex')}"` };
    },
  };
  const service = { ...fake.service, storage: telling, inbox: telling };

  const scene: TicketScene = {
    ...fake,
    service,
    async send(request) {
      const verb = request.resource === ticketsPath ? issueTicket : answerStatus;
      const { status, body } = await verb(service, request).catch((error: unknown) => {
        const failure = toFailure(error);
        if (failure.code === 'internal') throw error;
        return refuse(failure, { request });
      });
      return { status, body: JSON.parse(String(body)) };
    },
    issue: (body = offer, authorization = asAlice) => scene.send(ticketRequest(JSON.stringify(body), authorization)),
    async ticket() {
      const { status, body } = await scene.issue();
      assert.equal(status, 201);
      return (body as { data: { uploadId: string } }).data.uploadId;
    },
    put(id, bytes = photo) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      objects.set(nameOf(id), { ...ticketObject(id), bytes, contentType: 'image/png', sha256, metadata: {} });
    },
    status: (id, authorization = asAlice) => scene.send(statusRequest(id, authorization)),
    arrive: (id) => settleArrival(service, toObjectEvent(ticketObject(id), now)),
    isWaiting: (id) => objects.has(nameOf(id)),
    async photos() {
      const stored = [...objects.values()].filter(({ bucket }) => bucket === 'user-assets');
      const sent = fake.messages.splice(0).map(({ message }) => message);
      const announced = settings.storageAnnounces ? stored.map((object) => toObjectEvent(object, now)) : sent;
      for (const message of announced) await settlePhotos(service, message);
      const found: Buffer[] = [];
      for (const { key, bytes, metadata } of stored) {
        const [, id = ''] = /\/([^/]*)\.\w+$/.exec(key) ?? [];
        const record = await findPhoto(service.table, { ownerId: 'alice', assetId: id });
        assert.ok(record, 'every object is recorded');
        assert.equal(key, photoKey(record));
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        assert.deepEqual([record.sha256, record.size, metadata.sha256], [sha256, bytes.length, sha256]);
        found.push(Buffer.from(bytes));
      }
      assert.equal(
        fake.items().filter(({ sk }) => sk.startsWith('PHOTO#')).length,
        found.length,
        'no record without one',
      );
      return found;
    },
  };
  return scene;
}

export function ticketRequest(body: string | Uint8Array, authorization?: string): HttpRequest {
  return sampleRequest({
    ...{ method: 'POST', path: ticketsPath, resource: ticketsPath, body: Buffer.from(body) },
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
  });
}

export function statusRequest(uploadId: string, authorization: string): HttpRequest {
  return sampleRequest({
    ...{ path: `${ticketsPath}/${uploadId}`, resource: statusResource, parameters: { uploadId } },
    headers: { authorization },
  });
}

/** A refusal in OpenLift's words. */
export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { success: false, error: { code, message } } };
}

/** The id of a scene's first ticket. */
export const firstId = assetIdAt(now, 1);
export const waiting = { status: 202, body: { success: true, data: { uploadId: firstId, state: 'waiting' } } };

/** A scene with a ticket whose photo has not been stored. */
export async function withTicket(settings: FakeSettings = {}): Promise<TicketScene> {
  const scene = ticketScene(settings);
  assert.equal(await scene.ticket(), firstId);
  return scene;
}
