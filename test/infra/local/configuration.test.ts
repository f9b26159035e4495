import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { refusal } from '../../e2e/account-api.ts';
import { cropPicture, logIn, pictureForm, pictures, postPicture, uploadPicture } from '../../e2e/akana-api.ts';
import { ask, attach, newProfile, postAttachment } from '../../e2e/crafter-api.ts';
import { newAccessToken } from '../../e2e/portrait-api.ts';
import { allPhotos, bytesAt, openliftUpload, ownPhotos, postForm, uploadPhoto } from '../../support/e2e-photos.ts';
import { eventually } from '../../support/eventually.ts';
import { curlForm } from '../../support/form-body.ts';
import { startInVain } from '../../support/local-service.ts';
import { png } from '../../support/photos/png.ts';
import { bearer, newOwner, signToken } from '../../support/portrait.ts';
import { requestAsIs } from '../../support/request-as-is.ts';
import { startS3Server } from '../../support/s3-server.ts';
import { dataFolderFor, secret, startFor, variables } from './start-for.ts';

describe('An invalid configuration stops the start with exit code 1 and an error that names the variable', {
  concurrency: 2,
}, () => {
  for (const [name, value] of [
    ['AUTH_JWT_SECRET', 'too short'],
    ['LOCAL_STORAGE_SECRET', 'too short'],
    ['OBJECT_STORAGE_PROVIDER', 'FLOPPY'],
    ['OBJECT_STORAGE_PROVIDER', 'local'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PUBLIC_BASE_URL', 'photos.example'],
    ['PUBLIC_BASE_URL', 'ftp://photos.example'],
    ['LOCAL_STORAGE_BASE_URL', '/api/storage'],
    ['LOCAL_STORAGE_ALLOWED_EXTENSIONS', 'jpg,exe'],
    ['LOCAL_STORAGE_ALLOWED_EXTENSIONS', ','],
    ['LOCAL_STORAGE_MAX_FILE_SIZE', '5MB'],
    ['SIGNED_URL_EXPIRATION_SECONDS', '0'],
    ['PHOTOS_KEPT_ACTIVE', '-5'],
    ['AKANA_TENANT', 'a.b'],
    ['AKANA_CSRF_WRITE', 'on'],
    ['TEMPORARY_PICTURE_SECONDS', '0'],
    ['SCAN_URL', 'clamd:3310'],
    ['AUTH_JWKS_URL', 'keys.example'],
    ['RETENTION_QUEUE_URL', 'https://sqs.example/queue'],
    ['CRAFTER_MIME_TYPES', 'text/html'],
    ['CRAFTER_PATH_PREFIX', '/api'],
  ] as const) {
    test(`${name}=${value}`, async (t) => {
      const { path: dataDir } = await dataFolderFor(t);
      const { code, stdout, stderr } = await startInVain({ dataDir, variables: { [name]: value } });
      equal(code, 1, stdout);
      match(stderr, new RegExp(`^Portrait does not start: .*\\b${name}\\b`));
      equal(stderr.trim().split('\n').length, 1, stderr);
      if (name.endsWith('SECRET')) ok(!stderr.includes(value), 'the error text does not contain the secret');
    });
  }

  test('AUTH_JWT_SECRET beside AUTH_JWKS_URL', async (t) => {
    const { path: dataDir } = await dataFolderFor(t);
    const both = { ...variables, AUTH_JWKS_URL: 'https://keys.example' };
    const { code, stderr } = await startInVain({ dataDir, variables: both });
    equal(code, 1);
    match(stderr, /AUTH_JWT_SECRET and AUTH_JWKS_URL/);
  });
});

describe('Each setting changes the behaviour', { concurrency: 2 }, () => {
  test('OBJECT_STORAGE_PROVIDER=S3 stores the bytes in an S3-compatible store, and ASSET_TABLE names the table', async (t) => {
    const s3 = await startS3Server(['user', 'app']);
    t.after(() => s3.stop());
    const service = await startFor(t, {
      OBJECT_STORAGE_PROVIDER: 'S3',
      S3_ENDPOINT: s3.endpoint,
      S3_FORCE_PATH_STYLE: 'true',
      USER_ASSETS_BUCKET: 'user',
      APP_ASSETS_BUCKET: 'app',
      TRANSIENT_BUCKET: 'transient',
      AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
      ASSET_TABLE: 'another-table',
    });
    const owner = await newOwner(service);
    const body = png({ label: 'in S3' });
    const { uploadUrl } = await uploadPhoto(service, owner, { body });
    deepEqual(await bytesAt(uploadUrl), body);
    for (let n = 0; n < 5; n++) await uploadPhoto(service, owner);
    await eventually(async () => {
      equal((await allPhotos(service, owner)).filter(({ archived }) => archived).length, 1);
    });
    ok(!(await readdir(service.dataDir)).includes('object-storage'));
  });

  test('AUTH_ISSUER and AUTH_AUDIENCE: each API refuses tokens of another issuer or audience with its own error', async (t) => {
    const issuer = 'https://login.example';
    const service = await startFor(t, { AUTH_ISSUER: issuer, AUTH_AUDIENCE: 'photos' });
    const claims = { sub: 'ada', session: 'SESSION_USER', iss: issuer, aud: 'photos' };
    for (const [change, status] of [
      [{}, 200],
      [{ aud: ['mail', 'photos'] }, 200],
      [{ aud: 'mail' }, 401],
      [{ aud: [] }, 401],
      [{ aud: undefined }, 401],
      [{ iss: 'https://evil.example' }, 401],
      [{ iss: undefined }, 401],
      [{ iss: `${issuer}/` }, 401],
    ] as const) {
      const token = await signToken(secret, { ...claims, ...change });
      const seen = await fetch(`${service.url}/account/me`, { headers: { Authorization: token } });
      const listed = await fetch(service.url + ownPhotos, { headers: bearer({ token }) });
      deepEqual([seen.status, listed.status], [status, status], JSON.stringify(change));
      if (status === 200) continue;
      deepEqual(await refusal(seen), [401, 'PERMISSION_DENIED']);
      equal(((await listed.json()) as { error: { code: string } }).error.code, 'UNAUTHORIZED');
    }
    equal((await allPhotos(service, { id: 'ada', token: await signToken(secret, claims) })).length, 0);
  });

  test('SIGNED_URL_EXPIRATION_SECONDS: a link expires after this time', async (t) => {
    const service = await startFor(t, { SIGNED_URL_EXPIRATION_SECONDS: '1' });
    const { uploadUrl, uploadedAt, expiresAt } = await uploadPhoto(service, await newOwner(service));
    equal(Date.parse(expiresAt) - Date.parse(uploadedAt), 1000);
    await eventually(async () => {
      const response = await fetch(uploadUrl);
      const error = { code: 'FORBIDDEN', message: 'Token has expired' };
      deepEqual([response.status, await response.json()], [403, { success: false, error }]);
    });
  });

  test('PHOTOS_KEPT_ACTIVE: limits the number of active photos', async (t) => {
    const service = await startFor(t, { PHOTOS_KEPT_ACTIVE: '2' });
    const owner = await newOwner(service);
    for (let index = 0; index < 4; index++) await uploadPhoto(service, owner);
    deepEqual(
      (await allPhotos(service, owner)).map(({ archived }) => archived),
      [false, false, true, true],
    );
  });

  test('LOCAL_STORAGE_ALLOWED_EXTENSIONS and LOCAL_STORAGE_MAX_FILE_SIZE: limit OpenLift uploads, also in its error messages', async (t) => {
    const service = await startFor(t, {
      LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'png, gif',
      LOCAL_STORAGE_MAX_FILE_SIZE: '1000',
    });
    const headers = bearer(await newOwner(service));
    for (const [fileName, bytes, status, message] of [
      ['a.png', 1001, 400, 'File size 1001 exceeds maximum 1000 bytes for profile photos'],
      ['a.jpg', 500, 415, 'Content type image/jpeg not allowed. Allowed types: png, gif'],
    ] as const) {
      const form = curlForm([{ name: 'file', fileName, body: png({ bytes }) }]);
      const response = await postForm(service, openliftUpload, form, headers);
      const { error } = (await response.json()) as { error: { message: string } };
      deepEqual([response.status, error.message], [status, message]);
    }
  });

  test('AKANA_TENANT names cookies, header and user ids; AKANA_CSRF_READ requires the CSRF token for reads as well', async (t) => {
    const service = await startFor(t, { AKANA_TENANT: 'acmepaymentscorp', AKANA_CSRF_READ: 'true' });
    const owner = await newOwner(service);
    const login = await logIn(service, owner);
    deepEqual(
      [login.answer.userFDN, login.answer.loginDomainId],
      [`${owner.id}.acmepaymentscorp`, 'siteusers.acmepaymentscorp'],
    );
    match(login.setCookies.join(), /^AtmoAuthToken_acmepaymentscorp=.*,Csrf-Token_acmepaymentscorp=/);
    const csrf = { Cookie: login.cookie, 'X-Csrf-Token_acmepaymentscorp': login.token };
    const number = await (await postPicture(service, pictureForm(), { headers: csrf })).text();
    const read = (headers: Record<string, string>) => fetch(`${service.url}${pictures}/${number}`, { headers });
    deepEqual([(await read({ Cookie: login.cookie })).status, (await read(csrf)).status], [401, 200]);
  });

  test('AKANA_CSRF_WRITE=false: no request needs a CSRF token, and none is issued', async (t) => {
    const service = await startFor(t, { AKANA_CSRF_WRITE: 'false' });
    const login = await logIn(service, await newOwner(service));
    equal(login.setCookies.length, 1);
    equal((await postPicture(service, pictureForm(), { headers: { Cookie: login.cookie } })).status, 200);
  });

  test('TEMPORARY_PICTURE_SECONDS: a temporary picture expires after this time', async (t) => {
    const service = await startFor(t, { TEMPORARY_PICTURE_SECONDS: '1' });
    const login = await logIn(service, await newOwner(service));
    const number = await uploadPicture(service, login);
    await eventually(async () => {
      const response = await fetch(`${service.url}${pictures}/${number}`, { headers: { Cookie: login.cookie } });
      deepEqual([response.status, await response.text()], [404, 'Not Found']);
    });
    equal((await cropPicture(service, login, number, 'x=0&y=0&w=1&h=1')).status, 404);
  });

  test('PUBLIC_BASE_URL: links begin with it, regardless of the Host header', async (t) => {
    const service = await startFor(t, { PUBLIC_BASE_URL: 'https://photos.example/base/' });
    const { contentType, body } = curlForm([{ name: 'file', fileName: 'a.png', body: png() }]);
    const response = await requestAsIs(service.url, {
      method: 'POST',
      path: openliftUpload,
      headers: {
        ...bearer(await newOwner(service)),
        'Content-Type': contentType,
        Host: 'evil.example',
        'X-Forwarded-Host': 'evil.example',
      },
      body,
    });
    const { data } = (await response.json()) as { data: { uploadUrl: string } };
    match(data.uploadUrl, /^https:\/\/photos\.example\/base\/api\/storage\/signed\/user-assets\/users\//);
  });

  test('CRAFTER_TENANT and CRAFTER_MIME_TYPES: the tenant of profiles without one, and the allowed attachment types', async (t) => {
    const service = await startFor(t, { CRAFTER_TENANT: 'photographers', CRAFTER_MIME_TYPES: 'image/webp' });
    const { id } = await newProfile(service);
    const tenantPermissions = [{ tenant: 'photographers', allowedActions: ['MANAGE_PROFILES'] }];
    const profile = { id, accessTokenId: await newAccessToken(service, { tenantPermissions }) };
    equal((await attach(service, profile, 'a.webp')).contentType, 'image/webp');
    equal((await postAttachment(service, profile)).status, 500);
  });

  test('CRAFTER_PATH_PREFIX: the only optional prefix of Crafter’s paths', async (t) => {
    const service = await startFor(t, { CRAFTER_PATH_PREFIX: '/profile' });
    const profile = await newProfile(service);
    equal((await postAttachment(service, profile, undefined, '/uploadAttachment.json', '/profile')).status, 200);
    for (const route of [
      '/attachments/',
      '/attachments/.json',
      '/attachment/picture1',
      '/attachment/picture1/details',
    ]) {
      for (const [prefix, status] of [
        ['/profile', 200],
        ['', 200],
        ['/crafter-profile', 404],
      ] as const) {
        equal((await ask(service, profile, route, { prefix })).status, status, prefix + route);
      }
    }
    const { errorCode, message } = (await (
      await ask(service, profile, '/uploadAttachment', { prefix: '/profile' })
    ).json()) as Record<string, string>;
    deepEqual([errorCode, message], ['OTHER', "Request method 'GET' not supported"]);
  });

  test('ALLOWED_ORIGINS: pages of those origins may read responses; pages of other origins may not', async (t) => {
    const service = await startFor(t, { ALLOWED_ORIGINS: 'https://a.example, https://b.example' });
    for (const [Origin, allowed] of [
      ['https://a.example', 'https://a.example'],
      ['https://b.example', 'https://b.example'],
      ['https://evil.example', null],
      ['https://a.example.evil.example', null],
      ['null', null],
    ] as const) {
      const headers = { Origin, 'Access-Control-Request-Method': 'GET' };
      const preflight = await fetch(service.url + ownPhotos, { method: 'OPTIONS', headers });
      const response = await fetch(service.url + ownPhotos, { headers: { Origin } });
      for (const answer of [preflight, response]) {
        equal(answer.headers.get('Access-Control-Allow-Origin'), allowed, Origin);
        match(answer.headers.get('Vary') ?? '', /\bOrigin\b/);
      }
    }
  });
});
