import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { asBob, noPhoto, photo, refusal, statusRequest, ticketScene } from '../../support/ticket-scene.ts';

const id = assetIdAt(now, 1);
const notFound = refusal(404, 'NOT_FOUND', 'File not found');
const waiting = { status: 202, body: { success: true, data: { uploadId: id, state: 'waiting' } } };
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** A scene with a ticket, and a clock that can be set. */
async function withTicket() {
  const time = { now };
  const scene = ticketScene({ clock: () => time.now });
  assert.equal(await scene.ticket(), id);
  scene.calls.length = 0;
  return { ...scene, time };
}

describe('the status of a ticket', () => {
  it('is 202 until the photo is stored', async () => {
    const { put, status } = await withTicket();
    for (let times = 0; times < 3; times++) assert.deepEqual(await status(id), waiting);
    put(id);
    assert.equal((await status(id)).status, 201);
  });

  it('is then the answer of an upload', async () => {
    const { put, status } = await withTicket();
    put(id);
    const { status: code, body } = await status(id);
    const { data } = body as { data: { uploadUrl: string } };
    const key = `users/alice/profile-picture/${id}.png`;
    const url = `https://api.openlift.app/api/storage/signed/user-assets/${key}?token=`;
    assert.deepEqual(
      { code, body },
      {
        code: 201,
        body: {
          success: true,
          data: {
            fileKey: key,
            uploadUrl: data.uploadUrl,
            fileName: 'me.png',
            contentType: 'image/png',
            size: photo.length,
            assetId: id,
            uploadedAt: '2025-09-23T10:30:00.000Z',
            expiresAt: '2025-09-23T11:30:00.000Z',
          },
        },
      },
    );
    assert.ok(data.uploadUrl.startsWith(url), data.uploadUrl);
  });

  it('stays the same, byte for byte', async () => {
    for (const bytes of [photo, noPhoto]) {
      const { put, status, time } = await withTicket();
      put(id, bytes);
      const first = await status(id);
      time.now = later(86_399);
      assert.deepEqual(await status(id), first);
    }
  });

  it('costs two reads and one removal once there is an outcome', async () => {
    const { put, status, calls } = await withTicket();
    put(id);
    await status(id);
    calls.length = 0;
    await status(id);
    assert.deepEqual(calls, [`table.get UPLOAD#${id} TICKET`, `table.get UPLOAD#${id} OUTCOME`, 'storage.remove']);
  });

  it('is available for a day, also for a photo that was stored late', async () => {
    const { put, status, time } = await withTicket();
    time.now = later(86_399);
    assert.deepEqual(await status(id), waiting);
    put(id);
    assert.equal((await status(id)).status, 201);
    time.now = later(86_400);
    assert.deepEqual(await status(id), notFound);
  });
});

describe('the status of a ticket is refused', () => {
  it('to another user, whose request does not judge the photo', async () => {
    const { put, status, calls } = await withTicket();
    assert.deepEqual(await status(id, asBob), notFound);
    put(id);
    assert.deepEqual(await status(id, asBob), notFound);
    assert.deepEqual(
      calls.filter((call) => !call.startsWith('table.get')),
      [],
    );
    await status(id);
    assert.deepEqual(await status(id, asBob), notFound, 'the outcome is not found either');
  });

  it('without a valid token', async () => {
    const { status, calls } = await withTicket();
    assert.deepEqual(await status(id, 'Bearer mallory'), refusal(401, 'UNAUTHORIZED', 'Missing or malformed token'));
    assert.deepEqual(calls, []);
  });

  it('for an unknown id, with the same answer as for another user’s ticket', async () => {
    const { status } = await withTicket();
    assert.deepEqual(await status(assetIdAt(now, 2)), notFound);
  });

  it('for an invalid id, without a read of the table', async () => {
    const invalid = ['', 'x', '..', '../../upload', `${id}x`, ` ${id}`, `${id}\n`, `${id}/`, '%00', '__proto__', '*'];
    for (const uploadId of [...invalid, id.toUpperCase().replace(/7000/, '7ABC'), id.replace('-7', '-4')]) {
      const { status, calls } = await withTicket();
      assert.deepEqual(await status(uploadId), notFound, uploadId);
      assert.deepEqual(calls, [], uploadId);
    }
  });

  it('without an id', async () => {
    const { send } = await withTicket();
    assert.deepEqual(await send({ ...statusRequest(id, 'Bearer alice'), parameters: {} }), notFound);
  });
});
