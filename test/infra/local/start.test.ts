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
  test('stops even if a client holds an idle connection, as browsers do', {
    timeout: 20_000,
  }, async (t) => {
    const service = await startFor(t);
    const socket = connect({ host: 'localhost', port: Number(new URL(service.url).port) });
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    await once(socket, 'connect');
    equal((await fetch(service.url)).status, 404); // now the service has accepted the connection
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

  test('prints a token and a curl command that work', async (t) => {
    const service = await startFor(t);
    const { token, curl } = await greeting(service);
    const [, headerToken = '', sample = '', url = ''] =
      /^curl -H 'Authorization: Bearer ([\w.-]+)' -F 'file=@([^']+)' (http:\S+)$/.exec(curl) ?? [];
    deepEqual([headerToken, url], [token, service.url + openliftUpload]);
    const file = { name: 'file', fileName: basename(sample), type: 'image/png', body: await readFile(sample) };
    equal((await postForm(service, openliftUpload, curlForm([file]), bearer({ token }))).status, 201);
  });

  test('creates its secrets readable by their owner only', async (t) => {
    const { dataDir } = await startFor(t);
    equal((await stat(join(dataDir, 'secrets.json'))).mode & 0o777, 0o600);
  });

  test('does not start twice on one data folder, and the first process keeps serving', async (t) => {
    const first = await startFor(t);
    const { code, stderr } = await startInVain({ dataDir: first.dataDir, variables });
    equal(code, 1);
    match(stderr, /^Portrait does not start: .*another Portrait.*data folder/);
    doesNotMatch(stderr, /^ +at /m);
    await uploadPhoto(first, await newOwner(first));
  });

  test('does not start if the port is in use', async (t) => {
    const { url } = await startFor(t);
    const { path: dataDir } = await dataFolderFor(t);
    const ending = await startInVain({ dataDir, variables: { ...variables, PORT: new URL(url).port } });
    equal(ending.code, 1);
    match(ending.stderr, /^Portrait does not start: .*EADDRINUSE/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`exits with code 0 on ${signal}`, async (t) => {
      const { code, stderr } = await (await startFor(t)).end(signal);
      deepEqual([code, stderr], [0, '']);
    });
  }

  test('finishes requests in progress before it exits', async (t) => {
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
    await eventually(async () => equal((await fetch(service.url)).status, 404)); // now the service has read the request's head

    const ended = service.end('SIGTERM');
    await eventually(() =>
      fetch(service.url).then(
        () => Promise.reject(new Error('The port is still open')),
        () => {},
      ),
    );
    socket.write(body);

    match(await text(socket), /^HTTP\/1\.1 201 /);
    equal((await ended).code, 0);
  });
});

/** The output of the service once it listens. */
function greeting({ printed }: LocalService): Promise<{ token: string; curl: string }> {
  return eventually(async () => {
    const [, token = '', curl = ''] = /^ {2}(eyJ[\w.-]+)$.*^ {2}(curl [^\n]+)$/ms.exec(printed()) ?? [];
    notEqual(curl, '');
    return { token, curl };
  });
}
