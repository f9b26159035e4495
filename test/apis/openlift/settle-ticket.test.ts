import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { findPhoto } from '../../../shared/assets/find-photo.ts';
import { png } from '../../support/photos/png.ts';
import { photoOfSize } from '../../support/sample-photos.ts';
import { firstId, noPhoto, photo, refusal, ticketScene, withTicket } from '../../support/ticket-scene.ts';

const id = firstId;
const mismatch = refusal(415, 'VALIDATION_FAILED', 'File content is of an unknown type, not image/png');

describe('the photo of a ticket', () => {
  it('becomes a private photo of the caller, with the id of the ticket', async () => {
    const { put, status, service, photos } = await withTicket();
    put(id);
    assert.equal((await status(id)).status, 201);
    const record = await findPhoto(service.table, { ownerId: 'alice', assetId: id });
    assert.partialDeepStrictEqual(record, {
      ...{ id, ownerId: 'alice', username: 'Alice', uploadedBy: 'alice', api: 'openlift', scope: 'private' },
      ...{ placed: true, fileName: 'me.png', extension: 'png', size: photo.length },
    });
    assert.deepEqual(await photos(), [photo]);
  });

  it('is removed from the transient bucket once it is stored', async () => {
    const { put, status, isWaiting } = await withTicket();
    put(id);
    await status(id);
    assert.ok(!isWaiting(id));
  });

  it('is deleted if it is refused, and the status stays the refusal', async () => {
    const { put, arrive, status, isWaiting, photos } = await withTicket();
    put(id, noPhoto);
    await arrive(id);
    assert.ok(!isWaiting(id));
    assert.deepEqual(await photos(), []);
    for (let times = 0; times < 3; times++) assert.deepEqual(await status(id), mismatch);
    put(id); // a valid photo
    await arrive(id);
    assert.deepEqual(await status(id), mismatch);
    assert.deepEqual([isWaiting(id), await photos()], [false, []]);
  });

  it('is refused if its bytes have another format than declared', async () => {
    const { put, status } = await withTicket();
    put(id, photoOfSize('gif', 100));
    assert.deepEqual(await status(id), refusal(415, 'VALIDATION_FAILED', 'File content is image/gif, not image/png'));
  });

  it('is refused if it is empty', async () => {
    const { put, status } = await withTicket();
    put(id, Buffer.alloc(0));
    assert.deepEqual(await status(id), refusal(400, 'VALIDATION_FAILED', 'File is empty'));
  });

  it('is refused unread if it is too large', async () => {
    const { service, status, put, isWaiting } = await withTicket();
    put(id);
    const body = new Readable({
      read() {
        this.destroy(new Error('it was read'));
      },
    });
    const { storage } = service;
    const large = async (...[ref]: Parameters<typeof storage.open>) => {
      const opened = await storage.open(ref);
      return opened && { ...opened, size: 6_000_000_000, body };
    };
    Object.assign(service, { storage: { ...storage, open: large } });
    const message = 'File size 6000000000 exceeds maximum 5242880 bytes for profile photos';
    assert.deepEqual(await status(id), refusal(400, 'VALIDATION_FAILED', message));
    assert.ok(body.destroyed, 'the body is closed');
    assert.ok(!isWaiting(id));
  });

  it('is kept, and its body closed, if the table fails', async () => {
    const bodies: Readable[] = [];
    const { service, put, status, photos } = await withTicket();
    const { storage, table } = service;
    const open = async (...[ref]: Parameters<typeof storage.open>) => {
      const opened = await storage.open(ref);
      if (opened !== undefined) bodies.push(opened.body);
      return opened;
    };
    const broken = { ...table, update: () => Promise.reject(new Error('throttled')) };
    Object.assign(service, { storage: { ...storage, open }, table: broken });
    put(id);
    await assert.rejects(status(id), /throttled/);
    assert.deepEqual(
      bodies.map(({ destroyed }) => destroyed),
      [true],
      'the body is closed',
    );
    Object.assign(service, { table });
    assert.equal((await status(id)).status, 201);
    assert.deepEqual(await photos(), [photo]);
  });
});

it('each ticket of an owner becomes a photo', async () => {
  const scene = ticketScene();
  const sent = ['first', 'second', 'third'].map((label) => png({ bytes: photo.length, label }));
  for (const each of sent) {
    const ticket = await scene.ticket();
    scene.put(ticket, each);
    assert.equal((await scene.status(ticket)).status, 201);
  }
  assert.deepEqual(await scene.photos(), sent);
});
