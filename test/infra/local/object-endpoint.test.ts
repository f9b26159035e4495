import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { linkSecret } from '../../support/fake-service.ts';
import { linkTokensOf } from '../../support/link-tokens-of.ts';
import { sendBytes } from '../../support/request-as-is.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { body, openStore, path, place, png, refuses } from './object-store-for.ts';

const signature = [403, 'SignatureDoesNotMatch'] as const;

describe('A PUT as signed', () => {
  test('stores the object, announces it once, and is answered as S3 does', async (t) => {
    const store = await openStore(t);
    const response = await store.send({ path: await store.target() });
    deepEqual([response.status, await response.text()], [200, '']);
    equal(response.headers.get('etag'), await store.etag());
    match(response.headers.get('etag') ?? '', /^"[0-9a-f]{32}"$/);
    deepEqual(await store.stored(), { type: 'image/png', bytes: body.toString() });
    deepEqual(store.announced, [place.key]);
  });

  test('is answered with the ETag even if the object is judged and removed at once', async (t) => {
    const store = await openStore(t);
    store.takeAway();
    const response = await store.send({ path: await store.target() });
    match(response.headers.get('etag') ?? '', /^"[0-9a-f]{32}"$/);
    equal(await store.stored(), undefined);
  });

  test('may be repeated, as with S3', async (t) => {
    const store = await openStore(t);
    const target = await store.target();
    const other = Buffer.alloc(body.length, 'other');
    equal((await store.send({ path: target })).status, 200);
    equal((await store.send({ path: target, body: other })).status, 200);
    deepEqual(await store.stored(), { type: 'image/png', bytes: other.toString() });
    deepEqual(store.announced, [place.key, place.key]);
  });

  test('supports Expect: 100-continue, as curl sends it', async (t) => {
    const store = await openStore(t);
    const response = await store.send({ path: await store.target(), headers: { ...png, Expect: '100-continue' } });
    equal(response.status, 200);
  });

  test('stores the object but answers 500 if the announcement fails', async (t) => {
    const announce = () => Promise.reject(new Error('a full disk'));
    const store = await openStore(t, { announce });
    equal((await store.send({ path: await store.target() })).status, 502);
    ok(await store.stored());
    equal(store.logged.callCount(), 1);
  });
});

describe('A valid signature does not permit', () => {
  for (const [what, headers] of [
    ['another type', { 'Content-Type': 'text/html' }],
    ['a type with a parameter', { 'Content-Type': 'image/png; a=b' }],
    ['another spelling of the type', { 'Content-Type': 'image/PNG' }],
    ['no type', {}],
  ] as const) {
    test(what, async (t) => {
      const store = await openStore(t);
      await refuses(store, { path: await store.target(), headers }, signature);
    });
  }

  for (const [what, bytes] of [
    ['one byte more', Buffer.alloc(body.length + 1)],
    ['one byte less', body.subarray(1)],
    ['nothing', Buffer.alloc(0)],
  ] as const) {
    test(what, async (t) => {
      const store = await openStore(t);
      await refuses(store, { path: await store.target(), body: bytes }, signature);
    });
  }

  for (const [what, change] of [
    ['another object', (at: string) => at.replace(/(tickets\/[^?]*)1\?/, '$12?')],
    ['a folder', (at: string) => at.replace(/tickets\/[^?]*/, 'tickets')],
    ['a key below', (at: string) => at.replace('?', '/x?')],
    ['another bucket', (at: string) => at.replace('/transient/', '/user-assets/')],
    ['a photo', (at: string) => at.replace(/transient\/[^?]*/, 'user-assets/users/alice/profile-picture/x.png')],
    ['another bucket by dots', (at: string) => at.replace('/transient/', '/transient/../user-assets/')],
    ['another bucket by encoded dots', (at: string) => at.replace('/transient/', '/transient/%2e%2e/user-assets/')],
    ['a path outside of all buckets', (at: string) => at.replace(/transient\/[^?]*/, '../../../etc/passwd')],
    ['the same object by dots', (at: string) => at.replace('/transient/', '/x/../transient/')],
    ['the same object by encoded dots', (at: string) => at.replace('/transient/', '/x/%2e%2e/transient/')],
    ['the same object by backslashes', (at: string) => at.replace('/transient/', '/transient\\')],
    ['the same object percent-encoded', (at: string) => at.replace('/tickets/', '/ticket%73/')],
    ['the same object behind two slashes', (at: string) => at.replace('/transient/', '//transient/')],
    ['without a token', (at: string) => at.replace(/\?.*/, '')],
    ['by an empty token', (at: string) => at.replace(/token=.*/, 'token=')],
    ['by a parameter Token', (at: string) => at.replace('token=', 'Token=')],
    ['by a token after an invalid one', (at: string) => at.replace('token=', 'token=x&token=')],
    ['by a token with a byte changed', (at: string) => at.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['by half a token', (at: string) => at.slice(0, -20)],
  ] as const) {
    test(what, async (t) => {
      const store = await openStore(t);
      await refuses(store, { path: change(await store.target()) }, signature);
    });
  }

  test('the object of another ticket', async (t) => {
    const store = await openStore(t);
    const other = await store.target({ key: `tickets/${assetIdAt(now, 2)}` });
    await refuses(store, { path: other.replace(/^[^?]*/, path) }, signature);
  });

  test('keys that are not safe paths', async (t) => {
    const store = await openStore(t);
    for (const key of ['../x', 'a/../../x']) {
      const response = await store.send({ path: await store.target({ key }) });
      ok(response.status >= 400, key);
    }
    deepEqual(store.announced, []);
  });

  test('a PUT after its expiry, which is answered with AccessDenied', async (t) => {
    const store = await openStore(t);
    const target = await store.target();
    store.time.now = new Date(now.getTime() + 600_000);
    await refuses(store, { path: target }, [403, 'AccessDenied']);
  });

  test('a PUT by a read link', async (t) => {
    const store = await openStore(t);
    const life = { from: now, until: new Date(now.getTime() + 600_000) };
    const link = await linkTokensOf(linkSecret, () => now).sign({ bucket: place.bucket, path: place.key }, life);
    await refuses(store, { path: `${path}?token=${link}` }, signature);
  });

  for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
    test(`the method ${method}: 405`, async (t) => {
      const store = await openStore(t);
      await refuses(store, { path: await store.target(), method }, [405, 'MethodNotAllowed']);
      await store.send({ path: await store.target() });
      equal((await store.send({ path: await store.target(), method })).status, 405);
      ok(await store.stored(), 'the object is still stored');
    });
  }

  test('HEAD: 405', async (t) => {
    const store = await openStore(t);
    const { status } = await fetch(store.url + (await store.target()), { method: 'HEAD' });
    equal(status, 405);
  });
});

describe('A body that contradicts its headers', () => {
  const head = (target: string, more: string) =>
    `PUT ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n${more}`;

  for (const then of ['end', 'break off'] as const) {
    test(`stores and announces nothing if the client does ${then} within it`, async (t) => {
      const store = await openStore(t);
      const start = head(await store.target(), `Content-Length: ${body.length}\r\n\r\n`);
      await sendBytes(store.url, Buffer.concat([Buffer.from(start), body.subarray(0, 50_000)]), then);
      equal((await store.send({ path: '/local-object-storage/x' })).status, 403, 'the next request is answered');
      deepEqual([await store.stored(), store.announced, store.logged.callCount()], [undefined, [], 0]);
    });
  }

  test('ends after Content-Length bytes; what follows is another request', async (t) => {
    const store = await openStore(t);
    const start = head(await store.target(), `Content-Length: ${body.length}\r\n\r\n`);
    const next = `DELETE ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    const answer = await sendBytes(store.url, Buffer.concat([Buffer.from(start), body, Buffer.from(next)]), 'wait');
    match(answer, /^HTTP\/1\.1 200 .*HTTP\/1\.1 405 /s);
    deepEqual(await store.stored(), { type: 'image/png', bytes: body.toString() });
  });

  for (const [what, more] of [
    ['is chunked without a length', 'Transfer-Encoding: chunked\r\n\r\n5\r\nphoto\r\n0\r\n\r\n'],
    ['has two lengths', `Content-Length: ${body.length}\r\nContent-Length: 5\r\n\r\nphoto`],
    ['has a length and is chunked', `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['has a length with a sign', `Content-Length: +${body.length}\r\n\r\n`],
    ['has a negative length', 'Content-Length: -1\r\n\r\n'],
  ] as const) {
    test(`is refused if it ${what}`, async (t) => {
      const store = await openStore(t);
      const request = head(await store.target(), `Connection: close\r\n${more}`);
      const answer = await sendBytes(store.url, Buffer.from(request), 'wait');
      match(answer, /^HTTP\/1\.1 4\d\d /);
      deepEqual([await store.stored(), store.announced], [undefined, []]);
    });
  }

  test('may arrive slowly without delaying other requests', async (t) => {
    const store = await openStore(t);
    const target = await store.target();
    const { port } = new URL(store.url);
    const slow = connect(Number(port), 'localhost');
    t.after(() => slow.destroy());
    slow.write(head(target, `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n`));
    slow.write(body.subarray(0, 99_999));
    const other = Buffer.alloc(body.length, 'other');
    equal((await store.send({ path: target, body: other })).status, 200);
    deepEqual((await store.stored())?.bytes, other.toString());
    slow.write(body.subarray(99_999));
    match(await text(slow), /^HTTP\/1\.1 200 /);
    deepEqual((await store.stored())?.bytes, body.toString());
  });
});

describe('The API answers, and not the object endpoint, for', () => {
  for (const target of [
    '/local-object-storage',
    '/local-object-storagex/y',
    '//local-object-storage/x',
    `http://x${path}`,
  ]) {
    test(`at ${target.replace(/[0-9a-f-]{36}/, 'id')}`, async (t) => {
      const store = await openStore(t);
      const { port } = new URL(store.url);
      const request = `PUT ${target}?token=x HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      const answer = await sendBytes(store.url, Buffer.from(request), 'wait');
      ok(!answer.includes('<Code>'), answer);
      deepEqual([await store.stored(), store.announced], [undefined, []]);
    });
  }
});
