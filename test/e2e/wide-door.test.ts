import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { csrfHeader } from './akana-api.ts';
import { newProfile, profilePath } from './crafter-api.ts';
import { impostors, png } from './images.ts';
import { type LocalService, startLocalService, temporaryFolder } from './local-service.ts';
import { curlForm, type Multipart, type Part } from './multipart.ts';
import { onlyLocal } from './only-local.ts';
import { allPhotos, avatarUpload, type UploadedPhoto } from './photos.ts';
import { bearer, newOwner, type Portrait, signToken, usePortrait } from './portrait.ts';
import { requestAsIs } from './request-as-is.ts';
import {
  accountAvatars,
  akana,
  akanaPage,
  box,
  crafter,
  formOf,
  formOfLength,
  maxDirectBytes,
  maxPhotoBytes,
  maxWideBytes,
  openlift,
  postOnce,
  postWide,
  publishedApis,
  type Uploader,
  type WideApi,
  wideApis,
} from './wide-door-api.ts';

const portrait = usePortrait();

/** Makes a form too large for a function without being looked at. */
const ballast: Part = { name: 'ballast', fileName: 'ballast', body: Buffer.alloc(maxDirectBytes) };

interface Answered {
  readonly status: number;
  readonly type: string | null;
  /** Without what is of one request alone. */
  readonly body: string;
}

async function answered(response: Response): Promise<Answered> {
  const body = (await response.text()).replace(/"request_id":"[^"]*"/, '"request_id":"…"');
  return { status: response.status, type: response.headers.get('Content-Type'), body };
}

async function small(uploader: Uploader, form: Multipart): Promise<Answered> {
  ok(form.body.length < maxDirectBytes);
  return answered(await postOnce(portrait, uploader, form));
}

/** What a client gets that follows. */
async function wide(uploader: Uploader, form: Multipart): Promise<Answered> {
  return answered(await fetch(await postWide(portrait, uploader, form)));
}

describe('A photo of 5,242,880 bytes', () => {
  const photo = png({ bytes: maxPhotoBytes });

  for (const api of wideApis) {
    test(`arrives by ${api.name}, and is given back byte for byte`, async () => {
      const uploader = await api.open(portrait);
      const { status, body } = await wide(uploader, formOf(uploader, photo));
      equal(status, api.accepted, body);
      ok(photo.equals(await uploader.read(body)));
    });
  }

  test('is answered as a small one, but for what names the photo', async () => {
    const named = /[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{24,32}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|token=[^"]+|\b\d+\b|5 MB/g;
    for (const api of wideApis) {
      const [one, other] = [await api.open(portrait), await api.open(portrait)];
      const [direct, followed] = [await small(one, formOf(one, png())), await wide(other, formOf(other, photo))];
      const alike = ({ status, type, body }: Answered) => [status, type, Object.keys(toJson(body)).join()];
      if (api === akanaPage) equal(followed.body.replaceAll(named, ''), direct.body.replaceAll(named, ''));
      deepEqual(alike(followed), alike(direct), api.name);
    }
  });

  test('arrives under the prefix of Crafter', async () => {
    const profile = await newProfile(portrait);
    const uploader = await crafter.open(portrait);
    for (const route of ['/uploadAttachment', '/uploadAttachment.json']) {
      const path = profilePath(profile, route, '/crafter-profile');
      const { status, body } = await wide({ ...uploader, path }, formOf(uploader, photo));
      equal(status, 200, body);
    }
  });

  test('is refused by Crafter where the token stands in the form, which nobody has read yet', async () => {
    const { id, accessTokenId } = await newProfile(portrait);
    const uploader = await crafter.open(portrait);
    const form = formOf({ ...uploader, fields: [{ name: 'accessTokenId', body: accessTokenId }] }, photo);
    const response = await postOnce(portrait, { path: `/api/1/profile/${id}/uploadAttachment`, headers: {} }, form);
    const { errorCode } = (await response.json()) as { errorCode: string };
    deepEqual([response.status, errorCode], [403, 'ACCESS_DENIED']);
  });

  test('is too large for Box, which says so as of a smaller one', async () => {
    const uploader = await box.open(portrait);
    const bytes = 2_000_000;
    const refused = await small(uploader, formOf(uploader, png({ bytes })));
    match(refused.body, /The image has 2000000 bytes; at most 1048576 are allowed/);
    deepEqual(await wide(uploader, formOf(uploader, photo)), {
      ...refused,
      body: refused.body.replace(String(bytes), String(maxPhotoBytes)),
    });
    equal(await uploader.kept?.(), 0);
  });

  test('is refused by Akana without the CSRF token of the session, wherever that is looked at', async () => {
    const [own, other] = [await akana.open(portrait), await akana.open(portrait)];
    const cookie = { Cookie: own.headers.Cookie ?? '' };
    const [, token = ''] = Object.entries(other.headers).find(([name]) => name === csrfHeader) ?? [];
    for (const fields of [[], [{ name: csrfHeader, body: token }]]) {
      const form = formOf({ ...own, fields }, photo);
      const { status, body } = await wide({ ...own, headers: cookie }, form);
      deepEqual([status, body], [401, 'Unauthorized']);
    }
    for (const headers of [{ ...cookie, [csrfHeader]: token }, { [csrfHeader]: token }]) {
      equal((await postOnce(portrait, { ...own, headers }, formOf(own, photo))).status, 401);
    }
  });
});

function toJson(body: string): object {
  return body.startsWith('{') ? (JSON.parse(body) as object) : {};
}

const processingError = 'An error occurred processing the call.';

describe('A photo of 5,242,881 bytes is refused by', () => {
  const photo = png({ bytes: maxPhotoBytes + 1 });
  for (const [api, status, said] of [
    [
      accountAvatars,
      400,
      { error: 'INVALID_AVATAR', message: 'The file has 5242881 bytes; at most 5242880 are taken' },
    ],
    [
      openlift,
      400,
      {
        success: false,
        error: {
          code: 'VALIDATION_FAILED',
          message: 'File size 5242881 exceeds maximum 5242880 bytes for profile photos',
        },
      },
    ],
    [crafter, 500, { errorCode: 'OTHER', message: 'Maximum upload size of 5242880 bytes exceeded' }],
    [akana, 500, processingError],
  ] as const) {
    test(`${api.name}, in its own words`, async () => {
      const uploader = await api.open(portrait);
      const { status: given, body } = await wide(uploader, formOf(uploader, photo));
      deepEqual([given, typeof said === 'string' ? body : toJson(body)], [status, said]);
      equal((await uploader.kept?.()) ?? 0, 0);
    });
  }

  test('Akana in a page, which says so itself', async () => {
    const uploader = await akanaPage.open(portrait);
    const { status, type, body } = await wide(uploader, formOf(uploader, photo));
    deepEqual([status, type], [500, 'text/html; charset=utf-8']);
    pageSays(body, 500, processingError);
  });
});

function pageSays(page: string, status: number, text: string): void {
  ok(page.startsWith(`<!DOCTYPE html><html lang="en" status="${status}" statusText="${text}">`), page);
  ok(page.endsWith(`<body status="${status}" statusText="${text}">${text}</body></html>`), page);
}

describe('What is refused is refused alike by either door:', () => {
  const forms: readonly (readonly [string, (uploader: Uploader, more: readonly Part[]) => Multipart])[] = [
    ['garbage for a photo', (uploader, more) => formOf(uploader, impostors.text, ...more)],
    ['an empty file', (uploader, more) => formOf(uploader, '', ...more)],
    [
      'a type that is not taken',
      ({ fields, file }, more) =>
        curlForm([...fields, { ...file, fileName: 'a.pdf', type: 'application/pdf', body: impostors.pdf }, ...more]),
    ],
    ['no file', ({ fields }, more) => curlForm([...fields, ...more])],
    ['a text for a file', ({ fields, file: { name } }, more) => curlForm([...fields, { name, body: 'x' }, ...more])],
    [
      'a form that is cut off',
      (uploader, more) => {
        const { contentType, body } = formOf(uploader, png(), ...more);
        return { contentType, body: body.subarray(0, -10) };
      },
    ],
    ['zero bytes for a form', (uploader, more) => ({ ...formOf(uploader, ''), body: zeroes(more) })],
    ['what says of itself that it is a photo', (_, more) => ({ contentType: 'image/png', body: zeroes(more) })],
  ];
  const zeroes = (more: readonly Part[]) => Buffer.alloc(more.length === 0 ? 1000 : maxDirectBytes + 1);

  for (const [what, formFor] of forms) {
    test(what, async () => {
      for (const api of publishedApis) {
        const uploader = await api.open(portrait);
        const direct = await small(uploader, formFor(uploader, []));
        deepEqual(await wide(uploader, formFor(uploader, [ballast])), direct, api.name);
        const isTaken = api === crafter && ['garbage for a photo', 'an empty file'].includes(what); // by its name alone
        equal(direct.status === api.accepted, isTaken, api.name);
        equal((await uploader.kept?.()) ?? 0, isTaken ? 1 : 0, api.name);
      }
    });
  }
});

describe('An outcome', () => {
  for (const api of [...wideApis, box]) {
    test(`is the same however often ${api.name} is asked, and by whichever method`, async () => {
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

    test(`is one, where ${api.name} is asked five times at once`, async () => {
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

  test('that is a refusal stays one', async () => {
    const uploader = await openlift.open(portrait);
    const address = await postWide(portrait, uploader, formOf(uploader, impostors.text, ballast));
    const [first, ...others] = await Promise.all([1, 2, 3].map(async () => answered(await fetch(address))));
    equal(first?.status, 415);
    for (const each of [...others, await answered(await fetch(address))]) deepEqual(each, first);
  });

  test('is for whoever has the ticket, without a token or a cookie, and is kept nowhere', async () => {
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

  test('outlives the photo: a photo that was deleted does not come back', async () => {
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
    test(`that is none is refused in the words of ${api.name}`, async () => {
      const uploader = await api.open(portrait);
      const outcome = outcomeOf(uploader);
      for (const query of ['', '?', '?ticket=', '?ticket', '?Ticket=x', '?token=x']) {
        await refuses(api, outcome + query, 'Missing token');
      }
      for (const ticket of ['x', 'a.b.c', '%FF', '..', '%00', 'x'.repeat(4000)]) {
        await refuses(api, `${outcome}?ticket=${ticket}`, 'Malformed token');
      }
    });

    test(`that was changed is refused in the words of ${api.name}, and the true one is still good`, async () => {
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

    test(`of another path is refused in the words of ${api.name}`, async () => {
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

  /** Whether the path names whose photo it is. */
  function isPersonal(api: WideApi): boolean {
    return api === box || api === crafter;
  }

  test('is no link to a photo, and a link is no ticket', async () => {
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

describe('A body', () => {
  for (const api of publishedApis) {
    test(`of 4,500,000 bytes goes straight to ${api.name}, and of one more by 303`, async () => {
      const uploader = await api.open(portrait);
      const direct = formOfLength(uploader, maxDirectBytes);
      equal(direct.body.length, maxDirectBytes);
      equal((await postOnce(portrait, uploader, direct)).status, api === box ? 400 : api.accepted);
      const followed = await wide(uploader, formOfLength(uploader, maxDirectBytes + 1));
      equal(followed.status, api === box ? 400 : api.accepted);
    });

    test(`of 10,485,760 bytes is too large for ${api.name} by its file, and of one more by itself`, async () => {
      const uploader = await api.open(portrait);
      const most = formOfLength(uploader, maxWideBytes, Buffer.alloc);
      const { status, body } = await wide(uploader, most);
      equal(status, [crafter, akana].includes(api) ? 500 : 400, body);

      const response = await postOnce(portrait, uploader, formOfLength(uploader, maxWideBytes + 1, Buffer.alloc));
      equal(response.headers.get('Access-Control-Allow-Origin'), '*');
      equal(response.headers.get('Cache-Control'), 'no-store');
      tooLarge(api, await answered(response));
      equal((await uploader.kept?.()) ?? 0, 0);
    });
  }

  function tooLarge(api: WideApi, { status, type, body }: Answered): void {
    equal(status, 413);
    equal(type, `${api === akana ? 'text/plain' : 'application/json'}; charset=utf-8`);
    const { help_url, request_id, ...said } = toJson(body) as Record<string, unknown>;
    const expected = new Map<WideApi, object>([
      [accountAvatars, { error: 'INVALID_AVATAR', message: 'The request has more than 10485760 bytes' }],
      [
        openlift,
        {
          success: false,
          error: { code: 'VALIDATION_FAILED', message: 'Request size exceeds maximum 10485760 bytes' },
        },
      ],
      [crafter, { errorCode: 'OTHER', message: 'Maximum upload size of 10485760 bytes exceeded' }],
      [box, { type: 'error', status: 413, code: 'request_entity_too_large', message: 'Payload Too Large' }],
    ]);
    deepEqual(api === akana ? body : said, expected.get(api) ?? processingError);
  }

  test('of more than 10,485,760 bytes is refused by Akana in a page that says so itself', async () => {
    const uploader = await akanaPage.open(portrait);
    const { status, type, body } = await answered(
      await postOnce(portrait, uploader, formOfLength(uploader, maxWideBytes + 1, Buffer.alloc)),
    );
    deepEqual([status, type], [413, 'text/html; charset=utf-8']);
    pageSays(body, 413, processingError);
  });

  const skip = onlyLocal('only a deployment will tell what the edge sees of a body without a length');
  for (const api of publishedApis.filter((each) => each !== box)) {
    test(`without a length is refused by ${api.name}, be it small`, { skip }, async () => {
      const uploader = await api.open(portrait);
      const { status, body } = await answered(await postInPieces(portrait, uploader, formOf(uploader, png())));
      equal(status, 411, body);
      if (api === akana) equal(body, processingError);
      else match(body, /Content-Length/);
      equal((await uploader.kept?.()) ?? 0, 0);
    });
  }

  test('without a length is taken by Box, whose pictures always fit', { skip }, async () => {
    const uploader = await box.open(portrait);
    equal((await postInPieces(portrait, uploader, formOf(uploader, png()))).status, 201);
    const { status, body } = await answered(await postInPieces(portrait, uploader, formOf(uploader, '', ballast)));
    equal(status, 400, body);
  });
});

/** Posts a form one piece after the other, without saying how long it will be. */
function postInPieces(
  { url }: Portrait,
  { path, headers }: Uploader,
  { contentType, body }: Multipart,
): Promise<Response> {
  const pieces = Readable.toWeb(Readable.from([body])) as ReadableStream<Uint8Array>;
  const init = { method: 'POST', headers: { 'Content-Type': contentType, ...headers }, body: pieces, duplex: 'half' };
  return fetch(url + path, { ...init, redirect: 'manual' } as RequestInit);
}

describe('The wide door', () => {
  for (const [path, allowed] of [
    ['/outcome/upload', 'GET, POST'],
    ['/inbox/upload', 'POST'],
    ['/outcome/api/storage/profile-photo/upload', 'GET, POST'],
    ['/inbox/2.0/users/ada/avatar', 'POST'],
    ['/outcome/api/dropbox/pictures', 'GET, POST'],
    ['/inbox/crafter-profile/api/1/profile/ada/uploadAttachment', 'POST'],
  ] as const) {
    test(`says which methods there are: ${path}`, async () => {
      const others = ['HEAD', 'PUT', 'DELETE', 'PATCH', ...(path.startsWith('/inbox') ? ['GET'] : [])];
      for (const method of others) {
        const { status, headers } = await fetch(portrait.url + path, { method });
        deepEqual([status, headers.get('Allow')], [405, allowed], method);
      }
      const preflight = await fetch(portrait.url + path, { method: 'OPTIONS' });
      deepEqual([preflight.status, preflight.headers.get('Access-Control-Allow-Methods')], [204, allowed]);
    });
  }

  for (const path of ['/outcome', '/inbox', '/outcome/', '/outcome/nothing', '/inbox/x/y', '/outcome/outcome/upload']) {
    test(`leads nowhere: ${path}`, async () => {
      for (const method of ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
        const isDoor = method === 'POST' && path.startsWith('/inbox/');
        equal((await fetch(portrait.url + path, { method })).status, isDoor ? 403 : 404, method);
      }
    });
  }

  test('has no other door behind it', async () => {
    const owner = await newOwner(portrait, { scope: 'admin' });
    for (const path of [
      '/inbox/inbox/upload',
      '/inbox/outcome/upload',
      '/inbox/admin/accounts/x',
      '/inbox/account/me',
    ]) {
      const response = await fetch(portrait.url + path, { method: 'POST', headers: bearer(owner), body: 'x' });
      equal(response.status, 403, path);
    }
    equal((await fetch(`${portrait.url}/outcome/account/me`, { headers: bearer(owner) })).status, 403);
  });

  const skip = onlyLocal('CloudFront and API Gateway may read it their own way');
  for (const path of ['//upload', '/upload/', '///upload//', 'http://upload.example/upload']) {
    test(`is found by every spelling of a path: ${path}`, { skip }, async () => {
      const uploader = await accountAvatars.open(portrait);
      const { contentType, body } = formOf(uploader, png(), ballast);
      const headers = { 'Content-Type': contentType, ...uploader.headers };
      const sent = await requestAsIs(portrait.url, { method: 'POST', path, headers, body });
      match(sent.headers.get('Location') ?? '', /^\/outcome\/upload\?ticket=/);
      equal((await fetch(portrait.url + (sent.headers.get('Location') ?? ''))).status, 200);
    });
  }

  for (const ending of ['"', '"\\', "'", '<b>', ' ü', '%', '日本', '|', '?&=#']) {
    test(`leads to the outcome of whoever is called ${ending}`, { skip }, async () => {
      const owner = await newOwner(portrait, { sub: `e2e-${Date.now()}${ending}` });
      const uploader = await box.open(portrait);
      const { contentType, body } = formOf(uploader, png(), ballast);
      const headers = { 'Content-Type': contentType, ...bearer(owner) };
      const asItStands = /^[!->@-~]*$/.test(ending); // what HTTP's own clients let through
      for (const id of [encodeURIComponent(owner.id), ...(asItStands && ending !== '%' ? [owner.id] : [])]) {
        const sent = await requestAsIs(portrait.url, {
          method: 'POST',
          path: `/2.0/users/${id}/avatar`,
          headers,
          body,
        });
        const { location } = (await sent.json()) as { location: string };
        equal(location, sent.headers.get('Location'));
        ok((await fetch(new URL(location, portrait.url))).ok, location);
      }
      ok((await allPhotos(portrait, owner)).length > 0);
    });
  }
});

describe('On one machine', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let service: LocalService;
  const local = { url: '', secret: 'a secret of at least 32 characters' };

  before(async () => {
    folder = await temporaryFolder();
    service = await startLocalService({ dataDir: folder.path, variables: { AUTH_JWT_SECRET: local.secret } });
    local.url = service.url;
  });
  after(async () => {
    await service.end('SIGTERM');
    await folder.remove();
  });

  const waiting = () => readdir(join(folder.path, 'object-storage/transient/inbox')).catch((): string[] => []);

  for (const api of publishedApis) {
    test(`nothing is stored for a stranger to ${api.name}`, async () => {
      const uploader = await api.open(local);
      const form = formOf(uploader, png(), ballast);
      const path = uploader.path.replace(/\?.*/, '');
      for (const headers of [{}, { Authorization: 'Bearer a.b.c' }, { Cookie: 'AtmoAuthToken_portrait=x,sig=y' }]) {
        const { status } = await postOnce(local, { path, headers }, form);
        equal(status, api === crafter ? 403 : 401);
      }
      deepEqual(await waiting(), []);
    });
  }

  test('nothing is stored for somebody who may not', async () => {
    const owner = await newOwner(local, { session: undefined });
    for (const [path, part] of [
      [avatarUpload, 'file'],
      ['/2.0/users/nobody/avatar', 'pic'],
    ] as const) {
      const form = curlForm([{ name: part, fileName: 'a.png', body: png() }, ballast]);
      equal((await postOnce(local, { path, headers: bearer(owner) }, form)).status, 403);
    }
    deepEqual(await waiting(), []);
  });

  test('a body waits in the inbox until its outcome is asked for, and no longer', async () => {
    for (const file of [png(), impostors.text]) {
      const uploader = await openlift.open(local);
      const address = await postWide(local, uploader, formOf(uploader, file, ballast));
      ok((await waiting()).length > 0);
      await fetch(address);
      deepEqual(await waiting(), []);
    }
  });
});

describe('Without the CDN', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let service: LocalService;
  const local = { url: '', secret: 'a secret of at least 32 characters' };

  before(async () => {
    folder = await temporaryFolder();
    const variables = { AUTH_JWT_SECRET: local.secret, LOCAL_CDN: 'false' };
    service = await startLocalService({ dataDir: folder.path, variables });
    local.url = service.url;
  });
  after(async () => {
    await service.end('SIGTERM');
    await folder.remove();
  });

  for (const api of publishedApis) {
    test(`the gateway says what is too large for ${api.name}`, async () => {
      const uploader = await api.open(local);
      for (const [bytes, type, said] of [
        [maxPhotoBytes, 'application/json', '{"message": "Request Too Long"}'],
        [maxWideBytes, 'application/json', '{"message": "Request Too Long"}'],
        [maxWideBytes + 1, 'text/plain', 'HTTP content length exceeded 10485760 bytes.'],
      ] as const) {
        const form = formOfLength(uploader, bytes, Buffer.alloc);
        deepEqual(await answered(await postOnce(local, uploader, form)), { status: 413, type, body: said });
      }
      equal((await uploader.kept?.()) ?? 0, 0);
    });

    test(`what fits into an event is taken by ${api.name}, with a length and without`, async () => {
      const uploader = await api.open(local);
      equal((await postOnce(local, uploader, formOf(uploader, png()))).status, api.accepted);
      const again = await postInPieces(local, uploader, formOf(uploader, png()));
      equal(again.status, api === box ? 200 : api.accepted);
      const large = await postOnce(local, uploader, formOfLength(uploader, 4_600_000));
      equal(
        large.status,
        api === box ? 400 : api.accepted,
        'a function takes a little more than the edge lets through',
      );
    });
  }
});
