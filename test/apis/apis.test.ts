import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { apiOf, apis, toFailure } from '../../shared/apis/apis.ts';
import { refuse } from '../../shared/apis/refuse.ts';
import { routes, withoutWideDoor } from '../../shared/apis/routes.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { Api } from '../../shared/http/api.ts';
import { sampleFailure } from '../support/sample-failures.ts';
import { sampleRequest } from '../support/sample-request.ts';

const ownRoutes = withoutWideDoor(routes);
const everyApi: readonly Api[] = apis;
const claims = (path: string) =>
  everyApi.filter(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));

describe('the APIs', () => {
  it('have unique names', () => {
    const names = everyApi.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('do not claim the same path', () => {
    const prefixes = fc.constantFrom(...everyApi.flatMap(({ prefixes }) => prefixes));
    const segments = fc.array(fc.constantFrom('', 'storage', 'upload', 'me', 'x', '..', 'api'), { maxLength: 4 });
    fc.assert(
      fc.property(prefixes, segments, (prefix, rest) => {
        assert.equal(claims([prefix, ...rest].join('/')).length, 1);
      }),
    );
  });

  it('claim the path of every route', () => {
    for (const { path } of ownRoutes) assert.equal(claims(path).length, 1, path);
  });

  it('do not claim the paths of the wide door', () => {
    const paths = routes.filter((route) => !ownRoutes.includes(route)).map(({ path }) => path);
    assert.deepEqual([...new Set(paths)], ['/inbox/{path+}', '/outcome/{path+}']);
    for (const path of paths) assert.deepEqual(claims(path), []);
  });

  it('list the query parameters of their variants in wordedBy, so that a pass contains them', () => {
    const variants = everyApi.flatMap(({ wordedBy = [], variants: queries = [] }) =>
      queries.flatMap((query) => Object.keys(query).map((name) => wordedBy.includes(name.toLowerCase()))),
    );
    assert.deepEqual(new Set(variants), new Set([true]));
    for (const { wordedBy = [] } of everyApi) {
      for (const name of wordedBy) assert.equal(name, name.toLowerCase());
    }
  });

  it('have at least one route each', () => {
    assert.deepEqual(new Set(ownRoutes.map(({ path }) => apiOf(path))), new Set(everyApi));
  });

  for (const [path, name] of [
    ['/upload', 'account'],
    ['/upload/x', 'account'],
    ['/storage/x.png', 'account'],
    ['/account/me', 'account'],
    ['/api/storage', 'openlift'],
    ['/api/storage/signed/user-assets/x', 'openlift'],
    ['/graphql', 'openlift'],
    ['/api/dropbox/pictures/1001', 'akana'],
    ['/api/login', 'akana'],
    ['/api/login/renewToken', 'akana'],
    ['/api/users/alice.portrait/avatar', 'akana'],
    ['/api/apps/x', 'akana'],
    ['/api/loginx', undefined],
    ['/admin/accounts/ada', 'portrait'],
    ['/api/1/profile/x/attachments/', 'crafter'],
    ['/crafter-profile/x', 'crafter'],
    ['/api/11', undefined],
    ['/2.0/users/12345/avatar', 'box'],
    ['/2.0', 'box'],
    ['/2.0.0', undefined],
    ['/uploads', undefined],
    ['/api', undefined],
    ['/api/storages', undefined],
    ['/graphqlx', undefined],
    ['/', undefined],
    ['', undefined],
    ['//upload', undefined],
  ] as const) {
    it(`${path || '(empty)'} belongs to ${name ?? 'no API'}`, () => assert.equal(apiOf(path)?.name, name));
  }
});

describe('a failure', () => {
  it('is worded by the path’s API', () => {
    const { body: ofAccounts } = refuse(sampleFailure('not-found'), { request: sampleRequest({ path: '/upload/x' }) });
    assert.equal(JSON.parse(String(ofAccounts)).error, 'RET_ERR_NOTFOUND');
    const { body: ofOpenlift } = refuse(sampleFailure('not-found'), { request: sampleRequest({ path: '/graphql/x' }) });
    assert.equal(JSON.parse(String(ofOpenlift)).error.code, 'NOT_FOUND');
  });

  it('of a path without an API has the fields of every API', () => {
    for (const [code, status, word, message, accountWord] of [
      ['not-found', 404, 'not_found', 'Not found', 'RET_ERR_NOTFOUND'],
      ['internal', 500, 'internal_server_error', 'Internal error', 'RET_ERROR'],
    ] as const) {
      const { status: answered, body } = refuse(sampleFailure(code), { request: sampleRequest({ path: '/nowhere' }) });
      assert.equal(answered, status);
      assert.deepEqual(JSON.parse(String(body)), {
        message,
        type: 'error',
        status,
        code: word,
        request_id: 'request-1',
        error: accountWord,
        errorCode: 'OTHER',
        success: false,
      });
    }
  });

  it('is made from any thrown value, as its cause', () => {
    const failure = sampleFailure('too-large');
    assert.equal(toFailure(failure), failure);
    for (const thrown of [new Error('x'), 'x', undefined, null]) {
      const made = toFailure(thrown);
      assert.ok(made instanceof PhotoFailure);
      assert.deepEqual([made.code, made.cause], ['internal', thrown]);
    }
  });
});
