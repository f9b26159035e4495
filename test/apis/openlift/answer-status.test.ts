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
  it('is that the photo is waited for, until it is there', async () => {
    const { put, status } = await withTicket();
    for (let times = 0; times < 3; times++) assert.deepEqual(await status(id), waiting);
    put(id);
    assert.equal((await status(id)).status, 201);
  });

  it('is then what the upload itself would have answered', async () => {
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

  it('is the same ever after, to the letter, though time goes on', async () => {
    for (const bytes of [photo, noPhoto]) {
      const { put, status, time } = await withTicket();
      put(id, bytes);
      const first = await status(id);
      time.now = later(86_399);
      assert.deepEqual(await status(id), first);
    }
  });

  it('takes two reads where there is an outcome, and costs the store no more than a look', async () => {
    const { put, status, calls } = await withTicket();
    put(id);
    await status(id);
    calls.length = 0;
    await status(id);
    assert.deepEqual(calls, [`table.get UPLOAD#${id} TICKET`, `table.get UPLOAD#${id} OUTCOME`, 'storage.remove']);
  });

  it('is known for a day, also of a photo that came late', async () => {
    const { put, status, time } = await withTicket();
    time.now = later(86_399);
    assert.deepEqual(await status(id), waiting);
    put(id);
    assert.equal((await status(id)).status, 201);
    time.now = later(86_400);
    assert.deepEqual(await status(id), notFound);
  });
});

describe('nothing is said of a ticket', () => {
  it('to another than its owner, who does not have it judged, either', async () => {
    const { put, status, calls } = await withTicket();
    assert.deepEqual(await status(id, asBob), notFound);
    put(id);
    assert.deepEqual(await status(id, asBob), notFound);
    assert.deepEqual(
      calls.filter((call) => !call.startsWith('table.get')),
      [],
    );
    await status(id);
    assert.deepEqual(await status(id, asBob), notFound, 'nor of its outcome');
  });

  it('to a stranger', async () => {
    const { status, calls } = await withTicket();
    assert.deepEqual(await status(id, 'Bearer mallory'), refusal(401, 'UNAUTHORIZED', 'Missing or malformed token'));
    assert.deepEqual(calls, []);
  });

  it('where there is none: in the very words in which a stranger’s is not there', async () => {
    const { status } = await withTicket();
    assert.deepEqual(await status(assetIdAt(now, 2)), notFound);
  });

  it('for an id that is none, of which the table is not asked', async () => {
    const nonsense = ['', 'x', '..', '../../upload', `${id}x`, ` ${id}`, `${id}\n`, `${id}/`, '%00', '__proto__', '*'];
    for (const uploadId of [...nonsense, id.toUpperCase().replace(/7000/, '7ABC'), id.replace('-7', '-4')]) {
      const { status, calls } = await withTicket();
      assert.deepEqual(await status(uploadId), notFound, uploadId);
      assert.deepEqual(calls, [], uploadId);
    }
  });

  it('where the route has no id', async () => {
    const { send } = await withTicket();
    assert.deepEqual(await send({ ...statusRequest(id, 'Bearer alice'), parameters: {} }), notFound);
  });
});
