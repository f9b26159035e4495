import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { newTicket, outcomeOf, putPhoto, statusOf } from '../../e2e/direct-api.ts';
import { maxDirectBytes, openlift, publishedApis, type Uploader } from '../../e2e/wide-door-api.ts';
import { formOf, formOfLength, postOnce, postWide, processingError } from '../../e2e/wide-door-post.ts';
import { allPhotos } from '../../support/e2e-photos.ts';
import { png } from '../../support/photos/png.ts';
import { newOwner } from '../../support/portrait.ts';
import { type Offered, scannerFor, type TestScanner, type Verdict } from '../../support/scanner-for.ts';
import { startFor } from './start-for.ts';

/** A test signature, in place of EICAR's. */
const marker = ' PORTRAIT-TEST-FILE-THAT-SCANNERS-REFUSE ';
const marked = png({ label: marker });

/** A scanner that answers as a REST bridge to clamd does. */
const findsMarker: Verdict = (response, body) =>
  body.includes(marker.trim())
    ? response.writeHead(406).end('{FOUND Portrait-Test-Signature  406}')
    : response.writeHead(200).end('{OK   200}');

/** With a name and a password, and a query that may hold a secret as well. */
const urlOf = ({ url }: TestScanner) => `${url.replace('//', '//portrait:password@')}/scan?key=hidden`;

/** Each API's response to an upload that the scanner refused, and to one that it could not scan. */
const said: Readonly<Record<string, { refused: [number, RegExp]; failed: [number, RegExp] }>> = {
  'account avatars': { refused: [400, /"RET_INVALID_DATA"/], failed: [500, /"RET_ERROR"/] },
  OpenLift: { refused: [400, /"VALIDATION_FAILED"/], failed: [500, /"INTERNAL_ERROR"/] },
  Box: { refused: [400, /"bad_request".*"name":"pic"/], failed: [500, /"internal_server_error"/] },
  Akana: {
    refused: [500, new RegExp(`^${processingError}$`)],
    failed: [500, new RegExp(`^${processingError}$`)],
  },
  Crafter: { refused: [500, /"OTHER".*content scan/], failed: [500, /"OTHER".*Internal server error/] },
};

const nothing = /^$/;
const noOffer: Partial<Offered> & Pick<Offered, 'headers'> = { headers: {} };

async function upload(service: { url: string; secret: string }, uploader: Uploader, body: Buffer) {
  const response = await postOnce(service, uploader, formOf(uploader, body));
  return { status: response.status, text: await response.text() };
}

/** The stored files in the local folder. */
async function filesOf(dataDir: string): Promise<readonly string[]> {
  const entries = await readdir(join(dataDir, 'object-storage'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

describe('With SCAN_URL', { concurrency: 2 }, () => {
  test('every API refuses a file that the scanner refuses, and stores exactly the bytes that the scanner accepted', async (t) => {
    const scanner = await scannerFor(t, findsMarker);
    const service = await startFor(t, { SCAN_URL: urlOf(scanner) });
    for (const [index, api] of publishedApis.entries()) {
      const uploader = await api.open(service);
      const { status, text } = await upload(service, uploader, marked);
      const [expected, words = nothing] = said[api.name]?.refused ?? [];
      equal(status, expected, api.name);
      match(text, words);
      equal((await uploader.kept?.()) ?? 0, 0, api.name);

      const taken = await upload(service, uploader, png({ label: api.name }));
      equal(taken.status, api.accepted, taken.text);
      const { method, path, headers, body } = scanner.offered[2 * index + 1] ?? noOffer;
      deepEqual(
        [method, path, headers['content-type'], headers.authorization],
        ['POST', '/scan?key=hidden', 'image/png', `Basic ${Buffer.from('portrait:password').toString('base64')}`],
      );
      deepEqual(await uploader.read(taken.text), body, api.name);
    }
    equal(scanner.offered.length, 2 * publishedApis.length);
  });

  test('stores no file that was not scanned, and logs the cause without photo, name or credentials', async (t) => {
    const scanner = await scannerFor(t, findsMarker);
    const service = await startFor(t, { SCAN_URL: urlOf(scanner) });
    const uploaders = await Promise.all(publishedApis.map(async (api) => [api, await api.open(service)] as const));
    await scanner.stop();
    for (const [{ name }, uploader] of uploaders) {
      const file = { ...uploader.file, fileName: 'private.png' };
      const { status, text } = await upload(service, { ...uploader, file }, png({ label: 'private' }));
      const [expected, words = nothing] = said[name]?.failed ?? [];
      equal(status, expected, name);
      match(text, words);
      equal((await uploader.kept?.()) ?? 0, 0, name);
    }
    deepEqual(await filesOf(service.dataDir), []);

    const { stdout, stderr } = await service.end('SIGTERM');
    const logged = (stdout + stderr).split('\n').filter((line) => line.startsWith('{"level"'));
    equal(logged.length, publishedApis.length);
    for (const line of logged) {
      match(line, /"message":"The scanner did not answer"/);
      match(line, /"code":"ECONNREFUSED"/);
      for (const secret of [/private/, /password/, /hidden/]) ok(!secret.test(line), line);
    }
  });

  test('uploads by the wide door and by ticket are scanned too', async (t) => {
    let verdict: Verdict = (response) => response.writeHead(503).end();
    const scanner = await scannerFor(t, (...sent) => verdict(...sent));
    const service = await startFor(t, { SCAN_URL: urlOf(scanner) });

    const uploader = await openlift.open(service);
    const large = formOfLength(uploader, maxDirectBytes + 1, (bytes) => png({ bytes, label: marker }));
    const outcome = await postWide(service, uploader, large);
    const owner = await newOwner(service);
    const ticket = await newTicket(service, owner, { size: marked.length });
    await putPhoto(ticket, marked);

    equal((await fetch(outcome)).status, 500);
    equal((await statusOf(ticket, owner)).status, 500);

    verdict = findsMarker;
    const refused = [
      400,
      { success: false, error: { code: 'VALIDATION_FAILED', message: 'The content scan rejected the file' } },
    ];
    for (let times = 0; times < 2; times++) {
      const answer = await fetch(outcome);
      deepEqual([answer.status, await answer.json()], refused);
      const { status, body } = await outcomeOf(ticket, owner);
      deepEqual([status, body], refused);
    }
    deepEqual([await uploader.kept?.(), await allPhotos(service, owner)], [0, []]);
  });
});
