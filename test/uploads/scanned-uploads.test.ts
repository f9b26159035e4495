import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toFailure } from '../../shared/apis/apis.ts';
import { refuse } from '../../shared/apis/refuse.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { HttpResponse } from '../../shared/http/message.ts';
import type { Scan } from '../../shared/photos/scan.ts';
import { pictureUpload, profilePart } from '../support/akana-requests.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { firstId, photo, refusal, withTicket } from '../support/ticket-scene.ts';
import { filePart, openliftUpload } from '../support/upload-request.ts';
import { outcomeOf, type UploadingApi, uploadsByApi, type WideDoor, wideDoor } from '../support/wide-door.ts';

/** The answers of each API if the scanner rejects an upload, and if the scan fails. */
const wording: Readonly<Record<string, { readonly refused: unknown[]; readonly failed: unknown[] }>> = {
  account: {
    refused: [400, { error: 'RET_INVALID_DATA', message: 'The content scan rejected the file' }],
    failed: [500, { error: 'RET_ERROR', message: 'Internal error' }],
  },
  openlift: {
    refused: [
      400,
      { success: false, error: { code: 'VALIDATION_FAILED', message: 'The content scan rejected the file' } },
    ],
    failed: [500, { success: false, error: { code: 'INTERNAL_ERROR', message: 'Internal server error' } }],
  },
  akana: {
    refused: [500, 'An error occurred processing the call.'],
    failed: [500, 'An error occurred processing the call.'],
  },
  crafter: {
    refused: [500, { errorCode: 'OTHER', message: 'The content scan rejected the file' }],
    failed: [500, { errorCode: 'OTHER', message: 'Internal server error' }],
  },
  box: {
    refused: [
      400,
      {
        code: 'bad_request',
        name: 'pic',
        reason: 'invalid_parameter',
        message: 'The content scan rejected the file',
      },
    ],
    failed: [500, { code: 'internal_server_error' }],
  },
} satisfies Record<UploadingApi, unknown>;

/** The status and body of an answer; of Box's body only the code and the error. */
function wordsOf({ status, body }: HttpResponse): unknown[] {
  const text = String(body);
  if (!text.startsWith('{')) return [status, text];
  const { context_info, help_url, ...rest } = JSON.parse(text);
  return [status, help_url === undefined ? rest : { code: rest.code, ...context_info?.errors[0] }];
}

const fault = new Error('The scanner did not answer');
const refusing: Scan = async () => {
  throw new PhotoFailure('scan-refused', {});
};
const failing: Scan = async () => {
  throw fault;
};

function recording() {
  const offered: { readonly bytes: Buffer; readonly contentType: string }[] = [];
  const scan: Scan = async (bytes, contentType) => {
    offered.push({ bytes: Buffer.from(bytes), contentType });
  };
  return { scan, offered };
}

/** The calls that change something. */
const changes = ({ calls }: WideDoor) => calls.filter((call) => !call.startsWith('table.get '));

for (const [api, upload] of Object.entries(uploadsByApi)) {
  describe(`an upload through the ${api} API`, () => {
    it('is scanned with the bytes that are stored and the type as which they are served', async () => {
      const { scan, offered } = recording();
      const { service, objects } = await wideDoor({ scan });
      await receiveUpload(service, upload);
      const stored = [...objects.values()].map(({ bytes, contentType }) => ({
        bytes: Buffer.from(bytes),
        contentType,
      }));
      assert.equal(stored.length, 1);
      assert.deepEqual(offered, stored);
    });

    it('is scanned before anything is stored, recorded or announced', async () => {
      let before: readonly string[] | undefined;
      const scene = await wideDoor({
        scan: async () => {
          before = changes(scene);
        },
      });
      await receiveUpload(scene.service, upload);
      assert.deepEqual(before, []);
      assert.ok(changes(scene).includes('storage.put'));
    });

    for (const [what, scan, words] of [
      ['that the scanner rejects is refused in the API’s words', refusing, 'refused'],
      ['whose scan fails is answered as an internal error', failing, 'failed'],
    ] as const) {
      it(`${what}, and nothing is stored, recorded or announced`, async () => {
        const scene = await wideDoor({ scan });
        const thrown: unknown = await receiveUpload(scene.service, upload).catch((error: unknown) => error);
        assert.deepEqual(wordsOf(refuse(toFailure(thrown), { request: upload })), wording[api]?.[words]);
        assert.deepEqual([changes(scene), [...scene.objects], scene.messages], [[], [], []]);
      });
    }

    it('through the wide door that the scanner rejects has a final refusal, without another scan', async () => {
      let asked = 0;
      const door = await wideDoor({
        async scan() {
          asked++;
          throw new PhotoFailure('scan-refused', {});
        },
      });
      const request = await door.arrive(upload);
      for (let times = 0; times < 3; times++) {
        assert.deepEqual(wordsOf(await outcomeOf(door.service, request)), wording[api]?.refused);
      }
      assert.deepEqual([asked, [...door.objects], door.messages], [1, [], []]);
    });

    it('through the wide door whose scan fails is judged again at the retry', async () => {
      let isDown = true;
      const door = await wideDoor({
        async scan() {
          if (isDown) throw fault;
        },
      });
      const request = await door.arrive(upload);
      const [waiting] = door.objects.keys();
      await assert.rejects(outcomeOf(door.service, request), fault);
      assert.deepEqual([[...door.objects.keys()], door.messages], [[waiting], []]);
      isDown = false;
      assert.ok((await outcomeOf(door.service, request)).status < 300);
      assert.ok(!door.objects.has(waiting ?? '') && door.objects.size === 1);
    });
  });
}

describe('the photo of a ticket', () => {
  it('is scanned with the bytes that are stored', async () => {
    const { scan, offered } = recording();
    const { put, status, photos } = await withTicket({ scan });
    put(firstId);
    assert.equal((await status(firstId)).status, 201);
    assert.deepEqual(offered, [{ bytes: photo, contentType: 'image/png' }]);
    assert.deepEqual(await photos(), [photo]);
  });

  it('that the scanner rejects is deleted, and its status stays the refusal', async () => {
    const { put, arrive, status, isWaiting, photos } = await withTicket({ scan: refusing });
    put(firstId);
    await arrive(firstId);
    assert.deepEqual([isWaiting(firstId), await photos()], [false, []]);
    const answer = refusal(400, 'VALIDATION_FAILED', 'The content scan rejected the file');
    for (let times = 0; times < 2; times++) assert.deepEqual(await status(firstId), answer);
  });

  it('whose scan fails is kept until the message or the status request is repeated', async () => {
    let isDown = true;
    const { put, arrive, status, isWaiting, photos, messages } = await withTicket({
      async scan() {
        if (isDown) throw fault;
      },
    });
    put(firstId);
    await assert.rejects(arrive(firstId), fault);
    await assert.rejects(status(firstId), fault);
    assert.deepEqual([isWaiting(firstId), messages], [true, []]);
    isDown = false;
    await arrive(firstId);
    assert.deepEqual([isWaiting(firstId), await photos()], [false, [photo]]);
    assert.equal((await status(firstId)).status, 201);
  });
});

describe('no scan is made', () => {
  for (const [what, upload] of [
    ['without a valid token', openliftUpload([filePart()], '')],
    ['of a file that is refused anyway', openliftUpload([filePart({ content: samplePhotos.jpg })])],
    ['of a picture that is not an image', pictureUpload(profilePart({ content: '<script>' }))],
  ] as const) {
    it(what, async () => {
      const { scan, offered } = recording();
      const { service } = await wideDoor({ scan });
      await assert.rejects(receiveUpload(service, upload), PhotoFailure);
      assert.deepEqual(offered, []);
    });
  }
});
