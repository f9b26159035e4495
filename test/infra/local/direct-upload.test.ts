import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newTicket, outcomeOf, putPhoto, statusOf, storedPhoto, tickets } from '../../e2e/direct-api.ts';
import { allPhotos, bytesAt } from '../../support/e2e-photos.ts';
import { eventually } from '../../support/eventually.ts';
import { png } from '../../support/photos/png.ts';
import { newOwner } from '../../support/portrait.ts';
import { dataFolderFor, secret, startFor, variables } from './start-for.ts';

describe('A photo that a client uploaded directly into the local folder', { concurrency: 2 }, () => {
  for (const moment of ['at once', 'while it is judged', 'while its status is asked for'] as const) {
    test(`is accepted exactly once if the service was killed ${moment}`, async (t) => {
      const { start } = await dataFolderFor(t);
      const first = { ...(await start(variables)), secret };
      const owner = await newOwner(first);
      const photo = png({ bytes: 2_000_000, label: moment });
      const ticket = await newTicket(first, owner, { size: photo.length });
      await putPhoto(ticket, photo);
      const asked = moment === 'while its status is asked for' ? statusOf(ticket, owner).catch(() => {}) : undefined;
      if (moment !== 'at once') await new Promise((resolve) => setImmediate(resolve));
      await first.end('SIGKILL');
      await asked;

      const second = { ...(await start(variables)), secret };
      const statusUrl = `${second.url}${tickets}/${ticket.uploadId}`;
      const [kept] = await eventually(async () => {
        const photos = await allPhotos(second, owner);
        equal(photos.length, 1);
        return photos;
      });
      equal(kept?.assetId, ticket.uploadId);
      equal((await storedPhoto({ ...ticket, statusUrl }, owner)).assetId, ticket.uploadId);
      ok(photo.equals(await bytesAt(kept?.url ?? '')));
      equal((await allPhotos(second, owner)).length, 1);
    });
  }

  test('is accepted after a restart since the ticket was issued', async (t) => {
    const { start } = await dataFolderFor(t);
    const first = { ...(await start(variables)), secret };
    const owner = await newOwner(first);
    const ticket = await newTicket(first, owner, { size: 5000 });
    await first.end('SIGTERM');
    const second = await start(variables);
    const moved = (address: string) => address.replace(first.url, second.url);
    const now = { ...ticket, url: moved(ticket.url), statusUrl: moved(ticket.statusUrl) };
    await putPhoto(now, png({ bytes: 5000 }));
    equal((await outcomeOf(now, owner)).status, 201);
  });
});

describe('The local object endpoint', () => {
  test('honours ALLOWED_ORIGINS, and its URLs begin with PUBLIC_BASE_URL', async (t) => {
    const origins = ['https://app.example', 'https://other.example'];
    const more = { ALLOWED_ORIGINS: origins.join(','), PUBLIC_BASE_URL: 'https://photos.example' };
    const portrait = await startFor(t, more);
    const { url, statusUrl } = await newTicket(portrait, await newOwner(portrait), { size: 5000 });
    ok(url.startsWith('https://photos.example/local-object-storage/transient/tickets/'), url);
    ok(statusUrl.startsWith('https://photos.example/api/storage/profile-photo/direct/'), statusUrl);
    const at = url.replace('https://photos.example', portrait.url);
    const seen = [...origins, 'https://evil.example'].map(async (Origin) => {
      const headers = { Origin, 'Access-Control-Request-Method': 'PUT' };
      const response = await fetch(at, { method: 'OPTIONS', headers });
      return [response.status, response.headers.get('access-control-allow-origin')];
    });
    deepEqual(await Promise.all(seen), [
      [200, 'https://app.example'],
      [200, 'https://other.example'],
      [403, null],
    ]);
  });

  test('rejects tickets after LOCAL_STORAGE_SECRET changed', async (t) => {
    const { start } = await dataFolderFor(t);
    const first = { ...(await start({ ...variables, LOCAL_STORAGE_SECRET: 'a'.repeat(32) })), secret };
    const { url } = await newTicket(first, await newOwner(first), { size: 5000 });
    await first.end('SIGTERM');
    const second = await start({ ...variables, LOCAL_STORAGE_SECRET: 'b'.repeat(32) });
    const headers = { 'Content-Type': 'image/png' };
    const body = png({ bytes: 5000 });
    const response = await fetch(url.replace(first.url, second.url), { method: 'PUT', headers, body });
    equal(response.status, 403);
  });
});
