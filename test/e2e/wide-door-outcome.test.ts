import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allPhotos, type UploadedPhoto } from '../support/e2e-photos.ts';
import { png } from '../support/photos/png.ts';
import { bearer, newOwner, signToken, usePortrait } from '../support/portrait.ts';
import { impostors } from './impostors.ts';
import {
  accountAvatars,
  akana,
  box,
  crafter,
  maxPhotoBytes,
  openlift,
  publishedApis,
  type Uploader,
  type WideApi,
  wideApis,
} from './wide-door-api.ts';
import { answered, ballast, formOf, postOnce, postWide, toJson } from './wide-door-post.ts';

const portrait = usePortrait();

describe('An outcome', () => {
  for (const api of [...wideApis, box]) {
    test(`of ${api.name} is the same at every request, by GET and by POST`, async () => {
      const uploader = await api.open(portrait);
      const address = await postWide(portrait, uploader, formOf(uploader, png(), ballast));
      const first = await answered(await fetch(address));
      equal(first.status, api.accepted, first.body);
      const other = formOf(uploader, png({ label: 'another' }));
      const headers = { 'Content-Type': other.contentType, Authorization: 'Bearer a.b.c' };
      for (const init of [{}, { method: 'POST' }, { method: 'POST', headers, body: other.body }, { headers }]) {
        deepEqual(await answered(await fetch(address, init)), first);
      }
      ok(png().equals(await uploader.read(first.body)));
      equal((await uploader.kept?.()) ?? 1, 1);
    });

    test(`of ${api.name} is the same for five concurrent requests`, async () => {
      const uploader = await api.open(portrait);
      const photo = api === box ? png() : png({ bytes: maxPhotoBytes });
      const address = await postWide(portrait, uploader, formOf(uploader, photo, ballast));
      const asked = Array.from({ length: 5 }, (_, n) => fetch(address, n % 2 ? { method: 'POST' } : {}));
      const [first, ...others] = await Promise.all((await Promise.all(asked)).map(answered));
      equal(first?.status, api.accepted, first?.body);
      for (const each of others) deepEqual(each, first);
      ok(photo.equals(await uploader.read(first?.body ?? '')));
      equal((await uploader.kept?.()) ?? 1, 1);
    });
  }

  test('that is a refusal stays a refusal', async () => {
    const uploader = await openlift.open(portrait);
    const address = await postWide(portrait, uploader, formOf(uploader, impostors.text, ballast));
    const [first, ...others] = await Promise.all([1, 2, 3].map(async () => answered(await fetch(address))));
    equal(first?.status, 415);
    for (const each of [...others, await answered(await fetch(address))]) deepEqual(each, first);
  });

  test('needs its pass but no token or cookie, and is not cacheable', async () => {
    const uploader = await openlift.open(portrait);
    const response = await postOnce(portrait, uploader, formOf(uploader, png(), ballast));
    const location = response.headers.get('Location') ?? '';
    match(location, /^\/outcome\/api\/storage\/profile-photo\/upload\?ticket=[\w-]+\.[\w-]+\.[\w-]+$/);
    deepEqual(await response.json(), { location });
    for (const { headers } of [response, await fetch(portrait.url + location)]) {
      equal(headers.get('Cache-Control'), 'no-store');
      equal(headers.get('Access-Control-Allow-Origin'), '*');
    }
  });

  test('stays after the photo was deleted, and does not restore it', async () => {
    const owner = await newOwner(portrait);
    const uploader = { ...(await openlift.open(portrait)), headers: bearer(owner) };
    const address = await postWide(portrait, uploader, formOf(uploader, png(), ballast));
    const { data } = (await (await fetch(address)).json()) as { data: UploadedPhoto };
    const deleted = await fetch(`${portrait.url}/api/storage/profile-photo/${data.assetId}`, {
      method: 'DELETE',
      headers: bearer(owner),
    });
    ok(deleted.ok);
    equal((await fetch(address)).status, 201);
    deepEqual(await allPhotos(portrait, owner), []);
  });
});

describe('A ticket', () => {
  const refusals = new Map<WideApi, (reason: string) => unknown>([
    [accountAvatars, (message) => ({ error: 'PERMISSION_DENIED', message })],
    [
      openlift,
      (reason) => ({ success: false, error: { code: 'FORBIDDEN', message: `Token verification failed: ${reason}` } }),
    ],
    [crafter, (message) => ({ errorCode: 'ACTION_DENIED', message })],
    [akana, () => 'Forbidden'],
    [box, () => ({ type: 'error', status: 403, code: 'forbidden', message: 'Forbidden' })],
  ]);

  async function refuses(api: WideApi, address: string, reason: string): Promise<void> {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(address, { method });
      equal(response.status, 403, address);
      const text = await response.text();
      const { help_url, request_id, ...said } = toJson(text) as Record<string, unknown>;
      equal(typeof request_id, api === box ? 'string' : 'undefined');
      deepEqual(text.startsWith('{') ? said : text, refusals.get(api)?.(reason), address);
    }
  }

  const outcomeOf = (uploader: Uploader) => `${portrait.url}/outcome${uploader.path.replace(/\?.*/, '')}`;

  for (const api of publishedApis) {
    test(`without a valid pass is refused with the error of ${api.name}`, async () => {
      const uploader = await api.open(portrait);
      const outcome = outcomeOf(uploader);
      for (const query of ['', '?', '?ticket=', '?ticket', '?Ticket=x', '?token=x']) {
        await refuses(api, outcome + query, 'Missing token');
      }
      for (const ticket of ['x', 'a.b.c', '%FF', '..', '%00', 'x'.repeat(4000)]) {
        await refuses(api, `${outcome}?ticket=${ticket}`, 'Malformed token');
      }
    });

    test(`with a changed pass is refused with the error of ${api.name}, and the original pass stays valid`, async () => {
      const uploader = await api.open(portrait);
      const address = await postWide(portrait, uploader, formOf(uploader, png(), ballast));
      const [head = '', payload = '', signature = ''] = (new URL(address).searchParams.get('ticket') ?? '').split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const none = encode({ typ: 'JWT', alg: 'none' });
      for (const [ticket, reason = 'Invalid token signature'] of [
        [[head, encode({ ...claims, who: { ownerId: 'somebody' } }), signature].join('.')],
        [[head, encode({ ...claims, exp: Number(claims.exp) + 600 }), signature].join('.')],
        [[head, payload, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.')],
        [[head, encode({ ...claims, kid: 'another' }), signature].join('.')],
        [[none, payload, ''].join('.')],
        [await signToken(portrait.secret, { ...claims, who: claims.who })],
        [await signToken(portrait.secret, { sub: 'ada' })],
        [[head, payload].join('.'), 'Malformed token'],
        [[head, payload, signature, signature].join('.'), 'Malformed token'],
      ] as const) {
        await refuses(api, `${outcomeOf(uploader)}?ticket=${ticket}`, reason);
      }
      equal((await uploader.kept?.()) ?? 0, 0);
      equal((await fetch(address)).status, api.accepted);
    });

    test(`with the pass of another path is refused with the error of ${api.name}`, async () => {
      const uploader = await api.open(portrait);
      for (const other of [...publishedApis.filter((each) => each !== api), ...(isPersonal(api) ? [api] : [])]) {
        const stranger = await other.open(portrait);
        const { search } = new URL(await postWide(portrait, stranger, formOf(stranger, png(), ballast)));
        await refuses(api, outcomeOf(uploader) + search, 'Path mismatch');
        equal((await stranger.kept?.()) ?? 0, 0);
      }
      equal((await uploader.kept?.()) ?? 0, 0);
    });
  }

  /** Whether the path contains the owner's id. */
  function isPersonal(api: WideApi): boolean {
    return api === box || api === crafter;
  }

  test('has a pass that is not a photo link, and a link is not a pass', async () => {
    const uploader = await openlift.open(portrait);
    const address = await postWide(portrait, uploader, formOf(uploader, png(), ballast));
    const { data } = (await (await fetch(address)).json()) as { data: UploadedPhoto };
    const [link, outcome] = [new URL(data.uploadUrl), new URL(address)];
    await refuses(
      openlift,
      `${portrait.url}${outcome.pathname}?ticket=${link.searchParams.get('token')}`,
      'Invalid token signature',
    );
    const ticket = outcome.searchParams.get('ticket') ?? '';
    equal((await fetch(`${portrait.url}${link.pathname}?token=${ticket}`)).status, 403);
    equal(
      (await fetch(portrait.url + uploader.path, { method: 'POST', headers: bearer({ token: ticket }) })).status,
      401,
    );
  });
});
