import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { deletePhoto, restoreOwnPhoto } from '../../../shared/apis/openlift/change-photo.ts';
import { listPhotos } from '../../../shared/apis/openlift/list-photos.ts';
import type { HttpRequest, HttpResponse } from '../../../shared/http/message.ts';
import { retain } from '../../../shared/photos/retain.ts';
import { photosOf } from '../../../shared/photos/storage-event.ts';
import { callerOf, type FakeService, fakeService } from '../../support/fake-service.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';
import { asAlice, filePart, openliftUpload } from '../../support/upload-request.ts';

interface Shown {
  readonly assetId: string;
  readonly state: string;
  readonly archived: boolean;
  readonly current: boolean;
  readonly url: string;
}

const id = (number: number) => assetIdAt(now, number);

/** The service after that many uploads by Alice at one time, with the surplus archived. */
async function serviceAfter(uploads: number) {
  const fake = fakeService({ callers: { [asAlice]: callerOf('alice'), 'Bearer bob': callerOf('bob') } });
  for (let upload = 0; upload < uploads; upload++) await receiveUpload(fake.service, openliftUpload([filePart()]));
  await retain(fake.service, { ownerId: 'alice', keep: 5 });
  fake.calls.length = 0;
  return fake;
}

const changed = (service: FakeService['service'], request: HttpRequest) =>
  request.method === 'DELETE' ? deletePhoto(service, request) : restoreOwnPhoto(service, request);

function requestOf(given: Partial<HttpRequest> = {}, authorization = asAlice): HttpRequest {
  return sampleRequest({ headers: { authorization }, ...given });
}

const dataOf = ({ body }: HttpResponse) => (JSON.parse(String(body)) as { data: unknown }).data;
const photosIn = (response: HttpResponse) => dataOf(response) as { photos: Shown[]; next?: string };
const idsIn = (response: HttpResponse) => photosIn(response).photos.map(({ assetId }) => assetId);

describe('the list of the caller’s photos', () => {
  it('has the active photos, the newest first and current', async () => {
    const { service } = await serviceAfter(7);
    const response = await listPhotos(service, requestOf());
    assert.deepEqual(idsIn(response), [7, 6, 5, 4, 3].map(id));
    const { photos } = photosIn(response);
    assert.deepEqual(
      photos.map(({ state, archived, current }) => [state, archived, current]),
      [true, false, false, false, false].map((current) => ['active', false, current]),
    );
  });

  it('has every fact about a photo', async () => {
    const { service } = await serviceAfter(1);
    const [photo] = photosIn(await listPhotos(service, requestOf())).photos;
    const { url, ...facts } = photo ?? { url: '' };
    const photoHash = createHash('sha256').update(filePart().content).digest('hex');
    assert.deepEqual(facts, {
      assetId: id(1),
      state: 'active',
      archived: false,
      current: true,
      avatar: false,
      fileName: 'avatar.png',
      contentType: 'image/png',
      size: filePart().content.length,
      ...{ width: 1, height: 1, sha256: photoHash },
      sent: { size: filePart().content.length, sha256: photoHash },
      metadata: { found: [], removed: [] },
      door: 'function',
      scope: 'private',
      uploadedAt: now.toISOString(),
      activeAt: now.toISOString(),
    });
    assert.match(url, /\/api\/storage\/signed\/user-assets\/users\/alice\/profile-picture\/[\w-]+\.png\?token=/);
  });

  it('has the archived photos too with ?archived=true', async () => {
    const { service } = await serviceAfter(7);
    const response = await listPhotos(service, requestOf({ query: { archived: ['true'] } }));
    assert.deepEqual(idsIn(response), [7, 6, 5, 4, 3, 2, 1].map(id));
    assert.deepEqual(
      photosIn(response).photos.map(({ archived }) => archived),
      [false, false, false, false, false, true, true],
    );
    assert.equal(photosIn(response).next, undefined);
  });

  it('has pages of 100, with the cursor of the next page', async () => {
    const { service } = await serviceAfter(101);
    const first = await listPhotos(service, requestOf({ query: { archived: ['true'] } }));
    const { next = '' } = photosIn(first);
    const second = await listPhotos(service, requestOf({ query: { archived: ['true'], before: [next] } }));
    assert.deepEqual([idsIn(first).length, next], [100, id(2)]);
    assert.deepEqual([idsIn(second), photosIn(second).next], [[id(1)], undefined]);
  });

  it('is refused if before is not an asset id', async () => {
    const { service } = await serviceAfter(1);
    for (const before of ['x', '', `${id(1)}\uffff`]) {
      const request = requestOf({ query: { archived: ['true'], before: [before] } });
      await assert.rejects(listPhotos(service, request), { name: 'PhotoFailure', code: 'bad-request' });
    }
  });

  it('is empty for a caller without photos, and refused without a token', async () => {
    const { service } = await serviceAfter(2);
    assert.deepEqual(idsIn(await listPhotos(service, requestOf({}, 'Bearer bob'))), []);
    await assert.rejects(listPhotos(service, requestOf({}, '')), { code: 'unauthenticated' });
  });
});

describe('a photo of the caller', () => {
  const change = (method: string, assetId: string, authorization = asAlice) =>
    requestOf({ method, parameters: { assetId } }, authorization);

  it('is restored as active and current, and retention gets a message', async () => {
    const { service, messages } = await serviceAfter(7);
    messages.length = 0;
    const response = await restoreOwnPhoto(service, change('POST', id(1)));
    assert.equal(response.status, 200);
    const { assetId, state, current } = dataOf(response) as Shown;
    assert.deepEqual([assetId, state, current], [id(1), 'active', true]);
    assert.deepEqual(
      messages.flatMap(({ message }) => photosOf(message)),
      [{ ownerId: 'alice', id: id(1), extension: 'png' }],
    );
  });

  it('is deleted for good, idempotently', async () => {
    const { service, objects } = await serviceAfter(2);
    for (const assetId of [id(1), id(1).toUpperCase()]) {
      const response = await deletePhoto(service, change('DELETE', assetId));
      assert.deepEqual([response.status, dataOf(response)], [200, { assetId: id(1), state: 'deleted' }]);
    }
    assert.equal(objects.size, 1);
    assert.deepEqual(idsIn(await listPhotos(service, requestOf({ query: { archived: ['true'] } }))), [id(2)]);
    await assert.rejects(restoreOwnPhoto(service, change('POST', id(1))), { code: 'not-found' });
  });

  it('is not found if it is another owner’s or unknown', async () => {
    const { service, objects } = await serviceAfter(1);
    for (const method of ['POST', 'DELETE']) {
      for (const request of [change(method, id(1), 'Bearer bob'), change(method, id(9)), change(method, 'OWNER')]) {
        await assert.rejects(changed(service, request), { code: 'not-found', facts: { what: 'photo' } });
      }
      await assert.rejects(changed(service, change(method, id(1), '')), { code: 'unauthenticated' });
    }
    assert.equal(objects.size, 1);
  });
});
