import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activePhotos, allPhotos, bytesAt, changePhoto, uploadPhoto } from '../support/e2e-photos.ts';
import { png } from '../support/photos/png.ts';
import { bearer, newOwner, type Owner, type Portrait } from '../support/portrait.ts';
import { askForTicket, newTicket, outcomeOf, putPhoto, statusOf, storedPhoto, tickets } from './direct-api.ts';

const largest = 5_242_880;
const notFound = { success: false, error: { code: 'NOT_FOUND', message: 'File not found' } };

/** The promises of direct uploads, for any store. */
export function directStory(store: string, portrait: Portrait): void {
  const shownPhoto = async ({ id, ...owner }: Owner) => {
    const query = `{ user(id: ${JSON.stringify(id)}) { profilePhotoUrl } }`;
    const headers = { ...bearer(owner), 'Content-Type': 'application/json' };
    const response = await fetch(`${portrait.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: { user: { profilePhotoUrl: string } } }).data.user.profilePhotoUrl;
  };

  describe(`A direct upload to ${store}`, () => {
    test('is accepted up to the maximum size, and is then a photo like any other', async () => {
      const owner = await newOwner(portrait);
      const photo = png({ bytes: largest, label: owner.id });
      const ticket = await newTicket(portrait, owner, { size: largest, fileName: 'Ich – 漢字.png' });
      match(ticket.uploadId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      equal(ticket.statusUrl, `${portrait.url}${tickets}/${ticket.uploadId}`);
      const waiting = { success: true, data: { uploadId: ticket.uploadId, state: 'waiting' } };
      deepEqual(await statusOf(ticket, owner), { status: 202, body: waiting });
      deepEqual(await activePhotos(portrait, owner), []);

      await putPhoto(ticket, photo);

      const { uploadUrl, uploadedAt, expiresAt, ...facts } = await storedPhoto(ticket, owner);
      deepEqual(facts, {
        fileKey: `users/${owner.id}/profile-picture/${ticket.uploadId}.png`,
        fileName: 'Ich – 漢字.png',
        contentType: 'image/png',
        size: largest,
        assetId: ticket.uploadId,
      });
      ok(
        uploadedAt < ticket.expiresAt && ticket.expiresAt < expiresAt,
        `${uploadedAt} ${ticket.expiresAt} ${expiresAt}`,
      );
      ok(photo.equals(await bytesAt(uploadUrl)));
      const [listed, ...others] = await activePhotos(portrait, owner);
      deepEqual(
        [listed?.assetId, listed?.current, listed?.size, listed?.uploadedAt, others],
        [ticket.uploadId, true, largest, uploadedAt, []],
      );
      ok(photo.equals(await bytesAt(await shownPhoto(owner))));
    });

    test('keeps its outcome, and its ticket accepts no other photo', async () => {
      const owner = await newOwner(portrait);
      const [photo, other] = [png({ bytes: 5000, label: 'first' }), png({ bytes: 5000, label: 'other' })];
      const ticket = await newTicket(portrait, owner, { size: 5000 });
      await putPhoto(ticket, photo);
      const first = await outcomeOf(ticket, owner);
      equal(first.status, 201);
      for (const bytes of [other, photo, Buffer.alloc(5000)]) {
        await putPhoto(ticket, bytes);
        deepEqual(await statusOf(ticket, owner), first);
      }
      const [listed, ...none] = await allPhotos(portrait, owner);
      deepEqual([listed?.assetId, none], [ticket.uploadId, []]);
      ok(photo.equals(await bytesAt(listed?.url ?? '')));
    });

    test('is refused if its bytes are not an image, and stays refused', async () => {
      const owner = await newOwner(portrait);
      const before = await uploadPhoto(portrait, owner);
      const ticket = await newTicket(portrait, owner, { size: 5000 });
      await putPhoto(ticket, Buffer.alloc(5000, 'not a photo '));
      const message = 'File content is of an unknown type, not image/png';
      const refusal = { status: 415, body: { success: false, error: { code: 'VALIDATION_FAILED', message } } };
      deepEqual(await outcomeOf(ticket, owner), refusal);
      await putPhoto(ticket, png({ bytes: 5000 }));
      deepEqual(await statusOf(ticket, owner), refusal);
      deepEqual(
        (await allPhotos(portrait, owner)).map(({ assetId }) => assetId),
        [before.assetId],
      );
    });

    test('creates one photo with one outcome if its status is requested concurrently', async () => {
      const owner = await newOwner(portrait);
      const ticket = await newTicket(portrait, owner, { size: 50_000 });
      await putPhoto(ticket, png({ bytes: 50_000 }));
      const answers = await Promise.all(Array.from({ length: 5 }, () => outcomeOf(ticket, owner)));
      for (const answer of answers) deepEqual(answer, answers[0]);
      equal(answers[0]?.status, 201);
      equal((await allPhotos(portrait, owner)).length, 1);
    });

    test('has a status that only its owner can read', async () => {
      const owner = await newOwner(portrait);
      const other = await newOwner(portrait);
      const ticket = await newTicket(portrait, owner, { size: 5000 });
      deepEqual(await statusOf(ticket, other), { status: 404, body: notFound });
      await putPhoto(ticket, png({ bytes: 5000 }));
      await storedPhoto(ticket, owner);
      deepEqual(await statusOf(ticket, other), { status: 404, body: notFound });
      equal((await statusOf(ticket, { ...owner, token: 'x' })).status, 401);
    });

    test('counts towards the active photos, and does not come back once deleted', async () => {
      const owner = await newOwner(portrait);
      const ids: string[] = [];
      for (let number = 1; number <= 6; number++) {
        const ticket = await newTicket(portrait, owner, { size: 5000 });
        await putPhoto(ticket, png({ bytes: 5000, label: `photo ${number}` }));
        ids.unshift((await storedPhoto(ticket, owner)).assetId);
      }
      const shown = async () => (await activePhotos(portrait, owner)).map(({ assetId }) => assetId);
      deepEqual(await shown(), ids.slice(0, 5));
      deepEqual(
        (await allPhotos(portrait, owner)).map(({ assetId, archived }) => [assetId, archived]),
        ids.map((id, index) => [id, index === 5]),
      );
      equal((await changePhoto(portrait, owner, ids[0] ?? '', 'delete')).status, 200);
      deepEqual(await shown(), ids.slice(1, 5));
    });
  });

  describe(`A ticket for ${store} is refused`, () => {
    for (const [what, offer, status] of [
      ['for a type that is not allowed', { fileName: 'a.bmp', contentType: 'image/bmp', size: 5 }, 415],
      ['for a type that contradicts the name', { fileName: 'a.jpg', contentType: 'image/png', size: 5 }, 400],
      ['for an empty file', { fileName: 'a.png', size: 0 }, 400],
      ['for one byte too many', { fileName: 'a.png', size: largest + 1 }, 400],
      ['without a size', { fileName: 'a.png' }, 400],
      ['without a name', { size: 5 }, 400],
    ] as const) {
      test(what, async () => {
        const response = await askForTicket(portrait, await newOwner(portrait), offer);
        const { success, error } = (await response.json()) as { success: boolean; error: { code: string } };
        deepEqual([response.status, success, error.code], [status, false, 'VALIDATION_FAILED']);
      });
    }

    test('without a token', async () => {
      const response = await askForTicket(portrait, { id: 'x', token: 'x' }, { fileName: 'a.png', size: 5 });
      equal(response.status, 401);
    });

    test('as the status of an unknown ticket', async () => {
      const owner = await newOwner(portrait);
      for (const id of ['01890000-0000-7000-8000-000000000000', 'x', '*']) {
        const response = await fetch(`${portrait.url}${tickets}/${id}`, { headers: bearer(owner) });
        deepEqual([response.status, await response.json()], [404, notFound], id);
      }
    });
  });
}
