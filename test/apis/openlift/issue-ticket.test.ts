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

/** A scene that records the uploads that the storage was told to expect. */
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
  it('has the method, URL, headers and expiry of the upload, and the URL of its status', async () => {
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

  it('costs one PutItem, with the facts by which the photo is judged', async () => {
    const { issue, calls, items } = ticketScene();
    await issue();
    assert.deepEqual(calls, ['table.get OWNER#alice OWNER', `table.create UPLOAD#${id} TICKET`]);
    const who = { ownerId: 'alice', username: 'Alice', accounts: [] };
    const expires = now.getTime() / 1000 + 86_400;
    assert.deepEqual(items(), [
      { pk: `UPLOAD#${id}`, sk: 'TICKET', v: 1, who, fileName: 'me.png', contentType: 'image/png', expires },
    ]);
  });

  it('allows one upload within ten minutes, to a key that the server chooses', async () => {
    const { issue, awaited } = recordingScene();
    await issue();
    const object = { bucket: 'transient', key: `tickets/${id}` };
    assert.deepEqual(awaited, [[{ ...object, contentType: 'image/png', size: 100, maxBytes: 5_242_880 }, 600]]);
  });

  it('has a new id each time', async () => {
    const { ticket } = ticketScene();
    assert.notEqual(await ticket(), await ticket());
  });

  for (const [what, given, type] of [
    ['as declared, in lower case', { contentType: 'IMAGE/PNG' }, 'image/png'],
    ['as declared, also image/jpg', { fileName: 'a.jpg', contentType: 'image/jpg' }, 'image/jpg'],
    ['as declared, also application/octet-stream', { contentType: octetStream }, octetStream],
    ['of the extension if none is declared', { fileName: 'a.HEIC', contentType: undefined }, 'image/heic'],
    ['of the extension if the declared type is empty', { fileName: 'a.heic', contentType: '' }, 'image/heic'],
  ] as const) {
    it(`has the type ${what}`, async () => {
      const { issue, awaited, items } = recordingScene();
      const { status, body } = await issue({ ...offer, ...given });
      assert.equal(status, 201);
      assert.deepEqual((body as { data: { headers: object } }).data.headers, { 'Content-Type': type });
      assert.deepEqual([awaited[0]?.[0].contentType, items()[0]?.contentType], [type, type]);
    });
  }

  it('can be for 5,242,880 bytes', async () => {
    assert.equal((await ticketScene().issue({ ...offer, size: 5_242_880 })).status, 201);
  });
});

describe('a ticket is refused', () => {
  for (const [what, given, status, message] of [
    [
      'for a type that is not allowed',
      { fileName: 'me.bmp', contentType: 'image/bmp' },
      415,
      `Content type image/bmp not allowed. Allowed types: ${allowed}`,
    ],
    [
      'for an extension that is not allowed',
      { fileName: 'me.exe', contentType: octetStream },
      415,
      `Content type ${octetStream} not allowed. Allowed types: ${allowed}`,
    ],
    [
      'if neither name nor type determines the format',
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
    ['for zero bytes', { size: 0 }, 400, 'File is empty'],
    [
      'for one byte too many',
      { size: 5_242_881 },
      400,
      'File size 5242881 exceeds maximum 5242880 bytes for profile photos',
    ],
    [
      'for the largest safe integer',
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
      assert.deepEqual(items(), [], 'no ticket is stored');
    });
  }

  for (const [what, body, message] of [
    ['without a body', '', 'The body is not JSON'],
    ['for a form', 'size=5', 'The body is not JSON'],
    ['for truncated JSON', '{"fileName":"me.png"', 'The body is not JSON'],
    ['for bytes that are not UTF-8', Buffer.from([0xff]), 'The body is not JSON'],
    ['for an array', '[]', 'The body is not a JSON object'],
    ['for null', 'null', 'The body is not a JSON object'],
    ['for a string', '"me.png"', 'The body is not a JSON object'],
  ] as const) {
    it(what, async () => {
      const answer = await ticketScene().send(ticketRequest(body, asAlice));
      assert.deepEqual(answer, refusal(400, 'VALIDATION_FAILED', message));
    });
  }

  it('without a valid token, before the body is read', async () => {
    for (const request of [ticketRequest('', undefined), ticketRequest(JSON.stringify(offer), 'Bearer mallory')]) {
      const { send, calls } = ticketScene();
      assert.deepEqual(await send(request), refusal(401, 'UNAUTHORIZED', 'Missing or malformed token'));
      assert.deepEqual(calls, []);
    }
  });
});

describe('a hostile file name', () => {
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
    it(`such as ${JSON.stringify(fileName)} is stored, but is not part of a key or URL`, async () => {
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

  it('or other field does not change the ticket', async () => {
    const body = `{"__proto__":{"size":1},"fileName":"me.png","size":100,"who":{"ownerId":"bob"},"uploadId":"x","key":"y"}`;
    const { send, items } = ticketScene();
    assert.equal((await send(ticketRequest(body, asAlice))).status, 201);
    assert.deepEqual(items()[0]?.who, { ownerId: 'alice', username: 'Alice', accounts: [] });
    assert.deepEqual(await send(ticketRequest('{"__proto__":{"fileName":"me.png","size":1}}', asAlice)), {
      ...refusal(400, 'VALIDATION_FAILED', 'fileName must be a file name of 1 to 1024 characters'),
    });
  });

  it('of any length is judged by its extension, in the ticket and in the upload', async () => {
    for (const [fileName, bytes, expected] of [
      [`${'x'.repeat(252)}.exe.png`, photo, 201], // if cut, it would end with .exe
      [`${'x'.repeat(300)}.png`, photoOfSize('gif', 100), 415], // if cut, it would have no extension
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
