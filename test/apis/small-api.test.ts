import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type LocalService, startLocalService, temporaryFolder } from '../support/local-service.ts';
import { png } from '../support/photos/png.ts';
import { signToken } from '../support/portrait.ts';

/*
 * A seventh API, which exists in the tests alone, is added to the loaded source as CONTRIBUTING says: by a room, a line in the
 * list of APIs, a line per upload route and a line per handler. The local service then serves it, and the stack deploys it.
 */
const addSmallApi = new URL('../support/small-api/add-small-api.ts', import.meta.url).href;
const secret = randomBytes(32).toString('hex');
let service: LocalService;
let removeFolder = async () => {};
let authorization = '';

before(async () => {
  const folder = await temporaryFolder();
  removeFolder = folder.remove;
  const variables = { AUTH_JWT_SECRET: secret, NODE_OPTIONS: `--import=${addSmallApi}` };
  service = await startLocalService({ dataDir: folder.path, variables });
  authorization = `Bearer ${await signToken(secret, { sub: 'ada' })}`;
});
after(async () => {
  await service.end('SIGTERM');
  await removeFolder();
});

const smallPhoto = png({ bytes: 2000 });
const largePhoto = png({ bytes: 5_000_000 });

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly kind: 'raw' | 'form';
}

/** A request with a photo as the route takes it. */
function uploadOf(
  { method, kind }: Sent,
  photo: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): RequestInit {
  if (kind === 'raw') {
    const named = { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="me.png"' };
    return { method, body: photo, headers: { ...headers, ...named } };
  }
  const form = new FormData();
  form.append('file', new Blob([photo], { type: 'image/png' }), 'me.png');
  return { method, body: form, headers };
}

const uploads: readonly Sent[] = ['PUT', 'POST'].flatMap((method) => [
  { method, path: '/small/ada/photo/$value', kind: 'raw' },
  { method, path: '/small/ada/photo/%24value', kind: 'raw' },
  { method, path: '/small/ada/photo', kind: 'form' },
]);

for (const sent of uploads) {
  const { method, path, kind } = sent;
  describe(`${method} ${path} with a ${kind} body`, () => {
    it('accepts a photo in the function, and the JSON read shows it', async () => {
      const response = await fetch(service.url + path, uploadOf(sent, smallPhoto, { authorization }));
      const { id, ...rest } = (await response.json()) as Record<string, unknown>;
      assert.equal(response.status, 201);
      assert.deepEqual(rest, { fileName: 'me.png', size: smallPhoto.length, method, path });
      assert.deepEqual(await (await fetch(`${service.url}/small/ada`)).json(), { photo: id });
    });

    it('accepts a photo through the wide door; the outcome answers GET and the upload’s own method alike', async () => {
      const init = uploadOf(sent, largePhoto, { authorization });
      const admitted = await fetch(service.url + path, { ...init, redirect: 'manual' });
      assert.equal(admitted.status, 303);
      const location = new URL(admitted.headers.get('location') ?? '', service.url);
      const [first, repeated] = [await fetch(location), await fetch(location, { method })];
      assert.deepEqual([first.status, repeated.status], [201, 201]);
      const outcome = (await first.json()) as Record<string, unknown>;
      assert.deepEqual(
        [outcome.fileName === '' || outcome.fileName === 'me.png', outcome.size],
        [true, largePhoto.length],
      );
      assert.deepEqual(await repeated.json(), outcome);
    });

    for (const [place, status, code, given] of [
      ['in the function', 401, 'unauthenticated', uploadOf(sent, smallPhoto, {})],
      ['at the wide door', 401, 'unauthenticated', uploadOf(sent, largePhoto, {})],
      ['at the edge by its size', 413, 'request-too-large', { method, body: new Uint8Array(10_500_000) }],
      [
        'at the edge without a length',
        411,
        'length-required',
        { method, body: chunked(), duplex: 'half' } as RequestInit,
      ],
    ] as const) {
      it(`is refused ${place} in the API’s words, with path, time and request id`, async () => {
        const before = Date.now() - 1000;
        const response = await fetch(service.url + path, given);
        const said = (await response.json()) as Record<string, unknown>;
        assert.deepEqual([response.status, said.status, said.code], [status, status, code]);
        assert.equal(decodeURIComponent(String(said.path)), decodeURIComponent(path));
        assert.equal(Date.parse(String(said.timestamp)), said.millis);
        assert.ok(Number(said.millis) >= before && Number(said.millis) <= Date.now() + 1000, String(said.timestamp));
        assert.match(String(said.requestId), /^[0-9a-f-]{36}$/);
      });
    }
  });
}

function chunked(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(100));
      controller.close();
    },
  });
}

it('a method that no route has is refused in the API’s words', async () => {
  const response = await fetch(`${service.url}/small/ada/photo/$value`, { method: 'DELETE' });
  assert.deepEqual([response.status, response.headers.get('allow')], [405, null]);
  assert.equal(((await response.json()) as { code: string }).code, 'method-not-allowed');
});

it('the stack has a method for each of its routes, and stores bodies of PUT too', async () => {
  const script = fileURLToPath(new URL('../support/small-api/print-methods.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [`--import=${addSmallApi}`, script]);
  const methods = stdout.trim().split('\n');
  for (const expected of [
    ...uploads
      .filter(({ path }) => !path.includes('%'))
      .map(({ method, path }) => `${method} ${path.replace('ada', '{id}')}`),
    ...['GET /small/{id}', 'PUT /inbox/{path+}', 'POST /inbox/{path+}', 'PUT /outcome/{path+}'],
  ]) {
    assert.ok(methods.includes(expected), expected);
  }
});
