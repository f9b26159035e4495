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
/** The photo as a file. */
const photoPath = join(folder.path, 'photo.png');
await writeFile(photoPath, photo);

/** Somebody's form, as a file, and what a client must say beside it. */
async function newForm() {
  const uploader = await openlift.open(portrait);
  const { contentType, body } = formOf(uploader, photo);
  const path = join(folder.path, `${contentType.replace(/.*-/, '')}.form`);
  await writeFile(path, body);
  const { Authorization: authorization = '' } = uploader.headers;
  return { uploader, path, contentType, authorization, body };
}

/** An answer as the clients here print it: the status, a space, the body. */
async function arrived(uploader: Uploader, printed: string): Promise<void> {
  match(printed, /^201 /);
  ok(photo.equals(await uploader.read(printed.slice(4))));
}

/** Of a client that does not follow: what it sees leads to the answer. */
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

  test('without -L shows where the answer is', async () => {
    const uploader = await openlift.open(portrait);
    const printed = await curl(uploader);
    match(printed, /^303 /);
    await followsByHand(uploader, locationOf(printed.slice(4)));
  });
});

describe('Node', () => {
  test('follows by its own fetch, with its own form', async () => {
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

  test('shows by its http module where the answer is, also where it waits for the go-ahead', async () => {
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

  test('follows by urllib', async () => {
    const { uploader, printed } = await python('urllib');
    await arrived(uploader, printed);
  });

  test('follows by requests', { skip: missing('python3', '-c', 'import requests') }, async () => {
    const { uploader, printed } = await python('requests');
    await arrived(uploader, printed);
  });

  test('shows by http.client where the answer is', async () => {
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

  test('follows by HttpURLConnection, as it is unless it is told to stream', () => arrived(uploader, printed[0] ?? ''));

  test('learns by HttpURLConnection that streams where the answer is', async () => {
    const [, line = ''] = printed;
    match(line, /^303 /);
    await followsByHand(uploader, line.slice(4));
  });

  test('is told by HttpURLConnection that streams in chunks to state a length', () =>
    match(printed[2] ?? '', /^411 .*Content-Length is required/));

  test('follows by HttpClient where it is told to', () => arrived(uploader, printed[3] ?? ''));

  test('shows by HttpClient as it is where the answer is', async () => {
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
  /** Where the answer came from. */
  readonly address: string;
  readonly progress?: readonly { readonly loaded: number; readonly total: number }[];
}

describe('A page of another origin', { skip: noBrowser }, () => {
  const page = useForeignPage(html);

  before(async () => {
    // Chromium looks every tenth of a second how much has gone, and no more once it is redirected.
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
    test(`follows ${by === 'byXhr' ? 'by XMLHttpRequest, and hears how far it is' : 'by fetch'}`, async () => {
      const uploader = await openlift.open(portrait);
      const { status, text, address, progress } = await upload(by, uploader);
      equal(new URL(address).pathname, `/outcome${uploader.path}`);
      await arrived(uploader, `${status} ${text}`);
      if (by === 'byFetch') return;
      const [first, ...more] = progress ?? [];
      ok(first && first.loaded > 0 && first.total > maxPhotoBytes);
      ok(more.every(({ loaded }, index) => loaded > (progress?.[index]?.loaded ?? 0)));
    });

    test(`reads why it is refused ${by === 'byXhr' ? 'by XMLHttpRequest' : 'by fetch'}, at every door`, async () => {
      const uploader = await openlift.open(portrait);
      const stranger = { ...uploader, headers: { Authorization: 'Bearer a.b.c' } };
      const { status, text } = await upload(by, stranger);
      deepEqual([status, (JSON.parse(text) as { message: string }).message], [401, 'Unauthorized']);
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
