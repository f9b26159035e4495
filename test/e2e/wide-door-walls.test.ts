import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { allPhotos, avatarUpload } from '../support/e2e-photos.ts';
import { curlForm, type Multipart } from '../support/form-body.ts';
import { type LocalService, startLocalService, temporaryFolder } from '../support/local-service.ts';
import { onlyLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { bearer, newOwner, usePortrait } from '../support/portrait.ts';
import { requestAsIs } from '../support/request-as-is.ts';
import { impostors } from './impostors.ts';
import {
  accountAvatars,
  akana,
  akanaPage,
  box,
  crafter,
  maxDirectBytes,
  maxPhotoBytes,
  maxWideBytes,
  openlift,
  publishedApis,
  type Uploader,
  type WideApi,
} from './wide-door-api.ts';
import {
  type Answered,
  answered,
  ballast,
  formOf,
  formOfLength,
  pageSays,
  postInPieces,
  postOnce,
  postWide,
  processingError,
  toJson,
} from './wide-door-post.ts';

const portrait = usePortrait();

/** The final response for a client that follows redirects. */
async function wide(uploader: Uploader, form: Multipart): Promise<Answered> {
  return answered(await fetch(await postWide(portrait, uploader, form)));
}

describe('A body', () => {
  for (const api of publishedApis) {
    test(`of 4,500,000 bytes goes to the function of ${api.name}; one byte more is answered with 303`, async () => {
      const uploader = await api.open(portrait);
      const direct = formOfLength(uploader, maxDirectBytes);
      equal(direct.body.length, maxDirectBytes);
      equal((await postOnce(portrait, uploader, direct)).status, api === box ? 400 : api.accepted);
      const followed = await wide(uploader, formOfLength(uploader, maxDirectBytes + 1));
      equal(followed.status, api === box ? 400 : api.accepted);
    });

    test(`of 10,485,760 bytes is refused by ${api.name} for its file; one byte more is refused for its length`, async () => {
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
      [accountAvatars, { error: 'INVALID_AVATAR', message: 'The request exceeds 10485760 bytes' }],
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

  test('of more than 10,485,760 bytes is refused by Akana in a page with the status', async () => {
    const uploader = await akanaPage.open(portrait);
    const { status, type, body } = await answered(
      await postOnce(portrait, uploader, formOfLength(uploader, maxWideBytes + 1, Buffer.alloc)),
    );
    deepEqual([status, type], [413, 'text/html; charset=utf-8']);
    pageSays(body, 413, processingError);
  });

  const skip = onlyLocal('how CloudFront handles a body without a length is not verified');
  for (const api of publishedApis.filter((each) => each !== box)) {
    test(`without a length is answered with 411 by ${api.name}, even if it is small`, { skip }, async () => {
      const uploader = await api.open(portrait);
      const { status, body } = await answered(await postInPieces(portrait, uploader, formOf(uploader, png())));
      equal(status, 411, body);
      if (api === akana) equal(body, processingError);
      else match(body, /Content-Length/);
      equal((await uploader.kept?.()) ?? 0, 0);
    });
  }

  test('without a length is accepted by Box, whose pictures always fit a function', { skip }, async () => {
    const uploader = await box.open(portrait);
    equal((await postInPieces(portrait, uploader, formOf(uploader, png()))).status, 201);
    const { status, body } = await answered(await postInPieces(portrait, uploader, formOf(uploader, '', ballast)));
    equal(status, 400, body);
  });
});

describe('The wide door', () => {
  for (const [path, allowed] of [
    ['/outcome/upload', 'GET, POST'],
    ['/inbox/upload', 'POST'],
    ['/outcome/api/storage/profile-photo/upload', 'GET, POST'],
    ['/inbox/2.0/users/ada/avatar', 'POST'],
    ['/outcome/api/dropbox/pictures', 'GET, POST'],
    ['/inbox/crafter-profile/api/1/profile/ada/uploadAttachment', 'POST'],
  ] as const) {
    test(`answers other methods with 405 and Allow: ${path}`, async () => {
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
    test(`answers 404: ${path}`, async () => {
      for (const method of ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
        equal((await fetch(portrait.url + path, { method })).status, 404, method);
      }
    });
  }

  test('opens no other route', async () => {
    const owner = await newOwner(portrait, { scope: 'admin' });
    for (const path of [
      '/inbox/inbox/upload',
      '/inbox/outcome/upload',
      '/inbox/admin/accounts/x',
      '/inbox/account/me',
    ]) {
      const response = await fetch(portrait.url + path, { method: 'POST', headers: bearer(owner), body: 'x' });
      equal(response.status, 404, path);
    }
    equal((await fetch(`${portrait.url}/outcome/account/me`, { headers: bearer(owner) })).status, 403);
  });

  const skip = onlyLocal('CloudFront and API Gateway may decode or refuse it themselves');
  for (const path of ['//upload', '/upload/', '///upload//', 'http://upload.example/upload']) {
    test(`is found by every spelling of the path: ${path}`, { skip }, async () => {
      const uploader = await accountAvatars.open(portrait);
      const { contentType, body } = formOf(uploader, png(), ballast);
      const headers = { 'Content-Type': contentType, ...uploader.headers };
      const sent = await requestAsIs(portrait.url, { method: 'POST', path, headers, body });
      match(sent.headers.get('Location') ?? '', /^\/outcome\/upload\?ticket=/);
      equal((await fetch(portrait.url + (sent.headers.get('Location') ?? ''))).status, 200);
    });
  }

  for (const ending of ['"', '"\\', "'", '<b>', ' ü', '%', '日本', '|', '?&=#']) {
    test(`works for a user whose id ends in ${ending}`, { skip }, async () => {
      const owner = await newOwner(portrait, { sub: `e2e-${Date.now()}${ending}` });
      const uploader = await box.open(portrait);
      const { contentType, body } = formOf(uploader, png(), ballast);
      const headers = { 'Content-Type': contentType, ...bearer(owner) };
      const asItStands = /^[!->@-~]*$/.test(ending); // characters that HTTP clients send unencoded
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

describe('The wide door of the local service', () => {
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
    test(`stores nothing without valid credentials of ${api.name}`, async () => {
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

  test('stores nothing for a caller without permission', async () => {
    const owner = await newOwner(local, { session: undefined });
    for (const [path, part, status] of [
      [avatarUpload, 'file', 403],
      ['/2.0/users/unknown/avatar', 'pic', 404],
    ] as const) {
      const form = curlForm([{ name: part, fileName: 'a.png', body: png() }, ballast]);
      equal((await postOnce(local, { path, headers: bearer(owner) }, form)).status, status);
    }
    deepEqual(await waiting(), []);
  });

  test('keeps a body in the inbox until its outcome is requested', async () => {
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
    test(`the gateway answers 413 to what is too large for ${api.name}`, async () => {
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

    test(`${api.name} accepts what fits an event, with a length and without`, async () => {
      const uploader = await api.open(local);
      equal((await postOnce(local, uploader, formOf(uploader, png()))).status, api.accepted);
      const again = await postInPieces(local, uploader, formOf(uploader, png()));
      equal(again.status, api === box ? 200 : api.accepted);
      const large = await postOnce(local, uploader, formOfLength(uploader, 4_600_000));
      equal(
        large.status,
        api === box ? 400 : api.accepted,
        'a function can receive slightly more than the edge passes on',
      );
    });
  }
});
