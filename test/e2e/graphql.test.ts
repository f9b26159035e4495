import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesAt, uploadAvatar, uploadPhoto } from '../support/e2e-photos.ts';
import { png } from '../support/photos/png.ts';
import { bearer, freshId, newOwner, type Owner, usePortrait } from '../support/portrait.ts';

const portrait = usePortrait();

const documentedQuery = `query GetUserProfile($userId: ID!) {
  user(id: $userId) {
    id
    username
    profilePhotoUrl
    profilePhotoUploadedAt
  }
}`;

interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, Readonly<Record<string, string | null>> | null>>;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

async function ask(owner: Owner | undefined, request: object): Promise<{ status: number } & GraphqlAnswer> {
  const response = await fetch(`${portrait.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(owner === undefined ? {} : bearer(owner)) },
    body: JSON.stringify(request),
  });
  return { status: response.status, ...((await response.json()) as GraphqlAnswer) };
}

describe('POST /graphql', () => {
  test('answers the documented query with the documented response', async () => {
    const owner = await newOwner(portrait, { username: 'johndoe' });
    const body = png({ label: owner.id });
    const { uploadedAt, fileKey } = await uploadPhoto(portrait, owner, { body });

    const { status, ...answer } = await ask(owner, { query: documentedQuery, variables: { userId: owner.id } });

    equal(status, 200);
    const profilePhotoUrl = answer.data?.user?.profilePhotoUrl ?? '';
    deepEqual(answer, {
      data: { user: { id: owner.id, username: 'johndoe', profilePhotoUrl, profilePhotoUploadedAt: uploadedAt } },
    });
    match(profilePhotoUrl, /\?token=eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9\./);
    ok(new URL(profilePhotoUrl).pathname.endsWith(`/api/storage/signed/user-assets/${fileKey}`));
    ok(body.equals(await bytesAt(profilePhotoUrl)));
  });

  test('knows the caller before the first upload, with a null photo', async () => {
    const owner = await newOwner(portrait, { username: 'newcomer' });
    const { data } = await ask(owner, { query: documentedQuery, variables: { userId: owner.id } });
    deepEqual(data, {
      user: { id: owner.id, username: 'newcomer', profilePhotoUrl: null, profilePhotoUploadedAt: null },
    });
  });

  test('answers null for an unknown user', async () => {
    const answer = await ask(await newOwner(portrait), { query: documentedQuery, variables: { userId: freshId() } });
    deepEqual(answer, { status: 200, data: { user: null } });
  });

  test('shows the photo of any user to every authenticated caller', async () => {
    const owner = await newOwner(portrait);
    const body = png({ label: owner.id });
    await uploadPhoto(portrait, owner, { body });
    const { data } = await ask(await newOwner(portrait), { query: documentedQuery, variables: { userId: owner.id } });
    ok(body.equals(await bytesAt(data?.user?.profilePhotoUrl ?? '')));
  });

  test('shows the photo that was uploaded last, and not an account avatar that was not chosen', async () => {
    const owner = await newOwner(portrait);
    await uploadPhoto(portrait, owner);
    const { uploadedAt } = await uploadPhoto(portrait, owner);
    await uploadAvatar(portrait, owner);
    const { data } = await ask(owner, { query: documentedQuery, variables: { userId: owner.id } });
    equal(data?.user?.profilePhotoUploadedAt, uploadedAt);
  });

  test('supports aliases, __typename and operationName', async () => {
    const owner = await newOwner(portrait);
    const query = `
      query Other { __typename }
      query Mine($me: ID!, $nobody: ID!) {
        me: user(id: $me) { __typename name: id }
        again: user(id: $me) { id }
        nobody: user(id: $nobody) { id }
      }`;
    const variables = { me: owner.id, nobody: freshId() };
    const { data } = await ask(owner, { query, operationName: 'Mine', variables });
    deepEqual(data, { me: { __typename: 'User', name: owner.id }, again: { id: owner.id }, nobody: null });
    equal((await ask(owner, { query, operationName: 'Other' })).status, 200);
  });

  test('supports introspection', async () => {
    const query = '{ __schema { queryType { name } } __type(name: "User") { fields { name } } }';
    const { data } = await ask(await newOwner(portrait), { query });
    deepEqual(data, {
      __schema: { queryType: { name: 'Query' } },
      __type: {
        fields: ['id', 'username', 'profilePhotoUrl', 'profilePhotoUploadedAt'].map((name) => ({ name })),
      },
    });
  });

  test('answers a query by GET as well', async () => {
    const owner = await newOwner(portrait);
    const search = new URLSearchParams({ query: documentedQuery, variables: JSON.stringify({ userId: owner.id }) });
    const response = await fetch(`${portrait.url}/graphql?${search}`, { headers: bearer(owner) });
    const { data } = (await response.json()) as GraphqlAnswer;
    equal(data?.user?.id, owner.id);
  });

  test('answers UNAUTHENTICATED without a valid token', async () => {
    const forged = { id: 'x', token: 'a.b.c' };
    for (const owner of [undefined, forged]) {
      const { data, errors } = await ask(owner, { query: documentedQuery, variables: { userId: 'x' } });
      deepEqual([data, errors?.[0]?.extensions?.code], [{ user: null }, 'UNAUTHENTICATED']);
    }
  });

  test('answers a syntax error with 400 and its location', async () => {
    const { status, data, errors } = await ask(await newOwner(portrait), { query: '{ user(id: ' });
    deepEqual([status, data], [400, undefined]);
    match(errors?.[0]?.message ?? '', /^Syntax Error/);
  });

  for (const [why, request] of [
    ['an unknown field', { query: '{ nothing }' }],
    ['a missing variable', { query: documentedQuery, variables: {} }],
    ['a variable of another type', { query: documentedQuery, variables: { userId: ['x', {}] } }],
    ['an unknown operation', { query: '{ __typename }', operationName: 'Nothing' }],
    ['a request without a query', { variables: {} }],
  ] as const) {
    test(`names ${why} in its errors`, async () => {
      const { status, data, errors } = await ask(await newOwner(portrait), request);
      ok(status < 500);
      equal(data ?? undefined, undefined);
      equal(typeof errors?.[0]?.message, 'string');
    });
  }
});
