import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gif } from '../support/photos/gif.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { png } from '../support/photos/png.ts';
import { webp } from '../support/photos/webp.ts';
import { bearer, type Claims, newOwner, usePortrait } from '../support/portrait.ts';
import {
  authorized,
  csrfHeader,
  type Login,
  loggedIn,
  pictureForm,
  pictures,
  postPicture,
  readPicture,
  sample,
  uploadPicture,
} from './akana-api.ts';
import { impostors } from './impostors.ts';

const portrait = usePortrait();
const maxBytes = 5_242_880;

const someone = (claims?: Claims) => loggedIn(portrait, claims);

describe('POST /api/dropbox/pictures', () => {
  test('answers the documented request with the picture’s number as plain text', async () => {
    const { login } = await someone();
    const boundary = '---------------------------15197250722578';
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="Profile"; filename="avatar.png"\r\n`),
      Buffer.from('Content-Type: image/png\r\n\r\n'),
      sample,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const response = await fetch(portrait.url + pictures, {
      method: 'POST',
      headers: {
        Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
        Cookie: login.cookie,
        'X-Csrf-Token_portrait': login.token,
      },
      body,
    });
    equal(response.status, 200);
    match(await response.text(), /^[1-9]\d{3,}$/);
    equal(response.headers.get('Content-Type'), 'text/plain; charset=utf-8');
    ok(Date.parse(response.headers.get('Expires') ?? '') < Date.now());
    equal(response.headers.get('Cache-Control'), 'no-store');
    equal(response.headers.get('X-Content-Type-Options'), 'nosniff');
  });

  test('answers with an HTML page if the form asks for one, as the sample does', async () => {
    const { login } = await someone();
    const query = '?wrapInHTML=true&document.domain=';
    const response = await postPicture(portrait, pictureForm(), { query, headers: authorized(login) });
    equal(response.status, 200);
    equal(response.headers.get('Content-Type'), 'text/html; charset=utf-8');
    const page = await response.text();
    ok(page.length > 512);
    match(
      page,
      new RegExp(
        [
          '^<!DOCTYPE html><html lang="en" status="200" statusText="success"><head>',
          '<meta content="text/html; charset=UTF-8" http-equiv="Content-Type">',
          '<meta content="IE=edge" http-equiv="X-UA-Compatible">',
          '<meta name="description" content="[^"]*"></head>',
          '<body status="200" statusText="success">[1-9]\\d{3,}</body></html>$',
        ].join(''),
      ),
    );
  });

  test('sets document.domain only to the service’s host or a parent domain', async () => {
    const { login } = await someone();
    const { hostname } = new URL(portrait.url);
    const ask = async (domain: string) => {
      const query = `?wrapInHTML=true&document.domain=${encodeURIComponent(domain)}`;
      const response = await postPicture(portrait, pictureForm(), { query, headers: authorized(login) });
      return { page: await response.text(), policy: response.headers.get('Content-Security-Policy') ?? '' };
    };
    const own = await ask(hostname);
    ok(own.page.includes(`<script>document.domain="${hostname}"</script>`));
    match(own.policy, /script-src 'sha256-[\w+/=]+'/);
    for (const domain of [
      'evil.example',
      `x.${hostname}`,
      `${hostname}"</script><script>alert(1)</script>`,
      '*',
      '.',
    ]) {
      const { page, policy } = await ask(domain);
      doesNotMatch(page, /<script|alert|evil/);
      doesNotMatch(policy, /script-src|evil/);
    }
  });

  test('gives each picture a number of its own', async () => {
    const { login } = await someone();
    const numbers = await Promise.all(Array.from({ length: 5 }, () => uploadPicture(portrait, login)));
    equal(new Set(numbers).size, 5);
    for (const number of numbers) ok(Number(number) >= 1001);
  });

  test('accepts the CSRF token decoded, in the query, or as a form field', async () => {
    const { login } = await someone();
    const { cookie: Cookie, token } = login;
    for (const [form, query, headers] of [
      [pictureForm(), '', { [csrfHeader.toUpperCase()]: decodeURIComponent(token) }],
      [pictureForm(), `?${csrfHeader}=${encodeURIComponent(token)}`, {}],
      [pictureForm({}, { name: csrfHeader, body: token }), '', {}],
    ] as const) {
      equal((await postPicture(portrait, form, { query, headers: { Cookie, ...headers } })).status, 200);
    }
  });

  test('accepts a bearer token instead of cookies', async () => {
    const response = await postPicture(portrait, pictureForm(), { headers: bearer(await newOwner(portrait)) });
    equal(response.status, 200);
  });

  for (const [what, given] of [
    ['a JPEG named PNG', { body: jpeg() }],
    ['a GIF', { fileName: 'a.gif', type: 'image/gif', body: gif() }],
    ['a PNG named BMP', { fileName: 'a.bmp', type: 'image/bmp' }],
    ['a picture in a part of another widget', { name: 'File' }],
    ['a picture without a type', { type: 'application/octet-stream', fileName: 'blob' }],
  ] as const) {
    test(`accepts ${what}`, async () => {
      const { login } = await someone();
      equal((await postPicture(portrait, pictureForm(given), { headers: authorized(login) })).status, 200);
    });
  }

  test('accepts 5,242,880 bytes, and returns them', async () => {
    const { login } = await someone();
    const body = png({ bytes: maxBytes });
    const number = await uploadPicture(portrait, login, body);
    const response = await readPicture(portrait, number, { headers: { Cookie: login.cookie } });
    ok(body.equals(Buffer.from(await response.arrayBuffer())));
  });
});

describe('POST /api/dropbox/pictures refuses', () => {
  const unauthorized = [401, 'Unauthorized'] as const;
  const processingError = [500, 'An error occurred processing the call.'] as const;
  const strangers = (token: string) => ({ [csrfHeader]: token });

  for (const [what, headersOf] of [
    ['a request without cookies', (login: Login) => strangers(login.token)],
    ['a request without the CSRF header', ({ cookie }: Login) => ({ Cookie: cookie })],
    [
      'an invalid CSRF header',
      ({ cookie }: Login) => ({ Cookie: cookie, ...strangers('TokenID%3Dx%2CexpirationTime%3D1') }),
    ],
    [
      'an expired CSRF header',
      ({ cookie, token }: Login) => ({ Cookie: cookie, ...strangers(token.replace(/\d{13}$/, '1500000000000')) }),
    ],
    [
      'a cookie without a valid signature',
      (login: Login) => ({ ...authorized(login), Cookie: login.cookie.replace('sig%3D', 'sig%3Dx') }),
    ],
    ['an invalid bearer', () => ({ Authorization: 'Bearer a.b.c' })],
  ] as const) {
    test(`${what} with 401 Unauthorized, as plain text and as a page`, async () => {
      const { login } = await someone();
      await refuses(headersOf(login), unauthorized);
    });
  }

  test('the CSRF token of another session', async () => {
    const [one, other] = [await someone(), await someone()];
    await refuses({ Cookie: one.login.cookie, ...strangers(other.login.token) }, unauthorized);
  });

  for (const [what, form] of [
    ['a BMP', pictureForm({ fileName: 'a.bmp', type: 'image/bmp', body: impostors.bmp })],
    ['a WebP', pictureForm({ fileName: 'a.webp', type: 'image/webp', body: webp() })],
    ['an HTML page named PNG', pictureForm({ body: impostors.html })],
    ['an SVG', pictureForm({ fileName: 'a.svg', type: 'image/svg+xml', body: impostors.svg })],
    ['an empty file', pictureForm({ body: '' })],
    ['5,242,881 bytes', pictureForm({ body: png({ bytes: maxBytes + 1 }) })],
    ['a form without a file', { ...pictureForm(), body: Buffer.from('') }],
    ['a body that is not a form', { contentType: 'image/png', body: Buffer.from(sample) }],
  ] as const) {
    test(`${what} with 500 ${processingError[1]}, as plain text and as a page`, async () => {
      const { login } = await someone();
      await refuses(authorized(login), processingError, form);
    });
  }

  async function refuses(
    headers: Readonly<Record<string, string>>,
    [status, text]: readonly [number, string],
    form = pictureForm(),
  ): Promise<void> {
    const bare = await postPicture(portrait, form, { headers });
    deepEqual([bare.status, await bare.text()], [status, text]);
    match(bare.headers.get('Content-Type') ?? '', /^text\/plain/);
    const page = await postPicture(portrait, form, { query: '?wrapInHTML=true', headers });
    equal(page.status, status);
    match(page.headers.get('Content-Type') ?? '', /^text\/html/);
    const html = await page.text();
    ok(html.length > 512);
    ok(html.startsWith(`<!DOCTYPE html><html lang="en" status="${status}" statusText="${text}">`));
    ok(html.endsWith(`<body status="${status}" statusText="${text}">${text}</body></html>`));
  }
});

describe('A request without a route in the API', () => {
  test('is answered with the API’s own 404 or 405, as plain text and as a page', async () => {
    for (const [method, path, status, text] of [
      ['GET', '/api/apps/1/avatar', 404, 'Not Found'],
      ['POST', '/api/dropbox/readfiledetails', 404, 'Not Found'],
      ['DELETE', `${pictures}/1001`, 405, 'Method Not Allowed'],
      ['GET', pictures, 405, 'Method Not Allowed'],
    ] as const) {
      const bare = await fetch(portrait.url + path, { method });
      deepEqual([bare.status, await bare.text()], [status, text], path);
      const page = await (await fetch(`${portrait.url}${path}?wrapInHTML=true`, { method })).text();
      ok(page.endsWith(`<body status="${status}" statusText="${text}">${text}</body></html>`), path);
    }
  });

  test('never allows credentials of other origins', async () => {
    const { login } = await someone();
    const headers = { Cookie: login.cookie, Origin: 'https://evil.example' };
    const response = await fetch(`${portrait.url}/api/login/status`, { headers });
    equal(response.headers.get('Access-Control-Allow-Credentials'), null);
  });
});
