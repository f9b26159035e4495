import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DirectPuts } from '../../../shared/storage/direct-puts.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { photoOfSize, samplePhotos } from '../../support/sample-photos.ts';
import { offer, photo, refusal, ticketRequest, ticketScene } from '../../support/ticket-scene.ts';
import { asAlice } from '../../support/upload-request.ts';

const id = assetIdAt(now, 1);
const allowed = 'jpg, jpeg, png, gif, webp, heic, heif';
const octetStream = 'application/octet-stream';

/** What the store was asked to await. */
function recordingScene() {
  const scene = ticketScene();
  const awaited: Parameters<DirectPuts['offer']>[] = [];
  const { directPuts } = scene.service;
  Object.assign(scene.service, {
    directPuts: {
      offer(...given: Parameters<DirectPuts['offer']>) {
        awaited.push(given);
        return directPuts.offer(...given);
      },
    },
  });
  return { ...scene, awaited };
}

describe('a ticket', () => {
  it('says how to put the photo, until when, and where to ask what became of it', async () => {
    const { status, body } = await ticketScene().issue();
    const { data } = body as { data: { url: string } };
    assert.deepEqual(
      { status, body },
      {
        status: 201,
        body: {
          success: true,
          data: {
            uploadId: id,
            method: 'PUT',
            url: data.url,
            headers: { 'Content-Type': 'image/png' },
            expiresAt: '2025-09-23T10:40:00.000Z',
            statusUrl: `https://api.openlift.app/api/storage/profile-photo/direct/${id}`,
          },
        },
      },
    );
    assert.ok(data.url.startsWith(`https://api.openlift.app/local-object-storage/transient/tickets/${id}?token=eyJ0`));
  });

  it('costs one PutItem, of what the photo is judged by and of nothing else', async () => {
    const { issue, calls, items } = ticketScene();
    await issue();
    assert.deepEqual(calls, ['table.get OWNER#alice OWNER', `table.create UPLOAD#${id} TICKET`]);
    const who = { ownerId: 'alice', username: 'Alice', accounts: [] };
    const expires = now.getTime() / 1000 + 86_400;
    assert.deepEqual(items(), [
      { pk: `UPLOAD#${id}`, sk: 'TICKET', v: 1, who, fileName: 'me.png', contentType: 'image/png', expires },
    ]);
  });

  it('has the store await one object for ten minutes, at a key of the server’s own', async () => {
    const { issue, awaited } = recordingScene();
    await issue();
    const place = { bucket: 'transient', key: `tickets/${id}` };
    assert.deepEqual(awaited, [[{ ...place, contentType: 'image/png', size: 100, maxBytes: 5_242_880 }, 600]]);
  });

  it('is another each time', async () => {
    const { ticket } = ticketScene();
    assert.notEqual(await ticket(), await ticket());
  });

  for (const [what, given, type] of [
    ['as it is stated, in lower case', { contentType: 'IMAGE/PNG' }, 'image/png'],
    ['as it is stated, also by a common misspelling', { fileName: 'a.jpg', contentType: 'image/jpg' }, 'image/jpg'],
    ['as it is stated, also where that says nothing', { contentType: octetStream }, octetStream],
    ['of the extension, where none is stated', { fileName: 'a.HEIC', contentType: undefined }, 'image/heic'],
    ['of the extension, where a browser does not know it', { fileName: 'a.heic', contentType: '' }, 'image/heic'],
  ] as const) {
    it(`is for the type ${what}`, async () => {
      const { issue, awaited, items } = recordingScene();
      const { status, body } = await issue({ ...offer, ...given });
      assert.equal(status, 201);
      assert.deepEqual((body as { data: { headers: object } }).data.headers, { 'Content-Type': type });
      assert.deepEqual([awaited[0]?.[0].contentType, items()[0]?.contentType], [type, type]);
    });
  }

  it('is for up to the very last byte', async () => {
    assert.equal((await ticketScene().issue({ ...offer, size: 5_242_880 })).status, 201);
  });
});

describe('a ticket is refused', () => {
  for (const [what, given, status, message] of [
    [
      'for a type that is not taken',
      { fileName: 'me.bmp', contentType: 'image/bmp' },
      415,
      `Content type image/bmp not allowed. Allowed types: ${allowed}`,
    ],
    [
      'for an extension that is not taken',
      { fileName: 'me.exe', contentType: octetStream },
      415,
      `Content type ${octetStream} not allowed. Allowed types: ${allowed}`,
    ],
    [
      'where neither name nor type says what it is',
      { fileName: 'me', contentType: undefined },
      415,
      `Content type ${octetStream} not allowed. Allowed types: ${allowed}`,
    ],
    [
      'for a type that contradicts the name',
      { fileName: 'me.jpg' },
      400,
      'Content type image/png does not match file extension jpg',
    ],
    ['for nothing', { size: 0 }, 400, 'File is empty'],
    [
      'for one byte too many',
      { size: 5_242_881 },
      400,
      'File size 5242881 exceeds maximum 5242880 bytes for profile photos',
    ],
    [
      'for more than can be counted to',
      { size: Number.MAX_SAFE_INTEGER },
      400,
      'File size 9007199254740991 exceeds maximum 5242880 bytes for profile photos',
    ],
    ...[undefined, null, 7, '', 'x'.repeat(1025), '\ud800.png', ['me.png'], { a: 1 }, '..\\', 'photos/'].map(
      (fileName) =>
        [
          `for the name ${JSON.stringify(fileName)?.slice(0, 30)}`,
          { fileName },
          400,
          'fileName must be a file name of 1 to 1024 characters',
        ] as const,
    ),
    ...[
      null,
      7,
      'png',
      'image/',
      'image/png; charset=utf-8',
      'image/png\r\nX-Evil: 1',
      'image/p ng',
      '\x24{a}/b',
      {},
    ].map(
      (contentType) =>
        [
          `for the type ${JSON.stringify(contentType)}`,
          { contentType },
          400,
          'contentType must be a media type',
        ] as const,
    ),
    ...[undefined, null, '100', -1, 1.5, 2 ** 53, true, [100]].map(
      (size) =>
        [`for the size ${JSON.stringify(size)}`, { size }, 400, 'size must be a whole number of bytes'] as const,
    ),
  ] as const) {
    it(what, async () => {
      const { issue, items } = ticketScene();
      assert.deepEqual(await issue({ ...offer, ...given }), refusal(status, 'VALIDATION_FAILED', message));
      assert.deepEqual(items(), [], 'nothing is noted');
    });
  }

  for (const [what, body, message] of [
    ['without a body', '', 'The body is not JSON'],
    ['for a form', 'size=5', 'The body is not JSON'],
    ['for JSON that breaks off', '{"fileName":"me.png"', 'The body is not JSON'],
    ['for bytes that are no text', Buffer.from([0xff]), 'The body is not JSON'],
    ['for a list', '[]', 'The body is not a JSON object'],
    ['for null', 'null', 'The body is not a JSON object'],
    ['for a text', '"me.png"', 'The body is not a JSON object'],
  ] as const) {
    it(what, async () => {
      const answer = await ticketScene().send(ticketRequest(body, asAlice));
      assert.deepEqual(answer, refusal(400, 'VALIDATION_FAILED', message));
    });
  }

  it('without a token, whatever the body says', async () => {
    for (const request of [ticketRequest('', undefined), ticketRequest(JSON.stringify(offer), 'Bearer mallory')]) {
      const { send, calls } = ticketScene();
      assert.deepEqual(await send(request), refusal(401, 'UNAUTHORIZED', 'Missing or malformed token'));
      assert.deepEqual(calls, []);
    }
  });
});

describe('a hostile name', () => {
  const names: readonly [string, string][] = [
    ['../../../etc/passwd.png', 'passwd.png'],
    ['C:\\Users\\ada\\me.png', 'me.png'],
    ['a/b\\c/me.png', 'me.png'],
    ['__proto__.png', '__proto__.png'],
    ['<script>.png', '<script>.png'],
    ['"; DROP TABLE.png', '"; DROP TABLE.png'],
    ['new\r\nline\0.png', 'new\r\nline\0.png'],
    ['invoice\u202egnp.png', 'invoice\u202egnp.png'],
    ['\x24{filename}.png', '\x24{filename}.png'],
    ['%2e%2e%2f.png', '%2e%2e%2f.png'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
  ];
  for (const [fileName, kept] of names) {
    it(`such as ${JSON.stringify(fileName)} is the photo’s name, and in no key and no address`, async () => {
      const { issue, put, status, awaited } = recordingScene();
      const { body } = await issue({ ...offer, fileName });
      const { url, statusUrl } = (body as { data: { url: string; statusUrl: string } }).data;
      assert.equal(awaited[0]?.[0].key, `tickets/${id}`);
      assert.match(url, /^[\w:/.-]+\?token=[\w.-]+$/);
      assert.match(statusUrl, /^[\w:/.-]+$/);
      put(id);
      const answer = await status(id);
      assert.equal(answer.status, 201);
      assert.equal((answer.body as { data: { fileName: string } }).data.fileName, kept);
    });
  }

  it('does not give other fields than its own to a ticket', async () => {
    const body = `{"__proto__":{"size":1},"fileName":"me.png","size":100,"who":{"ownerId":"bob"},"uploadId":"x","key":"y"}`;
    const { send, items } = ticketScene();
    assert.equal((await send(ticketRequest(body, asAlice))).status, 201);
    assert.deepEqual(items()[0]?.who, { ownerId: 'alice', username: 'Alice', accounts: [] });
    assert.deepEqual(await send(ticketRequest('{"__proto__":{"fileName":"me.png","size":1}}', asAlice)), {
      ...refusal(400, 'VALIDATION_FAILED', 'fileName must be a file name of 1 to 1024 characters'),
    });
  });

  it('of any length is judged by its very end, at once as well as later', async () => {
    for (const [fileName, bytes, expected] of [
      [`${'x'.repeat(252)}.exe.png`, photo, 201], // cut, it would end with .exe
      [`${'x'.repeat(300)}.png`, photoOfSize('gif', 100), 415], // cut, it would be of any type
      [`${'漢'.repeat(300)}.jpeg`, samplePhotos.jpg, 201],
    ] as const) {
      const scene = ticketScene();
      const { status } = await scene.issue({ fileName, contentType: octetStream, size: bytes.length });
      assert.equal(status, 201);
      scene.put(id, bytes);
      const answer = await scene.status(id);
      assert.equal(answer.status, expected, JSON.stringify(answer));
    }
  });
});
