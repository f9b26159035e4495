import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noBrowser } from '../support/chromium.ts';
import { temporaryFolder } from '../support/local-service.ts';
import { png } from '../support/photos/png.ts';
import { type Owner, usePortrait } from '../support/portrait.ts';
import { requestAsIs } from '../support/request-as-is.ts';
import { missing, runClient } from '../support/run-client.ts';
import { useForeignPage } from './foreign-page.ts';
import { accountAvatars, maxPhotoBytes, openlift, type Uploader } from './wide-door-api.ts';
import { formOf } from './wide-door-post.ts';

const portrait = usePortrait();
const photo = png({ bytes: maxPhotoBytes });
const client = (name: string) => fileURLToPath(new URL(`./clients/${name}`, import.meta.url));

const folder = await temporaryFolder();
after(() => folder.remove());
/** The photo in a file. */
const photoPath = join(folder.path, 'photo.png');
await writeFile(photoPath, photo);

/** A new user's form in a file, with the headers that a client must send. */
async function newForm() {
  const uploader = await openlift.open(portrait);
  const { contentType, body } = formOf(uploader, photo);
  const path = join(folder.path, `${contentType.replace(/.*-/, '')}.form`);
  await writeFile(path, body);
  const { Authorization: authorization = '' } = uploader.headers;
  return { uploader, path, contentType, authorization, body };
}

/** Asserts that a client has arrived at the outcome; the clients here print status, space, body. */
async function arrived(uploader: Uploader, printed: string): Promise<void> {
  match(printed, /^201 /);
  ok(photo.equals(await uploader.read(printed.slice(4))));
}

/** Asserts that the location shown by a client that does not follow redirects leads to the outcome. */
async function followsByHand(uploader: Uploader, location: string): Promise<void> {
  match(location, /^\/outcome\//);
  const response = await fetch(new URL(location, portrait.url));
  await arrived(uploader, `${response.status} ${await response.text()}`);
}

const locationOf = (json: string) => (JSON.parse(json) as { location: string }).location;

describe('curl', { skip: missing('curl', '--version') }, () => {
  async function curl(uploader: Uploader, ...more: readonly string[]): Promise<string> {
    const { Authorization: authorization } = uploader.headers;
    const { code, stdout, stderr } = await runClient('curl', [
      ...['-sS', '-H', `Authorization: ${authorization}`, '-F', `file=@${photoPath}`, '-w', '%{stderr}%{http_code}'],
      ...[...more, portrait.url + uploader.path],
    ]);
    equal(code, 0, stderr);
    return `${stderr.slice(-3)} ${stdout}`;
  }

  for (const how of [
    ['-L'],
    ['-X', 'POST', '-L'],
    ['-L', '-H', 'Expect: 100-continue'],
    ['-L', '-H', 'Expect:'],
    ['--location-trusted'],
    ['-L', '--http1.0'],
  ]) {
    test(`follows: ${how.join(' ')}`, async () => {
      const uploader = await openlift.open(portrait);
      await arrived(uploader, await curl(uploader, ...how));
    });
  }

  test('without -L shows the location of the outcome', async () => {
    const uploader = await openlift.open(portrait);
    const printed = await curl(uploader);
    match(printed, /^303 /);
    await followsByHand(uploader, locationOf(printed.slice(4)));
  });
});

describe('Node', () => {
  test('follows the redirect with fetch and FormData', async () => {
    const uploader = await accountAvatars.open(portrait);
    const form = new FormData();
    form.append('purpose', 'account_avatar');
    form.append('file', new File([photo], 'photo.png', { type: 'image/png' }));
    const response = await fetch(portrait.url + uploader.path, {
      method: 'POST',
      headers: uploader.headers,
      body: form,
    });
    deepEqual([response.status, response.redirected], [200, true]);
    ok(photo.equals(await uploader.read(await response.text())));
  });

  test('gets the location with its http module, also with Expect: 100-continue', async () => {
    for (const more of [{}, { Expect: '100-continue' }]) {
      const { uploader, contentType, authorization, body } = await newForm();
      const response = await requestAsIs(portrait.url, {
        method: 'POST',
        path: uploader.path,
        headers: { 'Content-Type': contentType, Authorization: authorization, ...more },
        body,
      });
      equal(response.status, 303);
      await followsByHand(uploader, locationOf(await response.text()));
    }
  });
});

describe('Python', { skip: missing('python3', '--version') }, () => {
  async function python(by: string) {
    const { uploader, path, contentType, authorization } = await newForm();
    const given = [client('upload.py'), by, portrait.url + uploader.path, contentType, authorization, path];
    const { code, stdout, stderr } = await runClient('python3', given);
    equal(code, 0, stderr);
    return { uploader, printed: stdout.trim() };
  }

  test('follows the redirect with urllib', async () => {
    const { uploader, printed } = await python('urllib');
    await arrived(uploader, printed);
  });

  test('follows the redirect with requests', { skip: missing('python3', '-c', 'import requests') }, async () => {
    const { uploader, printed } = await python('requests');
    await arrived(uploader, printed);
  });

  test('gets the location with http.client', async () => {
    const { uploader, printed } = await python('http.client');
    match(printed, /^303 /);
    await followsByHand(uploader, locationOf(printed.slice(4)));
  });
});

describe('Java', { skip: missing('java', '-version') }, () => {
  let printed: readonly string[];
  let uploader: Uploader;

  before(async () => {
    const form = await newForm();
    uploader = form.uploader;
    const { code, stdout, stderr } = await runClient('java', [
      ...[client('Upload.java'), portrait.url + uploader.path, form.contentType, form.authorization, form.path],
      ...['buffered', 'fixed length', 'in chunks', 'HttpClient NORMAL', 'HttpClient NEVER'],
    ]);
    equal(code, 0, stderr);
    printed = stdout.trim().split('\n');
  });

  test('follows the redirect with a buffering HttpURLConnection', () => arrived(uploader, printed[0] ?? ''));

  test('gets the location with an HttpURLConnection in fixed-length streaming mode', async () => {
    const [, line = ''] = printed;
    match(line, /^303 /);
    await followsByHand(uploader, line.slice(4));
  });

  test('gets 411 with an HttpURLConnection in chunked streaming mode', () =>
    match(printed[2] ?? '', /^411 .*Content-Length is required/));

  test('follows the redirect with HttpClient and followRedirects(NORMAL)', () => arrived(uploader, printed[3] ?? ''));

  test('gets the location with HttpClient’s default settings', async () => {
    const line = printed[4] ?? '';
    match(line, /^303 /);
    await followsByHand(uploader, locationOf(line.slice(4)));
  });
});

/** A page of another origin. */
const html = `<!doctype html><input type="file"><script>
function form() {
  const data = new FormData();
  data.append('file', document.querySelector('input').files[0]);
  return data;
}

async function byFetch(address, authorization) {
  const response = await fetch(address, { method: 'POST', headers: { Authorization: authorization }, body: form() });
  return { status: response.status, text: await response.text(), address: response.url };
}

function byXhr(address, authorization) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const progress = [];
    request.upload.addEventListener('progress', ({ loaded, total }) => progress.push({ loaded, total }));
    request.addEventListener('error', () => reject(new Error('The request failed')));
    request.addEventListener('load', () => resolve({
      status: request.status, text: request.responseText, address: request.responseURL, progress,
    }));
    request.open('POST', address);
    request.setRequestHeader('Authorization', authorization);
    request.send(form());
  });
}
</script>`;

interface Seen {
  readonly status: number;
  readonly text: string;
  /** The URL of the response. */
  readonly address: string;
  readonly progress?: readonly { readonly loaded: number; readonly total: number }[];
}

describe('A page of another origin', { skip: noBrowser }, () => {
  const page = useForeignPage(html);

  before(async () => {
    // Chromium reports upload progress every tenth of a second, and not after a redirect.
    const devTools = await page().context().newCDPSession(page());
    await devTools.send('Network.enable');
    const slowly = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 8_000_000 };
    await devTools.send('Network.emulateNetworkConditions', slowly);
  });

  async function upload(by: 'byFetch' | 'byXhr', { path, headers }: Uploader, file = photo): Promise<Seen> {
    await page().locator('input').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: file });
    const given = [portrait.url + path, headers.Authorization] satisfies [string, Owner['token'] | undefined];
    return page().evaluate<Seen>(`${by}(...${JSON.stringify(given)})`);
  }

  for (const by of ['byFetch', 'byXhr'] as const) {
    test(`follows the redirect ${by === 'byXhr' ? 'with XMLHttpRequest, and gets upload progress' : 'with fetch'}`, async () => {
      const uploader = await openlift.open(portrait);
      const { status, text, address, progress } = await upload(by, uploader);
      equal(new URL(address).pathname, `/outcome${uploader.path}`);
      await arrived(uploader, `${status} ${text}`);
      if (by === 'byFetch') return;
      const [first, ...more] = progress ?? [];
      ok(first && first.loaded > 0 && first.total > maxPhotoBytes);
      ok(more.every(({ loaded }, index) => loaded > (progress?.[index]?.loaded ?? 0)));
    });

    test(`can read why an upload is refused ${by === 'byXhr' ? 'with XMLHttpRequest' : 'with fetch'}, at every entry point`, async () => {
      const uploader = await openlift.open(portrait);
      const stranger = { ...uploader, headers: { Authorization: 'Bearer a.b.c' } };
      const { status, text } = await upload(by, stranger);
      deepEqual([status, (JSON.parse(text) as { error: { code: string } }).error.code], [401, 'UNAUTHORIZED']);
      for (const [bytes, expected] of [
        [maxPhotoBytes + 1, 400],
        [11_000_000, 413],
      ] as const) {
        const refused = await upload(by, uploader, Buffer.alloc(bytes));
        const { error } = JSON.parse(refused.text) as { error: { code: string } };
        deepEqual([refused.status, error.code], [expected, 'VALIDATION_FAILED']);
      }
    });
  }
});
