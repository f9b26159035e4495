import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, test } from 'node:test';
import { BoxClient, BoxDeveloperTokenAuth } from 'box-node-sdk';
import { freshId, newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { picture } from './box-api.ts';

const portrait = usePortrait();

describe("Box's own SDK, with nothing but another address", () => {
  const seen: string[] = [];
  let wire: Server;

  before(async () => {
    wire = createServer(async (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      const answer = await forward(request);
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.bytes());
    });
    await once(wire.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    wire.close();
    wire.closeAllConnections();
  });
  beforeEach(() => seen.splice(0));

  function clientOf({ token }: Pick<Owner, 'token'>): BoxClient {
    const address = `http://127.0.0.1:${(wire.address() as AddressInfo).port}`;
    const urls = { baseUrl: address, uploadUrl: address, oauth2Url: address };
    return new BoxClient({ auth: new BoxDeveloperTokenAuth({ token }) }).withCustomBaseUrls(urls);
  }

  const image = async (color: string) => ({
    pic: Readable.from([await picture(color)]),
    picFileName: 'avatar.png',
    picContentType: 'image/png',
  });

  test('creates, replaces, reads and deletes an avatar, with one request each', async () => {
    const owner = await newOwner(portrait);
    const { avatars, users } = clientOf(owner);
    equal((await users.getUserMe()).id, owner.id);

    const created = await avatars.createUserAvatar(owner.id, await image('red'));
    for (const url of [created.picUrls?.small, created.picUrls?.large, created.picUrls?.preview]) {
      equal((await fetch(url ?? '')).status, 200);
    }
    await avatars.createUserAvatar(owner.id, await image('blue'));
    deepEqual(await buffer((await avatars.getUserAvatar(owner.id)) as Readable), await picture('blue'));
    equal(await avatars.deleteUserAvatar(owner.id), undefined);

    const avatar = `/2.0/users/${owner.id}/avatar`;
    deepEqual(seen, ['GET /2.0/users/me', `POST ${avatar}`, `POST ${avatar}`, `GET ${avatar}`, `DELETE ${avatar}`]);
  });

  test('reads a user by id', async () => {
    const owner = await newOwner(portrait, { username: 'Ada' });
    const { type, id, name } = await clientOf(owner).users.getUserById(owner.id);
    deepEqual([type, id, name], ['user', owner.id, 'Ada']);
  });

  for (const [what, fields, detail] of [
    ['has no extension, the SDK’s default', { picFileName: undefined }, /extension is not allowed/],
    ['is of another kind', { picFileName: 'avatar.gif', picContentType: 'image/gif' }, /extension is not allowed/],
    ['is empty', { pic: Readable.from([Buffer.alloc(0)]) }, /empty/],
    ['is not an image', { pic: Readable.from([Buffer.from('hello')]) }, /of an unknown type/],
  ] as const) {
    test(`gets the cause, and does not retry, if an image ${what}`, async () => {
      const owner = await newOwner(portrait);
      const upload = clientOf(owner).avatars.createUserAvatar(owner.id, {
        ...(await image('red')),
        ...fields,
      } as never);
      await rejects(upload, ({ message, responseInfo }: SdkError) => {
        match(message, /^400 "bad_request" "Bad Request"; Request ID: ".+"$/);
        const { errors } = responseInfo.contextInfo as { errors: { message: string }[] };
        match(errors[0]?.message ?? '', detail);
        return true;
      });
      equal(seen.length, 1);
    });
  }

  test('gets 403 for changing another user, and does not retry', async () => {
    const [owner, other] = [await newOwner(portrait), await newOwner(portrait)];
    await clientOf(other).avatars.createUserAvatar(other.id, await image('red'));
    seen.splice(0);
    const { avatars } = clientOf(owner);
    await rejects(avatars.createUserAvatar(other.id, await image('blue')), statusOf(403));
    await rejects(avatars.deleteUserAvatar(other.id), statusOf(403));
    equal(seen.length, 2);
  });

  test('gets 404 for an unknown user and a missing avatar, and does not retry', async () => {
    const owner = await newOwner(portrait);
    const { avatars, users } = clientOf(owner);
    for (const id of [owner.id, freshId()]) {
      await rejects(avatars.getUserAvatar(id), statusOf(404));
      await rejects(avatars.deleteUserAvatar(id), statusOf(404));
    }
    await rejects(users.getUserById(freshId()), statusOf(404));
    await rejects(avatars.createUserAvatar(freshId(), await image('red')), statusOf(404));
    equal(seen.length, 6);
  });

  test('reports an invalid token as expired, and does not retry', async () => {
    const { avatars } = clientOf({ token: 'expired' });
    await rejects(avatars.createUserAvatar('12345', await image('red')), /Developer token has expired/);
    equal(seen.length, 1);
  });

  test('can parse the 404 of an unknown route', async () => {
    const owner = await newOwner(portrait);
    await rejects(clientOf(owner).folders.getFolderById('0'), ({ responseInfo }: SdkError) => {
      deepEqual([responseInfo.statusCode, responseInfo.code], [404, '"not_found"']); // the SDK quotes the code
      ok(responseInfo.requestId);
      return true;
    });
    equal(seen.length, 1);
  });
});

interface SdkError extends Error {
  readonly responseInfo: { statusCode: number; code?: string; requestId?: string; contextInfo?: unknown };
}

function statusOf(status: number) {
  return ({ responseInfo }: SdkError) => responseInfo.statusCode === status;
}

/** Forwards a request to the service under test unchanged. */
async function forward(request: IncomingMessage): Promise<Response> {
  const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = request.headers;
  const body = await buffer(request);
  return fetch(portrait.url + request.url, {
    method: request.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    redirect: 'manual',
    ...(body.length === 0 ? {} : { body }),
  });
}
