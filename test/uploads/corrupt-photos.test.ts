import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toFailure } from '../../shared/apis/apis.ts';
import { refuse } from '../../shared/apis/refuse.ts';
import type { ImageFormat } from '../../shared/core/image-format.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { corpus } from '../support/corpus/corpus.ts';
import { callerOf, type FakeService, fakeService } from '../support/fake-service.ts';
import { multipart } from '../support/multipart.ts';
import { mutants } from '../support/mutating/mutants.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { asAlice } from '../support/upload-request.ts';

/** Another seed makes other mutants: MUTANTS_SEED=42 MUTANTS=1000000. */
const seed = Number(process.env.MUTANTS_SEED ?? 2);
const count = Number(process.env.MUTANTS ?? 10_000);

interface Api {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly part: string;
  readonly formats: readonly ImageFormat[];
  /** The statuses of its refusals. */
  readonly refusals: readonly number[];
}

const apis: readonly Api[] = [
  { path: '/upload', parameters: {}, part: 'file', formats: ['jpeg', 'png', 'gif', 'webp'], refusals: [400] },
  {
    path: '/api/storage/profile-photo/upload',
    parameters: {},
    part: 'file',
    formats: ['jpeg', 'png', 'gif', 'webp', 'heif', 'avif'],
    refusals: [400, 415],
  },
  {
    path: '/2.0/users/alice/avatar',
    parameters: { user_id: 'alice' },
    part: 'pic',
    formats: ['jpeg', 'png'],
    refusals: [400],
  },
  // It documents only 500 for a file that is not an image.
  { path: '/api/dropbox/pictures', parameters: {}, part: 'Profile', formats: ['jpeg', 'png', 'gif'], refusals: [500] },
];

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', heif: 'heic' };

function uploadOf({ path, parameters, part }: Api, content: Buffer, format: ImageFormat): HttpRequest {
  const fileName = `photo.${extensions[format] ?? format}`;
  const { contentType, body } = multipart([
    { name: 'purpose', content: 'account_avatar' },
    { name: part, fileName, type: 'application/octet-stream', content },
  ]);
  const headers = { authorization: asAlice, 'content-type': contentType };
  return sampleRequest({ method: 'POST', path, resource: path, parameters, headers, body });
}

function aliceService(): FakeService {
  const fake = fakeService({ callers: { [asAlice]: callerOf('alice', { session: 'SESSION_USER' }) } });
  const { openliftPolicy } = fake.service;
  return {
    ...fake,
    service: {
      ...fake.service,
      openliftPolicy: { ...openliftPolicy, extensions: [...openliftPolicy.extensions, 'avif'] },
    },
  };
}

/** The answer of a function; an internal error fails the test. */
async function answer({ service }: FakeService, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await receiveUpload(service, request);
  } catch (error) {
    const failure = toFailure(error);
    assert.notEqual(failure.code, 'internal', String(failure.cause));
    return refuse(failure, { request });
  }
}

it(`stores or refuses each of ${count} corrupt photos; a refused photo leaves nothing in the store`, async () => {
  let number = 0;
  let taken = 0;
  for (const { name, format, bytes } of mutants(await corpus(), { seed, count })) {
    const takers = apis.filter(({ formats }) => formats.includes(format));
    const api = takers[number++ % takers.length] as Api;
    const fake = aliceService();
    const { status } = await answer(fake, uploadOf(api, bytes, format));
    if (status === 200 || status === 201) taken++;
    else assert.ok(api.refusals.includes(status), `${name}: ${api.path} answers ${status}`);
    assert.equal(fake.objects.size, status < 300 ? 1 : 0, name);
    assert.ok(status < 300 || fake.items().length === 0, name);
  }
  // If all were refused, or all accepted, nothing would have been tested.
  assert.ok(taken > count / 10 && taken < count, `${taken} of ${count} were accepted`);
});
