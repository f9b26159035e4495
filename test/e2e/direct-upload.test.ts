import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noBrowser } from '../support/chromium.ts';
import { activePhotos, bytesAt, type UploadedPhoto } from '../support/e2e-photos.ts';
import { eventually } from '../support/eventually.ts';
import { isLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { newOwner, usePortrait } from '../support/portrait.ts';
import { newTicket, outcomeOf, putPhoto, statusOf, tickets } from './direct-api.ts';
import { directStory } from './direct-story.ts';
import { useForeignPage } from './foreign-page.ts';

const portrait = usePortrait();

directStory('the store', portrait);

describe('The storage event', () => {
  test('completes an upload whose status is not requested; without events, the upload waits for a status request', async () => {
    const owner = await newOwner(portrait);
    const ticket = await newTicket(portrait, owner, { size: 5000 });
    await putPhoto(ticket, png({ bytes: 5000 }));
    const isAnnounced = ticket.method === 'POST' || isLocal(); // R2, whose tickets are PUTs, sends no messages
    const taken = () => activePhotos(portrait, owner).then((photos) => photos.map(({ assetId }) => assetId));
    if (isAnnounced) await eventually(async () => deepEqual(await taken(), [ticket.uploadId]));
    else deepEqual(await taken(), []);
    equal((await statusOf(ticket, owner)).status, 201);
    deepEqual(await taken(), [ticket.uploadId]);
  });
});

describe('An upload that differs from its ticket', () => {
  test('is refused by the store, and the ticket stays usable', async () => {
    const owner = await newOwner(portrait);
    const photo = png({ bytes: 5000 });
    const ticket = await newTicket(portrait, owner, { size: 5000 });
    if (ticket.method === 'PUT') {
      for (const [type, bytes] of [
        ['text/html', photo],
        ['image/png', photo.subarray(1)],
      ] as const) {
        const init: RequestInit = { method: 'PUT', headers: { ...ticket.headers, 'Content-Type': type }, body: bytes };
        equal((await fetch(ticket.url, init)).status, 403);
      }
    } else {
      for (const change of [
        { 'Content-Type': 'text/html' },
        { key: `${ticket.fields.key}x` },
        { acl: 'public-read' },
      ]) {
        const form = new FormData();
        for (const [name, value] of Object.entries({ ...ticket.fields, ...change })) form.append(name, value);
        form.append('file', new Blob([photo]));
        equal((await fetch(ticket.url, { method: 'POST', body: form })).status, 403);
      }
    }
    equal((await statusOf(ticket, owner)).status, 202);
    await putPhoto(ticket, photo);
    equal((await outcomeOf(ticket, owner)).status, 201);
  });
});

/** A page of another origin that uploads by a ticket with `fetch`. */
const html = `<!doctype html><input type="file"><script>
async function upload(tickets, token) {
  const [file] = document.querySelector('input').files;
  const authorization = { Authorization: \`Bearer \${token}\` };
  const asked = await fetch(tickets, {
    method: 'POST',
    headers: { ...authorization, 'Content-Type': 'application/json' },
    body: JSON.stringify({ fileName: file.name, contentType: file.type, size: file.size })
  });
  if (asked.status !== 201) return { status: asked.status, result: await asked.json() };
  const { method, url, fields, headers, statusUrl } = (await asked.json()).data;

  let body = file;
  if (method === 'POST') {
    body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', file);
  }
  const put = await fetch(url, { method, headers, body });
  if (!put.ok) return { status: put.status, result: await put.text() };

  for (;;) {
    const response = await fetch(statusUrl, { headers: authorization });
    if (response.status !== 202) return { status: response.status, etag: put.headers.get('ETag'), result: await response.json() };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
</script>`;

describe('A page of another origin', { skip: noBrowser }, () => {
  const page = useForeignPage(html);

  type Uploaded<T> = { status: number; etag?: string; result: T };
  async function upload<T>(name: string, mimeType: string, buffer: Buffer, token: string): Promise<Uploaded<T>> {
    await page().locator('input').setInputFiles({ name, mimeType, buffer });
    return page().evaluate<Uploaded<T>>(`upload(...${JSON.stringify([portrait.url + tickets, token])})`);
  }

  test('uploads a photo of the maximum size with fetch', async () => {
    const { token } = await newOwner(portrait);
    const photo = png({ bytes: 5_242_880, label: 'from a browser' });
    const { status, etag, result } = await upload<{ data: UploadedPhoto }>('me.png', 'image/png', photo, token);
    equal(status, 201, JSON.stringify(result));
    match(etag ?? '', /^"[0-9a-f]{32}"$/);
    equal(result.data.fileName, 'me.png');
    ok(photo.equals(await bytesAt(result.data.uploadUrl)));
  });

  test('can read why a photo is refused, at the ticket and at the status', async () => {
    const { token } = await newOwner(portrait);
    type Refused = { error: { code: string; message: string } };
    const later = await upload<Refused>('me.png', 'image/png', Buffer.from('not a photo'), token);
    deepEqual([later.status, later.result.error.code], [415, 'VALIDATION_FAILED']);
    const atOnce = await upload<Refused>('me.bmp', 'image/bmp', Buffer.from('BM'), token);
    deepEqual([atOnce.status, atOnce.result.error.code], [415, 'VALIDATION_FAILED']);
    notEqual(atOnce.result.error.message, later.result.error.message);
    const stranger = await upload<Refused>('me.png', 'image/png', png(), 'nonsense');
    deepEqual([stranger.status, stranger.result.error.code], [401, 'UNAUTHORIZED']);
  });
});
