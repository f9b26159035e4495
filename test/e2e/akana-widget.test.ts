import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { launchChromium, noBrowser } from '../support/chromium.ts';
import { onlyLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { csrfHeader, fourColours, logIn, pictures, userPath } from './akana-api.ts';
import { impostors } from './impostors.ts';

const portrait = usePortrait();

/** The portal's widget: sends its form from an iframe with jquery-form, and everything else with jQuery. */
const widget = `<!doctype html><form method="post" enctype="multipart/form-data">
<input type="file" name="Profile"><input type="hidden" name="${csrfHeader}"></form><img>
<script src="/widget/jquery.js"></script><script src="/widget/jquery.form.js"></script><script>
function csrfToken() {
  const pair = document.cookie.split('; ').find((each) => each.startsWith('Csrf-Token_portrait='));
  return pair ? pair.slice(pair.indexOf('=') + 1) : '';
}

function answerOf(settings, send) {
  return new Promise((resolve) => send({
    ...settings,
    success: (data, _, { status, statusText }) => resolve({ callback: 'success', data, status, statusText }),
    error: ({ status, statusText, responseText }) => resolve({ callback: 'error', data: responseText, status, statusText }),
  }));
}

function upload(address, token = csrfToken()) {
  $('input[type=hidden]').val(token);
  const settings = { url: address, type: 'POST', iframe: true, dataType: 'text' };
  return answerOf(settings, (all) => $('form').ajaxSubmit(all));
}

function put(address, contentType, data) {
  const headers = { '${csrfHeader}': csrfToken() };
  return answerOf({ url: address, type: 'PUT', dataType: 'json', contentType, data, headers }, $.ajax);
}

function logIn(password) {
  const data = JSON.stringify({ email: 'somebody@example.com', password });
  return answerOf({ url: '/api/login', type: 'POST', dataType: 'json', contentType: 'application/json', data }, $.ajax);
}

async function colourOf(address) {
  const image = document.querySelector('img');
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, 1, 1);
  return { side: image.naturalWidth, colour: [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)] };
}
</script>`;

interface Answer {
  readonly callback: 'success' | 'error';
  readonly data: unknown;
  readonly status: number;
  readonly statusText: string;
}

interface Look {
  readonly side: number;
  readonly colour: readonly number[];
}

let browser: Browser;
let page: Page;
let context: BrowserContext;

const script = (file: string) =>
  readFile(fileURLToPath(new URL(`../../node_modules/${file}`, import.meta.url)), 'utf8');

/** The widget's files, by path. */
const files: ReadonlyMap<string, { readonly contentType: string; readonly body: string }> = new Map([
  ['/widget', { contentType: 'text/html', body: widget }],
  ['/widget/jquery.js', { contentType: 'text/javascript', body: await script('jquery/dist/jquery.min.js') }],
  [
    '/widget/jquery.form.js',
    { contentType: 'text/javascript', body: await script('jquery-form/dist/jquery.form.min.js') },
  ],
]);

/** Opens the widget at the service's own origin; the browser gets the widget's files from this test. */
async function openWidget(): Promise<Page> {
  const opened = await context.newPage();
  for (const [path, file] of files) await opened.route(portrait.url + path, (route) => route.fulfill(file));
  await opened.goto(`${portrait.url}/widget`);
  return opened;
}

/** Serves the widget at an origin of its own. */
const site = createServer(({ url = '' }, response) => {
  const { contentType, body } = files.get(url) ?? { contentType: 'text/plain', body: '' };
  // Without a parent domain, a page cannot set document.domain.
  response.writeHead(200, { 'Content-Type': contentType, 'Origin-Agent-Cluster': '?0' }).end(body);
});

function ask<T = Answer>(name: string, ...values: readonly unknown[]): Promise<T> {
  return page.evaluate<T>(`${name}(...${JSON.stringify(values)})`);
}

async function enter(claims: Readonly<Record<string, unknown>> = {}): Promise<Owner> {
  await context.clearCookies();
  const owner = await newOwner(portrait, claims);
  const { callback, status } = await ask('logIn', owner.token);
  deepEqual([callback, status], ['success', 200]);
  return owner;
}

async function chooseFile(buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name: 'avatar.png', mimeType: 'image/png', buffer });
}

const wrapped = `${pictures}?wrapInHTML=true`;
const fourColoured = await fourColours(400);

describe('The portal’s widget', { skip: noBrowser }, () => {
  before(async () => {
    // Every name under this domain resolves to this machine.
    browser = await launchChromium('--host-resolver-rules=MAP *.portal.test 127.0.0.1');
    context = await browser.newContext();
    page = await openWidget();
  });

  after(async () => {
    await browser?.close();
    site.close();
  });

  test('uploads from its iframe, crops the picture, shows it and makes it the avatar', async () => {
    const owner = await enter();
    await chooseFile(fourColoured);
    const { callback, data: number, status, statusText } = await ask('upload', wrapped);
    deepEqual([callback, status, statusText], ['success', 200, 'success']);
    match(String(number), /^[1-9]\d{3,}$/);

    const picture = `${pictures}/${number}`;
    equal((await ask<Look>('colourOf', `${picture}?size=512`)).side, 400);
    const form = { x: 0, y: 256, w: 256, h: 256 };
    const cropped = await ask('put', picture, 'application/x-www-form-urlencoded; charset=UTF-8', form);
    deepEqual([cropped.callback, cropped.data], ['success', Number(number)]);
    deepEqual(await ask('colourOf', `${picture}?size=75&s=${Date.now()}`), { side: 75, colour: [0, 0, 255] });

    const json = JSON.stringify({ PictureID: number });
    const assigned = await ask('put', userPath(`${owner.id}.portrait`), 'application/json', json);
    deepEqual([assigned.callback, assigned.status], ['success', 200]);
    const { AvatarURL: avatarUrl } = assigned.data as { AvatarURL: string };
    const { pathname } = new URL(avatarUrl);
    const { side, colour } = await ask<Look>('colourOf', `${pathname}?size=25&cache=false&time=${Date.now()}`);
    deepEqual([side, colour.map((value) => Math.round(value / 16))], [25, [0, 0, 16]], 'a JPEG is nearly blue');
    const again = await ask('put', userPath(owner.id), 'application/json', json);
    deepEqual([again.callback, again.status], ['error', 404]);
  });

  test('uploads a picture of 5,242,880 bytes from its iframe, and gets 500 for one byte more', async () => {
    await enter();
    const bytes = 5_242_880;
    await chooseFile(png({ bytes }));
    const { callback, data: number, status } = await ask('upload', wrapped);
    deepEqual([callback, status], ['success', 200]);
    const size = await page.evaluate(`fetch('${pictures}/${number}').then(async (it) => (await it.blob()).size)`);
    equal(size, bytes);
    for (const [length, expected] of [
      [bytes + 1, 500],
      [11_000_000, 413],
    ] as const) {
      await chooseFile(Buffer.alloc(length));
      const refused = await ask('upload', wrapped);
      deepEqual([refused.callback, refused.status], ['error', expected]);
    }
    await chooseFile(png({ bytes }));
    const unproved = await ask('upload', wrapped, '');
    deepEqual([unproved.callback, unproved.status], ['error', 401]);
  });

  test('gets 401 in its error callback without a session', async () => {
    await enter();
    await chooseFile(fourColoured);
    await context.clearCookies();
    deepEqual(await ask('upload', wrapped), {
      callback: 'error',
      data: 'Unauthorized',
      status: 401,
      statusText: 'Unauthorized',
    });
  });

  test('gets 401 in its error callback after the session expired', async () => {
    const end = Math.ceil(Date.now() / 1000) + 8; // time enough for one upload, also on a slow machine
    await enter({ exp: end });
    await chooseFile(fourColoured);
    const token = await page.evaluate<string>('csrfToken()');
    equal((await ask('upload', wrapped)).callback, 'success');
    await setTimeout(end * 1000 - Date.now() + 50);
    const { callback, status } = await ask('upload', wrapped, token);
    deepEqual([callback, status], ['error', 401]);
  });

  test('gets 401 for a form without the CSRF token, and 500 for a file that is not a picture', async () => {
    await enter();
    await chooseFile(fourColoured);
    const { callback, status } = await ask('upload', wrapped, '');
    deepEqual([callback, status], ['error', 401]);
    await chooseFile(impostors.bmp);
    deepEqual(await ask('upload', wrapped), {
      callback: 'error',
      data: 'An error occurred processing the call.',
      status: 500,
      statusText: 'An error occurred processing the call.',
    });
  });

  test('can read its iframe although a CDN adds X-Frame-Options: DENY', async () => {
    await enter();
    await chooseFile(fourColoured);
    const pattern = `${portrait.url}${pictures}**`;
    await page.route(pattern, async (route: Route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'x-frame-options': 'DENY' } });
    });
    const { callback, status } = await ask('upload', wrapped);
    await page.unroute(pattern);
    deepEqual([callback, status], ['success', 200]);
  });

  test('can read its iframe from a sister host only with document.domain', {
    skip: onlyLocal('only this machine can be reached by any name'),
  }, async () => {
    const { port } = new URL(portrait.url);
    const service = `http://photos.portal.test:${port}`;
    const { setCookies } = await logIn(portrait, await newOwner(portrait));
    await context.clearCookies();
    const cookies = setCookies.map((cookie) => {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(cookie) ?? [];
      return { name, value, url: service, sameSite: 'Lax' as const };
    });
    await context.addCookies(cookies);
    const token = cookies.find(({ name }) => name.startsWith('Csrf-Token_'))?.value ?? '';

    const own = page;
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    page = await context.newPage();
    await page.goto(`http://www.portal.test:${(site.address() as AddressInfo).port}/widget`);
    await page.evaluate("document.domain = 'portal.test'");
    await chooseFile(fourColoured);
    const shared = await ask('upload', `${service}${wrapped}&document.domain=portal.test`, token);
    const apart = await ask('upload', `${service}${wrapped}&document.domain=evil.test`, token);
    await chooseFile(png({ bytes: 5_242_880 }));
    const large = await ask('upload', `${service}${wrapped}&document.domain=portal.test`, token);
    await page.close();
    page = own;
    deepEqual([shared.callback, shared.status], ['success', 200]);
    match(String(shared.data), /^\d+$/);
    deepEqual([large.callback, large.status], ['success', 200]);
    ok(apart.callback === 'error' && apart.status !== 200, JSON.stringify(apart));
  });
});
