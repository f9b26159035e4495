import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ownPhotos } from '../support/e2e-photos.ts';
import { onlyLocal } from '../support/only-local.ts';
import { bearer, newOwner, usePortrait } from '../support/portrait.ts';
import { requestAsIs } from '../support/request-as-is.ts';
import { account, accountPaths, refusal } from './account-api.ts';

const portrait = usePortrait();
const jsonType = { 'Content-Type': 'application/json' };
const unknownId = '01890000-0000-7000-8000-000000000000';

const deep = 100_000;
/** Bodies that are not a JSON object. */
const noObjects: readonly (readonly [string, string | Buffer<ArrayBuffer>])[] = [
  ['nothing', ''],
  ['a list', '[]'],
  ['a list with an object', '[{"name":"x"}]'],
  ['null', 'null'],
  ['a number', '5'],
  ['a text', '"name"'],
  ['a truth', 'true'],
  ['half an object', '{"name":"x"'],
  ['an object with trailing characters', '{"name":"x"}}'],
  ['single quotes', "{'name':'x'}"],
  ['a form', 'name=x'],
  ['bytes that are not UTF-8', Buffer.from('{"name":"\xff\xfe"}', 'latin1')],
  ['zero bytes', Buffer.alloc(1000)],
  ['nested lists', '['.repeat(deep) + ']'.repeat(deep)],
  ['nested lists without an end', '['.repeat(deep)],
  ['nested objects without an end', '{"name":'.repeat(deep)],
];

describe('PUT /account/me', () => {
  function put(token: string, body: string | Buffer<ArrayBuffer>): Promise<Response> {
    const headers = { Authorization: token, ...jsonType };
    return fetch(`${portrait.url}/account/me`, { method: 'PUT', headers, body });
  }

  for (const [what, body] of noObjects) {
    test(`refuses ${what} as its body`, async () => {
      const { token } = await newOwner(portrait);
      deepEqual(await refusal(await put(token, body)), [400, 'INVALID_DATA']);
      const { name, regdate } = await account(portrait, token);
      deepEqual([name, regdate], ['', 0]);
    });
  }

  for (const body of [
    '{"__proto__":{"name":"x"}}',
    '{"constructor":{"prototype":{"name":"x"}}}',
    '{"toString":"x","hasOwnProperty":1}',
    `{"note":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}`,
  ]) {
    test(`finds no profile field in ${body.slice(0, 40)}`, async () => {
      const { token } = await newOwner(portrait);
      deepEqual(await refusal(await put(token, body)), [400, 'INVALID_DATA']);
      equal((await account(portrait, (await newOwner(portrait)).token)).name, '');
    });
  }

  for (const login of [
    '{}',
    '[]',
    '["x"]',
    'true',
    '1.5',
    '1e400',
    '{"toString":1,"valueOf":1}',
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
  ]) {
    test(`finds no account under the login ${login.slice(0, 40)}`, async () => {
      const { token } = await newOwner(portrait, { session: 'SESSION_CUSTOMER' });
      const [status, error] = await refusal(await put(token, `{"name":"x","login":${login}}`));
      ok(['400 INVALID_DATA', '403 PERMISSION_DENIED'].includes(`${status} ${error}`), `${status} ${error}`);
    });
  }

  test('stores no lone surrogates', async () => {
    const { token } = await newOwner(portrait);
    deepEqual(await refusal(await put(token, String.raw`{"name":"\ud800"}`)), [400, 'INVALID_DATA']);
    deepEqual(await refusal(await put(token, String.raw`{"avatar":"\ud800"}`)), [400, 'INVALID_DATA']);
  });
});

describe('POST /graphql', () => {
  async function post(
    body: string | Buffer<ArrayBuffer>,
    headers: Record<string, string> = jsonType,
  ): Promise<Response> {
    const owner = await newOwner(portrait);
    return fetch(`${portrait.url}/graphql`, { method: 'POST', headers: { ...bearer(owner), ...headers }, body });
  }

  async function refuses(response: Response): Promise<void> {
    ok(response.status < 500, String(response.status));
    match(response.headers.get('Content-Type') ?? '', /^application\/(graphql-response\+)?json/);
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { message: string }[] };
    equal(data ?? undefined, undefined);
    equal(typeof errors?.[0]?.message, 'string');
  }

  for (const [what, body] of noObjects) {
    test(`refuses ${what} as its body`, async () => refuses(await post(body)));
  }

  const names = Array.from({ length: 5000 }, (_, index) => `a${index}`);
  for (const [what, query] of [
    ['5,000 aliases of one user', `{ ${names.map((name) => `${name}: user(id: "x") { id }`).join(' ')} }`],
    ['a name of a megabyte', `{ ${'a'.repeat(2 ** 20)} }`],
    ['a megabyte of spaces without a closing brace', `{${' '.repeat(2 ** 20)}`],
    ['5,000 nested selections', `${'{ user(id: "x") '.repeat(5000)}${'}'.repeat(5000)}`],
    ['5,000 nested lists', `{ user(id: ${'['.repeat(5000)}${']'.repeat(5000)}) { id } }`],
    ['fragments that spread each other', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['a mutation', 'mutation { __typename }'],
    ['a subscription', 'subscription { __typename }'],
    ['a schema', 'type Query { x: Int }'],
    ['an id that is an object', '{ user(id: {a: 1}) { id } }'],
    ['no id', '{ user { id } }'],
  ] as const) {
    test(`refuses ${what}`, async () => refuses(await post(JSON.stringify({ query }))));
  }

  for (const [what, request] of [
    ['a query that is an object', { query: { a: 1 } }],
    ['a query that is a list', { query: ['{ __typename }'] }],
    ['variables that are a list', { query: '{ __typename }', variables: [] }],
    ['variables that are a string', { query: '{ __typename }', variables: 'x' }],
    ['an operation name that is an object', { query: '{ __typename }', operationName: {} }],
    ['extensions that are a string', { query: '{ __typename }', extensions: 'x' }],
  ] as const) {
    test(`refuses ${what}`, async () => refuses(await post(JSON.stringify(request))));
  }

  test('refuses a body of another type', async () => {
    const query = JSON.stringify({ query: '{ __typename }' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'x']) {
      await refuses(await post(query, { 'Content-Type': type }));
    }
  });

  test('does not read from object prototypes', async () => {
    const query = 'query($id: ID!) { user(id: $id) { id } }';
    await refuses(await post(`{"query":${JSON.stringify(query)},"variables":{"__proto__":{"id":"x"}}}`));
    for (const id of ['__proto__', 'constructor', 'toString', '\0', '']) {
      const response = await post(JSON.stringify({ query, variables: { id } }));
      const { errors } = (await response.json()) as { errors?: unknown };
      deepEqual([response.status, errors], [200, undefined]);
    }
  });
});

describe('A known path under another method', () => {
  const photo = `${ownPhotos}/${unknownId}`;
  const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
  for (const [path, allowed, code] of [
    ['/upload', ['POST'], 'RET_ERROR'],
    [`/storage/${unknownId}`, ['GET', 'HEAD'], 'RET_ERROR'],
    ...accountPaths.map((path) => [path, ['GET', 'PUT'], 'RET_ERROR'] as const),
    [`${ownPhotos}/upload`, ['POST'], 'METHOD_NOT_ALLOWED'],
    [ownPhotos, ['GET'], 'METHOD_NOT_ALLOWED'],
    [photo, ['DELETE'], 'METHOD_NOT_ALLOWED'],
    [`${photo}/restore`, ['POST'], 'METHOD_NOT_ALLOWED'],
    ['/api/storage/signed/user-assets/users/x', ['GET', 'HEAD'], 'METHOD_NOT_ALLOWED'],
    ['/graphql', ['GET', 'POST'], 'METHOD_NOT_ALLOWED'],
  ] as const) {
    test(`is answered with 405 and Allow: ${path}`, async () => {
      const headers = bearer(await newOwner(portrait));
      for (const method of verbs.filter((verb) => !(allowed as readonly string[]).includes(verb))) {
        const response = await requestAsIs(portrait.url, { method, path, headers });
        const { error } = (await response.json()) as { error: string | { code: string } };
        deepEqual(
          [method, response.status, response.headers.get('Allow'), typeof error === 'string' ? error : error.code],
          [method, 405, allowed.join(', '), code],
        );
      }
    });
  }
});

describe('An unknown path', () => {
  for (const path of ['/upload/x', '/storage', '/storage/', '/storage/x/y', '/account', '/account/me/x']) {
    test(`is answered with the account API’s error: ${path}`, async () => {
      deepEqual(await refusal(await requestAsIs(portrait.url, { path })), [404, 'RET_ERR_NOTFOUND']);
    });
  }

  for (const path of [
    '/api/storage',
    '/api/storage/x',
    '/api/storage/signed',
    '/api/storage/signed/user-assets',
    '/graphql/x',
  ]) {
    test(`is answered with OpenLift’s error: ${path}`, async () => {
      const response = await requestAsIs(portrait.url, { path });
      const error = { code: 'NOT_FOUND', message: 'Not found' };
      deepEqual([response.status, await response.json()], [404, { success: false, error }]);
    });
  }

  const readOnTheWay: readonly string[] = ['//', '/%75pload', '/..', '/%'];
  for (const path of [
    '/',
    '//',
    '/x',
    '/UPLOAD',
    '/%75pload',
    '/api',
    '/favicon.ico',
    '/.env',
    '/upload;x',
    '/..',
    '/%',
  ]) {
    const skip =
      readOnTheWay.includes(path) && onlyLocal('CloudFront and API Gateway may decode or refuse it themselves');
    test(`is answered with an error that every API’s clients understand: ${path}`, { skip }, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
        const response = await requestAsIs(portrait.url, { method, path });
        const { request_id: requestId, ...body } = (await response.json()) as Record<string, unknown>;
        equal(typeof requestId, 'string');
        deepEqual(
          [response.status, body],
          [
            404,
            {
              message: 'Not found',
              type: 'error',
              status: 404,
              code: 'not_found',
              error: 'RET_ERR_NOTFOUND',
              errorCode: 'OTHER',
              success: false,
            },
          ],
        );
      }
    });
  }
});

describe('Headers and queries with odd names', () => {
  for (const [query, skip] of [
    ['__proto__=x&constructor=y&toString&login&login=', false],
    ['=&&%&%00=%ff', onlyLocal('CloudFront and API Gateway may refuse a query that is not valid percent-encoding')],
  ] as const) {
    test(`do not affect the response: ${query}`, { skip }, async () => {
      const owner = await newOwner(portrait);
      const response = await requestAsIs(portrait.url, {
        path: `/account/me?${query}`,
        headers: {
          ...bearer(owner),
          constructor: 'x',
          ['__proto__']: 'y',
          toString: 'z',
          'X-Forwarded-Host': 'evil.example',
        },
      });
      equal(response.status, 200);
      equal(((await response.json()) as { id: string }).id, owner.id);
    });
  }
});
