import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { SignJWT } from 'jose';
import { entryOf } from '../../infra/aws/bundling.ts';
import type { DeployedFunctionName } from '../../infra/aws/function-sizes.ts';
import { type AwsWire, startAwsWire } from '../support/aws-wire.ts';
import { bundleAll } from '../support/bundles.ts';
import { linkTokensOf } from '../support/link-tokens-of.ts';
import { png } from '../support/photos/png.ts';
import { assetIdAt } from '../support/sample-asset.ts';
import { apiEvent, uploadBody } from '../support/upload-event.ts';
import { type RunningFunction, runFunction } from './run-function.ts';
import type { Posted } from './runtime-api.ts';

// Every way in which a streamed response ends, in AWS's own runtime and with the deployed bundles: a response that does
// not end keeps the client waiting, and the function running until its timeout.

const photo = png({ bytes: 60_000, label: randomBytes(30_000).toString('hex') });
const large = png({ bytes: 4_000_000, label: randomBytes(2_000_000).toString('hex') });
const accessTokenId = 'b4d44030-d0af-11e3-9c1a-0800200c9a66';

let folder: string;
let wire: AwsWire;
let token: string;
const running = new Map<DeployedFunctionName, RunningFunction>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portrait-runtime-'));
  await bundleAll(folder, { minify: true });
  wire = await startAwsWire();
  token = await new SignJWT({ sub: 'ada', session: 'SESSION_USER', scope: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(wire.environment.AUTH_JWT_SECRET));
});

after(async () => {
  for (const each of running.values()) await each.stop();
  await wire.stop();
  await rm(folder, { recursive: true });
});

/** Invokes a function; starts it at the first invocation. */
async function invoke(name: DeployedFunctionName, event: APIGatewayProxyEvent): Promise<Posted> {
  const there = running.get(name) ?? (await runFunction(name, { folder, environment: wire.environment }));
  running.set(name, there);
  return there.invoke(event);
}

/** The response of a buffered function. */
async function answer(name: DeployedFunctionName, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { as, headers, body } = await invoke(name, event);
  deepEqual([as, headers['content-type']], ['response', 'application/json']);
  equal(headers['lambda-runtime-function-response-mode'], undefined);
  return JSON.parse(body.toString()) as APIGatewayProxyResult;
}

interface Streamed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The response of a streaming function: the head as JSON, eight zero bytes, and the body; throws if the stream failed.
 */
async function stream(name: DeployedFunctionName, event: APIGatewayProxyEvent): Promise<Streamed> {
  const { as, headers, body, trailers } = await invoke(name, event);
  equal(as, 'response');
  equal(headers['lambda-runtime-function-response-mode'], 'streaming');
  equal(headers['content-type'], 'application/vnd.awslambda.http-integration-response');
  equal(headers['transfer-encoding'], 'chunked');
  deepEqual({ ...trailers }, {});
  const end = body.indexOf(Buffer.alloc(8));
  ok(end > 0, 'the head is terminated');
  const head = JSON.parse(body.toString('utf8', 0, end)) as { statusCode: number; headers: Record<string, string> };
  return { status: head.statusCode, headers: head.headers, body: body.subarray(end + 8) };
}

/** Uploads a photo; returns the API's response. */
async function upload<Answer>(path: string, body: Buffer, more = {}): Promise<Answer> {
  const answered = await answer('upload', apiEvent({ method: 'POST', path, token, body, ...more }));
  ok(answered.statusCode < 300, answered.body);
  return JSON.parse(answered.body) as Answer;
}

/** The same by the account API; returns the photo's public id. */
async function uploadAvatar(bytes: Buffer): Promise<string> {
  const body = uploadBody(bytes, 'file', 'png');
  const { uploaded } = await upload<{ uploaded: [{ uuid: string }] }>('/upload', body);
  return uploaded[0].uuid;
}

type Headers = Readonly<Record<string, string>>;

/** A route of a streaming function that serves the photo. */
interface Place {
  /** The event that reads the photo. */
  ask(method: string, headers?: Headers): APIGatewayProxyEvent;
  /** The event that reads a missing photo. */
  askInVain(method: string): APIGatewayProxyEvent;
  /** The event of a caller without permission, and the status of its refusal. */
  readonly refused?: { readonly event: APIGatewayProxyEvent; readonly status: number };
}

function multiple(headers: Headers = {}): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}

const places: Readonly<Partial<Record<DeployedFunctionName, () => Promise<Place>>>> = {
  async 'public-read'() {
    const id = await uploadAvatar(photo);
    const event = (name: string, method: string, headers?: Headers) =>
      apiEvent({
        ...{ method, path: `/storage/${name}`, resource: '/storage/{name}', parameters: { name } },
        headers: multiple(headers),
      });
    return {
      ask: (method, headers) => event(id, method, headers),
      askInVain: (method) => event(assetIdAt(new Date()), method),
    };
  },

  async 'signed-read'() {
    const path = '/api/storage/profile-photo/upload';
    const body = uploadBody(photo, 'file', 'png');
    const { data } = await upload<{ data: { fileKey: string; uploadUrl: string } }>(path, body);
    const event = (key: string, linkToken: string, method: string, headers?: Headers) =>
      apiEvent({
        ...{ method, path: `/api/storage/signed/user-assets/${key}`, query: { token: [linkToken] } },
        ...{ resource: '/api/storage/signed/{bucket}/{path+}', parameters: { bucket: 'user-assets', path: key } },
        headers: multiple(headers),
      });
    const key = data.fileKey;
    const own = new URL(data.uploadUrl).searchParams.get('token') ?? '';
    const now = new Date();
    const gone = 'users/nobody/profile-picture/gone.png';
    const toGone = await linkTokensOf(wire.environment.LOCAL_STORAGE_SECRET ?? '', () => now).sign(
      { bucket: 'user-assets', path: gone },
      { from: now, until: new Date(now.getTime() + 60_000) },
    );
    return {
      ask: (method, headers) => event(key, own, method, headers),
      askInVain: (method) => event(gone, toGone, method),
      refused: { event: event(key, toGone, 'GET'), status: 403 },
    };
  },

  async 'avatar-read'() {
    const resource = '/2.0/users/{user_id}/avatar';
    const of = (user_id: string) => ({ path: `/2.0/users/${user_id}/avatar`, resource, parameters: { user_id } });
    await upload('', uploadBody(photo, 'pic', 'png'), of('ada'));
    return {
      ask: (method, headers) => apiEvent({ method, ...of('ada'), token, headers: multiple(headers) }),
      askInVain: (method) => apiEvent({ method, ...of('nobody'), token }),
      refused: { event: apiEvent({ method: 'GET', ...of('ada') }), status: 401 },
    };
  },

  async attachments() {
    const put = (kind: string, id: string, json: object) =>
      apiEvent({
        ...{ method: 'PUT', path: `/admin/${kind}/${id}`, resource: `/admin/${kind}/{id}`, parameters: { id }, token },
        ...{ contentType: 'application/json', body: Buffer.from(JSON.stringify(json)) },
      });
    equal((await answer('admin', put('accounts', 'ada', { tenant: 'default' }))).statusCode, 200);
    const tenantPermissions = [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }];
    const grant = put('access-tokens', accessTokenId, { application: 'portal', tenantPermissions });
    equal((await answer('admin', grant)).statusCode, 200);
    const route = (template: string, name: string, accessToken: string) => ({
      path: `/api/1/profile/ada${template.replace('{name}', name)}`,
      resource: `/api/1/profile/{id}${template}`,
      parameters: { id: 'ada', name },
      query: { accessTokenId: [accessToken] },
    });
    await upload('', uploadBody(photo, 'attachment', 'png'), {
      ...route('/uploadAttachment', '', accessTokenId),
      parameters: { id: 'ada' },
    });
    const one = (name: string, accessToken = accessTokenId) => route('/attachment/{name}', name, accessToken);
    return {
      ask: (method, headers) => apiEvent({ method, ...one('photo'), headers: multiple(headers) }),
      askInVain: (method) => apiEvent({ method, ...one('none') }),
      refused: { event: apiEvent({ method: 'GET', ...one('photo', assetIdAt(new Date())) }), status: 403 },
    };
  },
};

const safety = { timeout: 60_000 };

test('Every streaming function is tested', async () => {
  const files = await readdir(new URL('../../functions/', import.meta.url));
  const streaming = files.filter((file) =>
    /\bstreamingFunction\(/.test(readFileSync(entryOf(basename(file, '.ts')), 'utf8')),
  );
  deepEqual(streaming.map((file) => basename(file, '.ts')).sort(), Object.keys(places).sort());
});

for (const [functionName, make] of Object.entries(places)) {
  const name = functionName as DeployedFunctionName;

  describe(`In AWS’s runtime ${name} ends its response`, safety, () => {
    let place: Place;
    let etag: string;

    before(async () => {
      place = await make();
      etag = (await stream(name, place.ask('HEAD'))).headers.ETag ?? '';
      match(etag, /^"[^"]+"$/);
    }, safety);

    test('with all bytes', async () => {
      const { status, headers, body } = await stream(name, place.ask('GET'));
      equal(status, 200);
      ok(body.equals(photo));
      deepEqual([headers['Content-Length'], headers.ETag], [String(photo.length), etag]);
      match(headers['Content-Type'] ?? '', /^image\/png/);
    });

    test('with a range of bytes', async () => {
      const { status, headers, body } = await stream(name, place.ask('GET', { Range: 'bytes=10-29999' }));
      equal(status, 206);
      ok(body.equals(photo.subarray(10, 30_000)));
      deepEqual([headers['Content-Length'], headers['Content-Range']], ['29990', `bytes 10-29999/${photo.length}`]);
    });

    test('to an unsatisfiable range', async () => {
      const { status, headers, body } = await stream(name, place.ask('GET', { Range: 'bytes=60000-' }));
      deepEqual([status, headers['Content-Range'], body.length], [416, 'bytes */60000', 0]);
    });

    for (const method of ['GET', 'HEAD']) {
      test(`with 304 to a conditional ${method}`, async () => {
        const { status, headers, body } = await stream(name, place.ask(method, { 'If-None-Match': etag }));
        deepEqual([status, headers.ETag, headers['Content-Type'], body.length], [304, etag, undefined, 0]);
      });
    }

    test('to HEAD', async () => {
      const { status, headers, body } = await stream(name, place.ask('HEAD'));
      deepEqual([status, headers['Content-Length'], body.length], [200, String(photo.length), 0]);
    });

    test('to GET of a missing photo', async () => {
      const { status, body } = await stream(name, place.askInVain('GET'));
      equal(status, 404);
      equal(typeof JSON.parse(body.toString()), 'object');
    });

    test('to HEAD of a missing photo', async () => {
      const { status, body } = await stream(name, place.askInVain('HEAD'));
      deepEqual([status, body.length], [404, 0]);
    });

    if (name === 'public-read') return; // needs no permission
    test('to a caller without permission', async () => {
      ok(place.refused);
      equal((await stream(name, place.refused.event)).status, place.refused.status);
    });
  });
}

describe('In AWS’s runtime', safety, () => {
  test('a photo of several megabytes is streamed completely', async () => {
    const route = { resource: '/storage/{name}', parameters: { name: await uploadAvatar(large) } };
    const { status, body } = await stream('public-read', apiEvent({ method: 'GET', path: '/storage', ...route }));
    equal(status, 200);
    ok(body.equals(large));
  });

  test('a buffered function accepts and refuses', async () => {
    const ask = (given: object) => apiEvent({ method: 'GET', path: '/account/me', ...given });
    const own = await answer('account', ask({ token }));
    deepEqual([own.statusCode, JSON.parse(own.body).avatar], [200, '']);
    const refused = await answer('account', ask({}));
    deepEqual([refused.statusCode, JSON.parse(refused.body).error], [401, 'PERMISSION_DENIED']);
  });
});
