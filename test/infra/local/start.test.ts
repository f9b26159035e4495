import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { account, putAccount } from '../../e2e/account-api.ts';
import { activePhotos, bytesAt, openliftUpload, postForm, uploadPhoto } from '../../support/e2e-photos.ts';
import { eventually } from '../../support/eventually.ts';
import { curlForm } from '../../support/form-body.ts';
import { type LocalService, startInVain } from '../../support/local-service.ts';
import { png } from '../../support/photos/png.ts';
import { bearer, newOwner } from '../../support/portrait.ts';
import { dataFolderFor, secret, startFor, variables } from './start-for.ts';

describe('The local service', { concurrency: 2 }, () => {
  test('ends though a client holds a connection without asking anything, as browsers do', {
    timeout: 20_000,
  }, async (t) => {
    const service = await startFor(t);
    const socket = connect({ host: 'localhost', port: Number(new URL(service.url).port) });
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    await once(socket, 'connect');
    equal((await fetch(service.url)).status, 404); // by now it knows of the connection
    equal((await service.end('SIGTERM')).code, 0);
  });

  test('keeps photos, accounts and its own secrets across restarts', async (t) => {
    const { start } = await dataFolderFor(t);
    const first = await start();
    const owner = { id: 'demo', token: (await greeting(first)).token };
    const body = png({ label: 'kept' });
    const { assetId, uploadUrl } = await uploadPhoto({ url: first.url, secret }, owner, { body });
    equal((await putAccount({ url: first.url, secret }, owner.token, { name: 'Kept' })).status, 200);
    equal((await first.end('SIGTERM')).code, 0);

    const second = await start();

    const portrait = { url: second.url, secret };
    const [photo] = await activePhotos(portrait, owner);
    equal(photo?.assetId, assetId);
    ok(body.equals(await bytesAt(photo?.url ?? '')));
    const { pathname, search } = new URL(uploadUrl);
    ok(body.equals(await bytesAt(second.url + pathname + search)), 'links stay valid');
    equal((await account(portrait, owner.token)).name, 'Kept');
  });

  test('greets with a token and a curl line that work', async (t) => {
    const service = await startFor(t);
    const { token, curl } = await greeting(service);
    const [, headerToken = '', sample = '', url = ''] =
      /^curl -H 'Authorization: Bearer ([\w.-]+)' -F 'file=@([^']+)' (http:\S+)$/.exec(curl) ?? [];
    deepEqual([headerToken, url], [token, service.url + openliftUpload]);
    const file = { name: 'file', fileName: basename(sample), type: 'image/png', body: await readFile(sample) };
    equal((await postForm(service, openliftUpload, curlForm([file]), bearer({ token }))).status, 201);
  });

  test('lets nobody else read its secrets', async (t) => {
    const { dataDir } = await startFor(t);
    equal((await stat(join(dataDir, 'secrets.json'))).mode & 0o777, 0o600);
  });

  test('does not start twice on one data folder, and the first one goes on', async (t) => {
    const first = await startFor(t);
    const { code, stderr } = await startInVain({ dataDir: first.dataDir, variables });
    equal(code, 1);
    match(stderr, /^Portrait does not start: .*another Portrait.*data folder/);
    doesNotMatch(stderr, /^ +at /m);
    await uploadPhoto(first, await newOwner(first));
  });

  test('does not start on a port that is taken', async (t) => {
    const { url } = await startFor(t);
    const { path: dataDir } = await dataFolderFor(t);
    const ending = await startInVain({ dataDir, variables: { ...variables, PORT: new URL(url).port } });
    equal(ending.code, 1);
    match(ending.stderr, /^Portrait does not start: .*EADDRINUSE/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`ends with code 0 at ${signal}`, async (t) => {
      const { code, stderr } = await (await startFor(t)).end(signal);
      deepEqual([code, stderr], [0, '']);
    });
  }

  test('answers what is under way before it ends', async (t) => {
    const service = await startFor(t);
    const owner = await newOwner(service);
    const { body, contentType } = curlForm([{ name: 'file', fileName: 'a.png', body: png() }]);
    const socket = connect({ host: 'localhost', port: Number(new URL(service.url).port) });
    t.after(() => socket.destroy());
    const lines = [
      `POST ${openliftUpload} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${owner.token}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await eventually(async () => equal((await fetch(service.url)).status, 404)); // by now it has read the request's head

    const ended = service.end('SIGTERM');
    await eventually(() =>
      fetch(service.url).then(
        () => Promise.reject(new Error('It still listens')),
        () => {},
      ),
    );
    socket.write(body);

    match(await text(socket), /^HTTP\/1\.1 201 /);
    equal((await ended).code, 0);
  });
});

/** What it prints once it listens. */
function greeting({ printed }: LocalService): Promise<{ token: string; curl: string }> {
  return eventually(async () => {
    const [, token = '', curl = ''] = /^ {2}(eyJ[\w.-]+)$.*^ {2}(curl [^\n]+)$/ms.exec(printed()) ?? [];
    notEqual(curl, '');
    return { token, curl };
  });
}
