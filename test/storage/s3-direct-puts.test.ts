import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import type { DirectPut } from '../../shared/storage/direct-puts.ts';
import { openS3 } from '../../shared/storage/s3.ts';
import { openPresignedPosts, openPresignedPuts } from '../../shared/storage/s3-direct-puts.ts';
import { requestAsIs } from '../support/request-as-is.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { noPhoto, photo, ticketScene } from '../support/ticket-scene.ts';

const buckets = { 'user-assets': 'portrait-users', 'app-assets': 'portrait-app', transient: 'portrait-transient' };
const place = { bucket: 'transient', key: 'tickets/0190-x' } as const;
const awaited = { ...place, contentType: 'image/png', size: photo.length, maxBytes: 5_242_880 };

type Post = DirectPut & { method: 'POST' };
type Put = DirectPut & { method: 'PUT' };

function clientOf(given: ConstructorParameters<typeof S3Client>[0] = {}): S3Client {
  const credentials = { accessKeyId: 'KEY', secretAccessKey: 'secret' };
  return new S3Client({ region: 'eu-central-1', credentials, ...given });
}

describe('a presigned POST', () => {
  async function posted(client = clientOf(), given: Partial<typeof awaited> = {}) {
    const { url, fields, ...rest } = (await openPresignedPosts(client, buckets).offer(
      { ...awaited, ...given },
      600,
    )) as Post;
    const policy = JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString()) as {
      expiration: string;
      conditions: (Record<string, string> | [string, ...unknown[]])[];
    };
    return { ...rest, url, fields, policy };
  }

  it('has a policy with exactly these conditions', async () => {
    const { method, fields, policy } = await posted();
    const { 'X-Amz-Date': date = '', 'X-Amz-Credential': credential = '' } = fields;
    assert.equal(method, 'POST');
    assert.deepEqual(policy.conditions, [
      ['content-length-range', 1, 5_242_880],
      { 'Content-Type': 'image/png' },
      { bucket: 'portrait-transient' },
      { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' },
      { 'X-Amz-Credential': credential },
      { 'X-Amz-Date': date },
      { key: place.key },
    ]);
    assert.match(credential, /^KEY\/\d{8}\/eu-central-1\/s3\/aws4_request$/);
  });

  it('expires ten minutes after it was signed', async () => {
    const { fields, policy } = await posted();
    const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(fields['X-Amz-Date'] ?? '') ?? [];
    const [year, month, day, hour, minute, second] = parts;
    const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    assert.equal(Date.parse(policy.expiration) - signed, 600_000);
    assert.ok(Math.abs(signed - Date.now()) < 60_000);
  });

  it('leaves no choice to the client: every field has an exact condition, and there are no others', async () => {
    const client = clientOf({ credentials: { accessKeyId: 'ROLE', secretAccessKey: 's', sessionToken: 'session+/=' } });
    const { fields, policy } = await posted(client);
    const { Policy: _, 'X-Amz-Signature': __, ...said } = fields; // S3 requires no condition for these
    const exact = policy.conditions.filter((condition) => !Array.isArray(condition));
    assert.deepEqual(Object.assign({}, ...exact), said);
    assert.deepEqual(
      exact.map((condition) => Object.keys(condition).length),
      exact.map(() => 1),
    );
    assert.deepEqual(
      policy.conditions.filter((condition) => Array.isArray(condition)).map(([operator]) => operator),
      ['content-length-range'],
    );
    assert.ok(!/starts-with|filename/.test(JSON.stringify(policy)));
    assert.equal(said['X-Amz-Security-Token'], 'session+/=');
    assert.deepEqual([said.key, said.bucket], [place.key, 'portrait-transient']);
  });

  it('is signed over the whole policy', async () => {
    const { fields } = await posted();
    const [, day = '', region = ''] = (fields['X-Amz-Credential'] ?? '').split('/');
    const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest();
    const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, 'AWS4secret');
    assert.equal(fields['X-Amz-Signature'], hmac(key, fields.Policy ?? '').toString('hex'));
  });

  it('allows the maximum size of photos, not the declared size, which browsers may report differently', async () => {
    const { policy } = await posted(clientOf(), { size: 7, maxBytes: 1000 });
    assert.deepEqual(policy.conditions[0], ['content-length-range', 1, 1000]);
  });

  for (const [what, given, url] of [
    ['the bucket', {}, 'https://portrait-transient.s3.eu-central-1.amazonaws.com/'],
    ['the bucket’s path', { forcePathStyle: true }, 'https://s3.eu-central-1.amazonaws.com/portrait-transient'],
    [
      'another endpoint',
      { forcePathStyle: true, endpoint: 'http://127.0.0.1:9000' },
      'http://127.0.0.1:9000/portrait-transient',
    ],
  ] as const) {
    it(`goes to ${what}`, async () => {
      assert.equal((await posted(clientOf(given))).url, url);
    });
  }

  // The emulator does not check the policy; only S3 itself can show that it enforces it.
  describe('at a server', () => {
    const { store, client } = useServer();

    it('puts the photo by a form of exactly its fields and the file, and the photo is accepted', async () => {
      const scene = sceneWith(openPresignedPosts(client(), buckets), openS3(client(), buckets));
      for (const [bytes, status] of [
        [photo, 201],
        [noPhoto, 415],
      ] as const) {
        const { uploadId, method, url, fields } = await scene.issued();
        assert.equal(method, 'POST');
        const form = new FormData();
        for (const [name, value] of Object.entries(fields)) form.append(name, value);
        form.append('file', new Blob([Buffer.from(bytes)]), 'any-name.exe');
        const response = await fetch(url, { method: 'POST', body: form });
        assert.equal(response.status, 204, await response.text());
        await scene.arrive(uploadId);
        assert.equal((await scene.status(uploadId)).status, status);
        assert.equal(await store().head({ bucket: 'transient', key: `tickets/${uploadId}` }), undefined);
      }
    });
  });
});

describe('a presigned PUT', () => {
  const { store, client } = useServer();
  const offered = (seconds = 600, given: Partial<typeof awaited> = {}) =>
    openPresignedPuts(client(), buckets).offer({ ...awaited, ...given }, seconds) as Promise<Put>;
  const stored = async () => {
    const object = await store().open(place);
    return object && { type: object.contentType, bytes: await text(object.body) };
  };
  const send = (url: string, headers: Record<string, string>, body: Uint8Array = photo) => {
    const { pathname, search, origin } = new URL(url);
    return requestAsIs(origin, { method: 'PUT', path: pathname + search, headers, body });
  };

  it('signs type and length, and has no checksum of an empty body', async () => {
    const { url, method, headers } = await offered();
    const { searchParams: query } = new URL(url);
    assert.deepEqual([method, headers], ['PUT', { 'Content-Type': 'image/png' }]);
    assert.equal(query.get('X-Amz-SignedHeaders'), 'content-length;content-type;host');
    assert.equal(query.get('X-Amz-Expires'), '600');
    assert.equal(query.get('X-Amz-Content-Sha256'), 'UNSIGNED-PAYLOAD');
    assert.deepEqual(
      [...query.keys()].filter((name) => /checksum/i.test(name)),
      [],
    );
  });

  it('puts the object with exactly its headers', async () => {
    const { url, headers } = await offered();
    const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(photo) });
    assert.equal(response.status, 200, await response.text());
    assert.deepEqual(await stored(), { type: 'image/png', bytes: photo.toString() });
    await store().remove(place);
  });

  for (const [what, headers, body, path] of [
    ['of another type', { 'Content-Type': 'text/html' }, photo, undefined],
    ['without a type', {}, photo, undefined],
    ['of the type with a parameter', { 'Content-Type': 'image/png; charset=x' }, photo, undefined],
    ['with one byte more', { 'Content-Type': 'image/png' }, Buffer.concat([photo, Buffer.alloc(1)]), undefined],
    ['with one byte less', { 'Content-Type': 'image/png' }, photo.subarray(1), undefined],
    ['of zero bytes', { 'Content-Type': 'image/png' }, Buffer.alloc(0), undefined],
    ['to another key', { 'Content-Type': 'image/png' }, photo, 'tickets/0190-y'],
    ['to a photo', { 'Content-Type': 'image/png' }, photo, 'users/alice/profile-picture/x.png'],
  ] as const) {
    it(`does not put an object ${what}: 403`, async () => {
      const { url } = await offered();
      const response = await send(path === undefined ? url : url.replace(place.key, path), headers, body);
      assert.equal(response.status, 403);
      assert.match(await response.text(), /<Code>SignatureDoesNotMatch<\/Code>/);
      assert.equal(await stored(), undefined);
    });
  }

  it('permits neither reading nor deleting', async () => {
    const { url } = await offered();
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await fetch(url, { method, headers: { 'Content-Type': 'image/png' } })).status, 403, method);
    }
  });

  it('answers 403 after its expiry', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 601_000 });
    const { url, headers } = await offered();
    t.mock.timers.reset();
    const response = await send(url, { ...headers });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /<Code>AccessDenied<\/Code>/);
    assert.equal(await stored(), undefined);
  });

  it('answers 403 if the expiry in its URL was changed', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 601_000 });
    const { url, headers } = await offered();
    t.mock.timers.reset();
    const response = await send(url.replace('X-Amz-Expires=600', 'X-Amz-Expires=6000'), { ...headers });
    assert.equal(response.status, 403);
  });

  it('puts a photo that is then accepted', async () => {
    const scene = sceneWith(openPresignedPuts(client(), buckets), store());
    const { uploadId, method, url, headers } = await scene.issued();
    assert.equal(method, 'PUT');
    assert.equal((await send(url, headers)).status, 200);
    assert.equal((await scene.status(uploadId)).status, 201);
    assert.equal(await store().head({ bucket: 'transient', key: `tickets/${uploadId}` }), undefined);
  });
});

/** A server for the tests of the calling suite. */
function useServer() {
  let server: S3Server;
  let client: S3Client;
  before(async () => {
    server = await startS3Server(Object.values(buckets));
    const { endpoint, credentials } = server;
    // The client that the service uses for R2; a default client would sign a checksum of an empty body.
    const asForR2 = { region: 'us-east-1', requestChecksumCalculation: 'WHEN_REQUIRED' } as const;
    client = clientOf({ ...asForR2, endpoint, credentials, forcePathStyle: true });
  });
  after(async () => {
    client.destroy();
    await server.stop();
  });
  return { client: () => client, store: () => openS3(client, buckets) };
}

type Issued = {
  uploadId: string;
  method: string;
  url: string;
  fields: Record<string, string>;
  headers: Record<string, string>;
};

/** The ticket scene with this storage. */
function sceneWith(directPuts: ReturnType<typeof openPresignedPosts>, storage: ReturnType<typeof openS3>) {
  const scene = ticketScene();
  Object.assign(scene.service, { directPuts, storage, inbox: storage });
  const issued = async () => ((await scene.issue()).body as { data: Issued }).data;
  return { ...scene, issued };
}
