import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import {
  describeAttachment,
  listProfileAttachments,
  readAttachment,
} from '../../../shared/apis/crafter/answer-attachments.ts';
import { changeAccount } from '../../../shared/assets/change-account.ts';
import type { HttpRequest, HttpResponse } from '../../../shared/http/message.ts';
import { attachmentPart, profileId, profileScene, readRequest, tokenId } from '../../support/profile-scene.ts';
import { now } from '../../support/sample-asset.ts';

async function scene(...fileNames: readonly string[]) {
  const profile = await profileScene();
  const uploaded: unknown[] = [];
  for (const fileName of fileNames) {
    const { body } = await profile.upload([attachmentPart({ fileName, content: `the bytes of ${fileName}` })]);
    uploaded.push(JSON.parse(String(body)));
  }
  profile.calls.length = 0;
  const ask = (template: string, given?: Partial<HttpRequest>) => {
    const [verb = listProfileAttachments] = [
      ...(template.includes('/details') ? [describeAttachment] : []),
      ...(template.includes('/attachment/') ? [readAttachment] : []),
    ];
    return verb(profile.service, readRequest(template, given));
  };
  return { ...profile, uploaded, ask };
}

const json = ({ body }: HttpResponse) => JSON.parse(String(body));
const bytes = async ({ body }: HttpResponse) => (body instanceof Readable ? String(await buffer(body)) : body);
const named = (name: string) => ({ parameters: { name } });

describe('the list of attachments', () => {
  it('has each attachment as the answer to its upload', async () => {
    const { ask, uploaded } = await scene('b.png', 'a.jpg', 'c.svg');
    for (const template of ['/attachments', '/attachments.json', '/attachments/.json']) {
      const response = await ask(template);
      assert.equal(response.status, 200);
      assert.deepEqual(
        new Set(json(response).map((each: object) => JSON.stringify(each))),
        new Set(uploaded.map((each) => JSON.stringify(each))),
      );
    }
  });

  it('is empty without attachments, and has no body for HEAD', async () => {
    const { ask } = await scene();
    assert.deepEqual(json(await ask('/attachments')), []);
    const { status, body, headers } = await ask('/attachments', { method: 'HEAD' });
    assert.deepEqual([status, body, headers['Content-Type']], [200, undefined, 'application/json; charset=utf-8']);
  });

  it('is that of the profile in the query, as in Crafter’s code, else in the path', async () => {
    const { ask, service, uploaded } = await scene('a.png');
    await changeAccount(service, { ownerId: 'eve', fields: {} });
    const query = { accessTokenId: [tokenId], profileId: [profileId] };
    assert.deepEqual(json(await ask('/attachments', { query, parameters: { id: 'eve' } })), uploaded);
    assert.deepEqual(json(await ask('/attachments', { parameters: { id: 'eve' } })), []);
  });
});

describe('the details of an attachment', () => {
  it('are the same as the answer to its upload', async () => {
    const { ask, uploaded } = await scene('picture1.jpg');
    for (const template of ['/attachment/{name}/details', '/attachment/{name}/details.json']) {
      assert.deepEqual(json(await ask(template, named('picture1'))), uploaded[0]);
    }
    assert.deepEqual(json(await ask('/attachment/{name}/details', named('picture1.jpg'))), uploaded[0]);
  });

  it('are those of the exact name if there is one', async () => {
    const { ask, uploaded } = await scene('a.png', 'a.b.png');
    assert.deepEqual(json(await ask('/attachment/{name}/details', named('a.b'))), uploaded[1]);
  });

  it('have no body for HEAD', async () => {
    const { ask } = await scene('picture1.jpg');
    const { status, body } = await ask('/attachment/{name}/details', { method: 'HEAD', ...named('picture1') });
    assert.deepEqual([status, body], [200, undefined]);
  });
});

describe('an attachment', () => {
  it('is served byte for byte with the type of its extension, not cacheable and sandboxed', async () => {
    const { ask, calls } = await scene('picture1.jpg');
    const response = await ask('/attachment/{name}', named('picture1'));
    assert.equal(response.status, 200);
    assert.deepEqual(response.headers, {
      'Content-Type': 'image/jpeg;charset=UTF-8',
      'Content-Length': '25',
      ETag: '"etag"',
      'Last-Modified': now.toUTCString(),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    });
    assert.equal(await bytes(response), 'the bytes of picture1.jpg');
    assert.equal(calls.length, 4); // the token, the profile, the record, the object
  });

  for (const name of ['picture1', 'picture1.json', 'picture1.jpg', 'picture1.gif', 'picture1.']) {
    it(`is found as ${name}`, async () => {
      const { ask } = await scene('picture1.jpg');
      assert.equal(await bytes(await ask('/attachment/{name}', named(name))), 'the bytes of picture1.jpg');
    });
  }

  it('whose name has a dot is found with and without a suffix, unless the shorter name is another attachment', async () => {
    const { ask, upload } = await scene('a.b.png');
    for (const name of ['a.b', 'a.b.json', 'a.b.png']) {
      assert.equal(await bytes(await ask('/attachment/{name}', named(name))), 'the bytes of a.b.png');
    }
    await upload([attachmentPart({ fileName: 'a.gif', content: 'another' })]);
    assert.equal(await bytes(await ask('/attachment/{name}', named('a.b'))), 'another');
  });

  for (const fileName of ['logo.svg', 'logo.SVGZ']) {
    it(`that can contain scripts is a download: ${fileName}`, async () => {
      const { ask } = await scene(fileName);
      const { headers } = await ask('/attachment/{name}', named('logo'));
      assert.equal(headers['Content-Type'], 'image/svg+xml;charset=UTF-8');
      assert.equal(headers['Content-Disposition'], 'attachment');
      assert.equal(headers['Content-Security-Policy'], "default-src 'none'; sandbox");
    });
  }

  it('has no body for HEAD', async () => {
    const { ask } = await scene('picture1.jpg');
    const { status, headers, body } = await ask('/attachment/{name}', { method: 'HEAD', ...named('picture1') });
    assert.deepEqual([status, headers['Content-Length'], body], [200, '25', undefined]);
  });

  it('that is replaced during a read is served as the new one', async () => {
    let replace: (() => Promise<unknown>) | undefined;
    const profile = await profileScene();
    await profile.upload([attachmentPart({ content: 'earlier' })]);
    const { storage } = profile.service;
    const service = {
      ...profile.service,
      storage: {
        ...storage,
        open: async (ref: Parameters<typeof storage.open>[0]) => {
          await replace?.();
          replace = undefined;
          return storage.open(ref);
        },
      },
    };
    replace = () => profile.upload([attachmentPart({ fileName: 'picture1.png', content: 'new' })]);
    const response = await readAttachment(service, readRequest('/attachment/{name}', named('picture1')));
    assert.deepEqual([response.headers['Content-Type'], await bytes(response)], ['image/png;charset=UTF-8', 'new']);
  });

  it('whose object is gone is not found, without an endless retry', async () => {
    const { ask, objects } = await scene('picture1.jpg');
    objects.clear();
    for (const method of ['GET', 'HEAD']) {
      await assert.rejects(ask('/attachment/{name}', { method, ...named('picture1') }), { code: 'attachment-unknown' });
    }
  });

  for (const name of [
    'nothing',
    '.',
    '..',
    '.json',
    '',
    'a/b',
    'x'.repeat(5000),
    `${'é'.repeat(200)}.png`,
    '%',
    '\0',
  ]) {
    it(`is not found as ${JSON.stringify(name).slice(0, 30)}`, async () => {
      const { ask } = await scene('picture1.jpg');
      for (const template of ['/attachment/{name}', '/attachment/{name}/details']) {
        await assert.rejects(ask(template, named(name)), { code: 'attachment-unknown' });
      }
    });
  }

  it('is not found in another profile', async () => {
    const { ask, service } = await scene('picture1.jpg');
    await changeAccount(service, { ownerId: 'eve', fields: {} });
    const parameters = { id: 'eve', name: 'picture1' };
    await assert.rejects(ask('/attachment/{name}', { parameters }), { code: 'attachment-unknown' });
  });
});

describe('a read of attachments without permission', () => {
  for (const [template, parameters] of [
    ['/attachments', {}],
    ['/attachment/{name}', { name: 'picture1' }],
    ['/attachment/{name}/details', { name: 'picture1' }],
  ] as const) {
    it(`is refused before the attachments are read: ${template}`, async () => {
      const { ask, calls } = await scene('picture1.jpg');
      for (const [query, code] of [
        [{}, 'access-token-missing'],
        [{ accessTokenId: [''] }, 'access-token-missing'],
        [{ accessTokenId: ['unknown'] }, 'access-token-unknown'],
      ] as const) {
        await assert.rejects(ask(template, { query, parameters }), { code });
      }
      await assert.rejects(ask(template, { parameters: { ...parameters, id: 'unknown' } }), { code: 'owner-unknown' });
      await assert.rejects(ask(template, { parameters: { ...parameters, id: '' } }), { code: 'owner-id-invalid' });
      assert.ok(calls.every((call) => /^table\.get (TOKEN|OWNER)#\S+ (TOKEN|OWNER)$/.test(call)));
    });
  }
});
