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
  it('is the caller’s photo, under the ticket’s id, and private as OpenLift’s are', async () => {
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

  it('is removed where it was put, once it is kept', async () => {
    const { put, status, isWaiting } = await withTicket();
    put(id);
    await status(id);
    assert.ok(!isWaiting(id));
  });

  it('is refused where its bytes lie: removed, nothing kept, and the status says why for ever', async () => {
    const { put, arrive, status, isWaiting, photos } = await withTicket();
    put(id, noPhoto);
    await arrive(id);
    assert.ok(!isWaiting(id));
    assert.deepEqual(await photos(), []);
    for (let times = 0; times < 3; times++) assert.deepEqual(await status(id), mismatch);
    put(id); // now the right ones
    await arrive(id);
    assert.deepEqual(await status(id), mismatch);
    assert.deepEqual([isWaiting(id), await photos()], [false, []]);
  });

  it('is refused for bytes of another format than was said', async () => {
    const { put, status } = await withTicket();
    put(id, photoOfSize('gif', 100));
    assert.deepEqual(await status(id), refusal(415, 'VALIDATION_FAILED', 'File content is image/gif, not image/png'));
  });

  it('is refused for having no bytes, where a store takes that', async () => {
    const { put, status } = await withTicket();
    put(id, Buffer.alloc(0));
    assert.deepEqual(await status(id), refusal(400, 'VALIDATION_FAILED', 'File is empty'));
  });

  it('is refused unread where it is larger than is taken', async () => {
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
    assert.ok(body.destroyed, 'nothing holds on to it');
    assert.ok(!isWaiting(id));
  });

  it('is not let go of where the table does not answer', async () => {
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
      'nothing holds on to the object',
    );
    Object.assign(service, { table });
    assert.equal((await status(id)).status, 201);
    assert.deepEqual(await photos(), [photo]);
  });
});

it('tickets of one owner become photos of their own', async () => {
  const scene = ticketScene();
  const sent = ['first', 'second', 'third'].map((label) => png({ bytes: photo.length, label }));
  for (const each of sent) {
    const ticket = await scene.ticket();
    scene.put(ticket, each);
    assert.equal((await scene.status(ticket)).status, 201);
  }
  assert.deepEqual(await scene.photos(), sent);
});
