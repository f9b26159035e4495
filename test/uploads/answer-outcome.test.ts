import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuse } from '../../shared/apis/refuse.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import type { Inbox } from '../../shared/uploads/inbox.ts';
import { passSeconds } from '../../shared/uploads/pass.ts';
import { akanaLogin } from '../support/akana-login.ts';
import { pictureUpload, profilePart } from '../support/akana-requests.ts';
import { multipart, type Part } from '../support/multipart.ts';
import { attachmentPart, uploadRequest } from '../support/profile-scene.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { photoOfSize, samplePhotos } from '../support/sample-photos.ts';
import { asAlice, avatarUpload, filePart, openliftUpload, purposePart } from '../support/upload-request.ts';
import { boxUpload, callers, outcomeOf, uploadsByApi, type WideDoor, wideDoor } from '../support/wide-door.ts';

const firstId = assetIdAt(now, 1);
const inboxOf = ({ objects }: WideDoor) => [...objects.keys()].filter((name) => name.startsWith('transient/inbox/'));
const keptBy = ({ objects }: WideDoor) => [...objects.keys()].filter((name) => !name.startsWith('transient/inbox/'));
const outcomesOf = ({ items }: WideDoor) => items().filter(({ sk }) => sk === 'OUTCOME').length;

/** The answer to the same upload through a function. */
async function answerInFunction(upload: HttpRequest): Promise<HttpResponse> {
  const { service } = await wideDoor();
  const request = { ...upload, headers: { ...upload.headers, host: 'api.openlift.app' } };
  return receiveUpload(service, request).catch((error: unknown) => {
    if (error instanceof PhotoFailure) return refuse(error, { request, publicHost: service.publicHost });
    throw error;
  });
}

/** Ten concurrent requests for one outcome, all of which open the body before any continues. */
function tenAtOnce({ service }: WideDoor, request: HttpRequest): Promise<HttpResponse[]> {
  const all = Promise.withResolvers<void>();
  let seen = 0;
  const inbox: Inbox = {
    ...service.inbox,
    async open(ref) {
      const object = await service.inbox.open(ref);
      seen++;
      if (seen === 10) all.resolve();
      await all.promise;
      return object;
    },
  };
  return Promise.all(Array.from({ length: 10 }, () => outcomeOf({ ...service, inbox }, request)));
}

describe('an upload through the wide door', () => {
  const inPages = { ...pictureUpload(), query: { wrapInHTML: ['true'], 'document.domain': ['openlift.app'] } };
  for (const [what, upload] of [...Object.entries(uploadsByApi), ['akana in a page', inPages]] as const) {
    it(`has the same answer as through a function: ${what}`, async () => {
      const door = await wideDoor();
      const outcome = await outcomeOf(door.service, await door.arrive(upload));
      assert.deepEqual(outcome, await answerInFunction(upload));
      assert.ok(outcome.status < 300);
    });
  }

  it('has the same answer for POST, and for any other credentials and body', async () => {
    for (const given of [
      { method: 'POST' },
      { headers: { authorization: 'Bearer unknown' } },
      { body: Buffer.from('x') },
    ]) {
      const door = await wideDoor();
      const outcome = await outcomeOf(door.service, { ...(await door.arrive(openliftUpload())), ...given });
      assert.deepEqual(outcome, await answerInFunction(openliftUpload()));
    }
  });

  it('is worded for the host of the outcome’s request', async () => {
    const door = await wideDoor();
    const upload = { ...pictureUpload(), query: { wrapInHTML: ['true'], 'document.domain': ['other.example'] } };
    const headers = { host: 'photos.other.example' };
    const { body } = await outcomeOf(door.service, { ...(await door.arrive(upload)), headers });
    assert.match(String(body), /document\.domain="other\.example"/);
  });

  it('can be too large for a function', async () => {
    for (const upload of [
      openliftUpload([filePart({ content: photoOfSize('png', 5_242_880) })]),
      uploadRequest([attachmentPart({ content: photoOfSize('jpg', 5_242_880) })]),
    ]) {
      const door = await wideDoor();
      assert.ok((await outcomeOf(door.service, await door.arrive(upload))).status < 300);
    }
  });

  it('becomes an asset with the id of its body, which is deleted', async () => {
    for (const [name, upload] of Object.entries(uploadsByApi)) {
      const door = await wideDoor();
      const outcome = await door.arrive(upload);
      assert.deepEqual(inboxOf(door), [`transient/inbox/${firstId}`]);
      await outcomeOf(door.service, outcome);
      assert.deepEqual([inboxOf(door), keptBy(door).length], [[], 1], name);
      assert.ok(keptBy(door)[0]?.includes(firstId), name);
    }
  });

  it('keeps its answer, at the cost of one GetItem', async () => {
    for (const upload of Object.values(uploadsByApi)) {
      const door = await wideDoor();
      const request = await door.arrive(upload);
      const first = await outcomeOf(door.service, request);
      const before = [...door.objects.keys()];
      for (const again of [1, 2]) {
        door.calls.length = 0;
        assert.deepEqual(await outcomeOf(door.service, request), first, String(again));
        assert.deepEqual(door.calls, [`table.get UPLOAD#${firstId} OUTCOME`]);
      }
      assert.deepEqual([...door.objects.keys()], before);
    }
  });

  for (const [name, upload] of Object.entries(uploadsByApi)) {
    it(`becomes one file with one answer if ten requests are concurrent: ${name}`, async () => {
      const door = await wideDoor();
      const request = await door.arrive(upload);
      const answers = await tenAtOnce(door, request);
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.ok((answers[0]?.status ?? 500) < 300);
      assert.deepEqual([keptBy(door).length, outcomesOf(door)], [1, 1]);
      assert.ok(door.items().filter(({ sk }) => /^(PHOTO|ATTACHMENT)#/.test(sk)).length <= 1);
    });
  }

  it('is answered if a concurrent request has deleted the body', async () => {
    const door = await wideDoor();
    const { service } = door;
    const request = await door.arrive(openliftUpload());
    let other: HttpResponse | undefined;
    const overtaken: Inbox = {
      ...service.inbox,
      async open(place) {
        other = await outcomeOf(service, request);
        return service.inbox.open(place);
      },
    };
    assert.deepEqual(await outcomeOf({ ...service, inbox: overtaken }, request), other);
    assert.equal(other?.status, 201);
  });

  it('whose body is not stored yet is not found, and succeeds later', async () => {
    const door = await wideDoor();
    const request = await door.arrive(openliftUpload());
    const waiting = [...door.objects];
    door.objects.clear();
    await assert.rejects(outcomeOf(door.service, request), { code: 'not-found', facts: { what: 'file' } });
    assert.deepEqual(door.calls.slice(0, 2), [`table.get UPLOAD#${firstId} OUTCOME`, 'storage.open']);
    assert.equal(outcomesOf(door), 0);
    for (const [name, object] of waiting) door.objects.set(name, object);
    assert.equal((await outcomeOf(door.service, request)).status, 201);
  });
});

describe('an upload through the wide door that is refused', () => {
  const mislabelled: Partial<Part> = { content: samplePhotos.jpg };
  const refused: readonly [string, number, HttpRequest][] = [
    ['account', 400, avatarUpload([purposePart, filePart(mislabelled)])],
    ['account, for the form', 400, avatarUpload([filePart()])],
    [
      'account, for the account of another user',
      403,
      avatarUpload([{ name: 'login', content: 'bob' }, purposePart, filePart()]),
    ],
    ['openlift', 415, openliftUpload([filePart(mislabelled)])],
    ['openlift, for its size', 400, openliftUpload([filePart({ content: photoOfSize('png', 5_242_881) })])],
    ['openlift, for a body that is not a form', 400, { ...openliftUpload(), body: Buffer.from('x') }],
    ['akana', 500, pictureUpload(profilePart({ content: 'x' }))],
    ['akana, for a body that is not a form', 500, { ...pictureUpload(), body: Buffer.from('x') }],
    ['akana in a page', 500, { ...pictureUpload(profilePart({ content: 'x' })), query: { wrapInHTML: ['true'] } }],
    ['crafter, for its name', 500, uploadRequest([attachmentPart({ fileName: 'a.exe' })])],
    ['crafter, for its size', 500, uploadRequest([attachmentPart({ content: photoOfSize('jpg', 10_485_761) })])],
    ['box', 400, { ...boxUpload(), body: multipart([filePart({ name: 'other' })]).body }],
  ];
  for (const [what, status, upload] of refused) {
    it(`has a final refusal in the API’s words: ${what}`, async () => {
      const door = await wideDoor();
      const request = await door.arrive(upload);
      const outcome = await outcomeOf(door.service, request);
      assert.equal(outcome.status, status);
      assert.deepEqual(outcome, await answerInFunction(upload));
      assert.deepEqual([...door.objects.keys()], []);
      assert.deepEqual(await outcomeOf(door.service, request), outcome);
    });
  }
});

describe('an upload through the wide door with a session but no CSRF token', () => {
  async function sendForm(withToken: (token: string) => Part[]): Promise<HttpResponse> {
    const door = await wideDoor();
    const { cookie, token } = await akanaLogin(door.service, callers[asAlice]);
    const { contentType, body } = multipart([profilePart(), ...withToken(token)]);
    const upload = { ...pictureUpload(), headers: { cookie, 'content-type': contentType }, body };
    return outcomeOf(door.service, await door.arrive(upload));
  }
  const field = (content: string): Part => ({ name: 'X-Csrf-Token_portrait', content });

  it('is accepted if the form has the token', async () => {
    const { status, body } = await sendForm((token) => [field(token)]);
    assert.deepEqual([status, body], [200, '1001']);
  });

  it('is refused if the form has no token or another one', async () => {
    for (const parts of [[], [field('x')]]) assert.equal((await sendForm(() => parts)).status, 401);
  });
});

describe('an outcome is refused without a read by a pass', () => {
  const refusal = { code: 'link-refused' };
  async function arrived() {
    let time = now;
    const door = await wideDoor({ clock: () => time });
    return { door, request: await door.arrive(openliftUpload()), at: (later: Date) => (time = later) };
  }

  it('that is for another path', async () => {
    const { door, request } = await arrived();
    for (const path of ['/upload', '/nowhere', '/']) {
      await assert.rejects(outcomeOf(door.service, { ...request, path }), {
        ...refusal,
        facts: { reason: 'Path mismatch' },
      });
    }
    assert.deepEqual(door.calls, []);
  });

  it('that is missing or malformed', async () => {
    const { door, request } = await arrived();
    for (const query of [{}, { ticket: [] }, { ticket: ['x'] }]) {
      await assert.rejects(outcomeOf(door.service, { ...request, query }), refusal);
    }
    assert.deepEqual(door.calls, []);
  });

  it('that has expired', async () => {
    const { door, request, at } = await arrived();
    at(new Date(now.getTime() + passSeconds * 1000));
    await assert.rejects(outcomeOf(door.service, request), { code: 'link-expired' });
    assert.deepEqual(door.calls, []);
  });
});
