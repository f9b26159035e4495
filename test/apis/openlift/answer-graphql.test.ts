import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerGraphql } from '../../../shared/apis/openlift/answer-graphql.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import { logger } from '../../../shared/telemetry/log.ts';
import { callerOf, type FakeSettings, fakeService } from '../../support/fake-service.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';
import { asAlice, avatarUpload, openliftUpload } from '../../support/upload-request.ts';

interface Answer {
  readonly data?: Record<string, Record<string, unknown> | null> | null;
  readonly errors?: readonly { message: string; path?: unknown; extensions?: { code?: string } }[];
}

const callers = {
  [asAlice]: callerOf('alice', { username: 'Alice', session: 'SESSION_USER' }),
  'Bearer bob': callerOf('bob'),
  'Bearer carol': callerOf('carol', { username: 'Carol' }),
};

/** The service after an upload by Alice. */
async function serviceWithPhoto(settings: FakeSettings = {}) {
  const fake = fakeService({ callers, ...settings });
  await receiveUpload(fake.service, openliftUpload());
  fake.calls.length = 0;
  return fake;
}

function post(body: object | string, authorization = 'Bearer bob'): HttpRequest {
  return sampleRequest({
    method: 'POST',
    path: '/graphql',
    resource: '/graphql',
    headers: { authorization, 'content-type': 'application/json' },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
}

type Fake = Awaited<ReturnType<typeof serviceWithPhoto>>;

async function ask({ service }: Fake, request: HttpRequest): Promise<{ status: number } & Answer> {
  const { status, body } = await answerGraphql(service, request);
  return { status, ...(JSON.parse(String(body)) as Answer) };
}

const query = `query GetUserProfile($userId: ID!) {
  user(id: $userId) { id username profilePhotoUrl profilePhotoUploadedAt }
}`;
const variables = { userId: 'alice' };

describe('the GraphQL query of a user', () => {
  it("answers OpenLift's sample with the documented fields", async () => {
    const { status, data, errors } = await ask(await serviceWithPhoto(), post({ query, variables }));
    const { profilePhotoUrl, ...fields } = data?.user ?? {};
    assert.deepEqual([status, errors], [200, undefined]);
    assert.deepEqual(fields, { id: 'alice', username: 'Alice', profilePhotoUploadedAt: '2025-09-23T10:30:00.000Z' });
    assert.match(
      String(profilePhotoUrl),
      /^https:\/\/api\.openlift\.app\/api\/storage\/signed\/user-assets\/users\/alice\/profile-picture\/[\w-]+\.png\?token=eyJ0eXAi/,
    );
  });

  it('is not cacheable', async () => {
    const { service } = await serviceWithPhoto();
    const { headers } = await answerGraphql(service, post({ query, variables }));
    assert.equal(headers['Cache-Control'], 'no-store');
  });

  it('can have aliases, operation names and __typename, in POST and GET', async () => {
    const fake = await serviceWithPhoto();
    const two = 'query A { me: user(id: "bob") { id } } query B { you: user(id: "alice") { __typename id } }';
    const expected = { you: { __typename: 'User', id: 'alice' } };
    assert.deepEqual((await ask(fake, post({ query: two, operationName: 'B' }))).data, expected);
    const get = sampleRequest({
      path: '/graphql',
      headers: { authorization: 'Bearer bob' },
      query: { query: [two], operationName: ['B'] },
    });
    assert.deepEqual((await ask(fake, get)).data, expected);
  });

  it('reads each user once for any number of aliases', async () => {
    const fake = await serviceWithPhoto();
    const aliases = Array.from(
      { length: 50 },
      (_, i) => `a${i}: user(id: "${i % 2 ? 'alice' : 'bob'}") { id username }`,
    );
    const { data } = await ask(fake, post({ query: `{ ${aliases.join(' ')} }` }));
    assert.equal(Object.keys(data ?? {}).length, 50);
    assert.deepEqual(fake.calls.sort(), ['table.get OWNER#alice OWNER', 'table.get OWNER#bob OWNER']);
  });

  it('reads the user again for the next request', async () => {
    const fake = await serviceWithPhoto();
    await ask(fake, post({ query, variables }));
    await ask(fake, post({ query, variables }));
    assert.equal(fake.calls.length, 2);
  });

  it('is null for an unknown user, without a read for an invalid id', async () => {
    const fake = await serviceWithPhoto();
    assert.deepEqual((await ask(fake, post({ query, variables: { userId: 'unknown' } }))).data, { user: null });
    fake.calls.length = 0;
    for (const userId of ['', 'x'.repeat(129), 'a\u0000b']) {
      assert.deepEqual((await ask(fake, post({ query, variables: { userId } }))).data, { user: null });
    }
    assert.deepEqual(fake.calls, []);
  });

  it('shows the caller before the first upload', async () => {
    const request = post({ query, variables: { userId: 'carol' } }, 'Bearer carol');
    assert.deepEqual((await ask(await serviceWithPhoto(), request)).data, {
      user: { id: 'carol', username: 'Carol', profilePhotoUrl: null, profilePhotoUploadedAt: null },
    });
  });

  it('does not show a photo that was not placed', async () => {
    const fake = fakeService({ callers });
    await receiveUpload(fake.service, avatarUpload());
    const { data } = await ask(fake, post({ query, variables }));
    assert.deepEqual([data?.user?.profilePhotoUrl, data?.user?.profilePhotoUploadedAt], [null, null]);
  });

  it('shows the photo that was placed last', async () => {
    let time = now;
    const fake = await serviceWithPhoto({ clock: () => time });
    time = new Date(now.getTime() + 60_000);
    await receiveUpload(fake.service, openliftUpload());
    const { data } = await ask(fake, post({ query, variables }));
    assert.equal(data?.user?.profilePhotoUploadedAt, time.toISOString());
    assert.ok(String(data?.user?.profilePhotoUrl).includes(assetIdAt(time, 2)));
  });

  it('is refused without a valid token, but introspection is not', async () => {
    const fake = await serviceWithPhoto();
    const { data, errors } = await ask(fake, post({ query, variables }, ''));
    assert.deepEqual([data, errors?.[0]?.extensions?.code], [{ user: null }, 'UNAUTHENTICATED']);
    assert.deepEqual(fake.calls, []);
    const schema = await ask(fake, post({ query: '{ __schema { queryType { fields { name } } } }' }, ''));
    assert.deepEqual(schema.data, { __schema: { queryType: { fields: [{ name: 'user' }] } } });
  });
});

describe('a GraphQL request that fails', () => {
  it('with an internal error is logged, and answered without the error', async (t) => {
    const log = t.mock.method(logger(), 'error', () => {});
    const fault = new Error('the secret is 1234');
    let broken = false;
    const fake = await serviceWithPhoto({
      interrupt: () => {
        if (broken) throw fault;
      },
    });
    broken = true;
    const { status, data, errors } = await ask(fake, post({ query, variables }));
    assert.equal(status, 200);
    assert.deepEqual(data, { user: null });
    assert.deepEqual(
      errors?.map(({ message, path, extensions }) => ({ message, path, extensions })),
      [{ message: 'Internal server error', path: ['user'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    );
    assert.ok(!JSON.stringify(errors).includes('1234'));
    assert.match(JSON.stringify(log.mock.calls[0]?.arguments), /the secret is 1234/);
  });

  it('because tokens cannot be verified is an internal error, not UNAUTHENTICATED', async () => {
    const { service } = await serviceWithPhoto();
    const fault = new Error('the keys cannot be loaded');
    const failing = { ...service, verifyCaller: () => Promise.reject(fault) };
    await assert.rejects(answerGraphql(failing, post({ query, variables })), fault);
  });

  const aliases = (count: number) =>
    Array.from({ length: count }, (_, i) => `a${i}: user(id: "u${i}") { id }`).join(' ');
  for (const [what, request, status] of [
    ['is 400 if the query has a syntax error', post({ query: '{ user(id: ' }), 400],
    ['is 400 if the query has more than 2,000 tokens', post({ query: `{ ${aliases(250)} }` }), 400],
    ['is 400 if the query is nested too deeply', post({ query: '{a'.repeat(1500) }), 400],
    ['is 400 if the body is not JSON', post('{'), 400],
    ['is 400 if the body is empty', post(''), 400],
    ['is 400 if the body is an array', post('[]'), 400],
    ['is 400 if there is no query', post({ variables }), 400],
    ['is 400 if the query is not a string', post({ query: 1 }), 400],
    ['is 400 if the variables are a string', post({ query, variables: 'x' }), 400],
    ['is 415 if the body has another type', { ...post({ query }), headers: { 'content-type': 'text/plain' } }, 415],
  ] as const) {
    it(what, async () => {
      const fake = await serviceWithPhoto();
      const answer = await answerGraphql(fake.service, request);
      assert.equal(answer.status, status);
      assert.deepEqual(fake.calls, []);
      if (status === 400) assert.ok((JSON.parse(String(answer.body)) as Answer).errors?.[0]?.message);
    });
  }

  for (const [what, body] of [
    ['an unknown field', { query: '{ user(id: "alice") { password } }' }],
    ['a mutation', { query: 'mutation { delete }' }],
    ['a missing variable', { query }],
    ['an unknown operation', { query, variables, operationName: 'Other' }],
  ] as const) {
    it(`is answered with an error, without a read: ${what}`, async () => {
      const fake = await serviceWithPhoto();
      const { errors } = await ask(fake, post(body));
      assert.ok(errors?.[0]?.message);
      assert.deepEqual(fake.calls, []);
    });
  }

  it('is not one with fewer than 2,000 tokens', async () => {
    const { errors } = await ask(await serviceWithPhoto(), post({ query: `{ ${aliases(180)} }` }));
    assert.equal(errors, undefined);
  });
});
