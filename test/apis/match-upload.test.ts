import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apis } from '../../shared/apis/apis.ts';
import { matchUpload, uploadRoutes } from '../../shared/apis/match-upload.ts';
import type { Api } from '../../shared/http/api.ts';
import { routeKey } from '../../shared/http/route.ts';

const everyApi: readonly Api[] = apis;
const uploads = everyApi.flatMap(({ routes }) => routes.filter(({ upload }) => upload !== undefined));

describe('an upload', () => {
  it('comes in by the routes that are marked, and not by the outcome of the wide door', () => {
    assert.deepEqual(
      uploadRoutes.map(({ key, kind }) => [key, kind]),
      uploads.map((route) => [routeKey(route), route.upload]),
    );
    assert.ok(uploads.length > 0);
  });

  it('is found by its method and path, with any number of slashes around the path', () => {
    for (const { method, path: resource, upload } of uploads) {
      const path = resource.replace(/\{\w+\}/, 'ada');
      for (const sent of [path, `/${path}`, `${path}/`, `//${path}//`]) {
        const found = matchUpload(method, sent);
        assert.deepEqual([found?.resource, found?.path, found?.kind], [resource, path, upload], sent);
        assert.equal(matchUpload('DELETE', sent), undefined);
      }
    }
  });

  it('is found through any prefix if its route is served under one, by the path without it', () => {
    for (const prefix of ['/crafter-profile', '/profile', '//x']) {
      for (const { method, path: resource, isPrefixed } of uploads) {
        const path = resource.replace(/\{\w+\}/, 'ada');
        assert.equal(matchUpload(method, prefix + path)?.path, isPrefixed ? path : undefined);
      }
    }
  });

  it('has decoded parameters and its path as it was sent; a malformed encoding stays', () => {
    for (const [sent, decoded] of [
      ['auth0%7Cada', 'auth0|ada'],
      ['a%2Fb', 'a/b'],
      ['%E0', '%E0'],
    ]) {
      const path = `/2.0/users/${sent}/avatar`;
      const resource = '/2.0/users/{user_id}/avatar';
      assert.deepEqual(matchUpload('POST', path), {
        ...{ key: `POST ${resource}`, method: 'POST', kind: 'form', path, resource },
        parameters: { user_id: decoded },
      });
    }
  });

  for (const path of [
    '',
    '/',
    '/uploads',
    '/account/me',
    '/2.0/users/ada',
    '/inbox/upload',
    '/outcome/upload',
    '/a/b/c',
  ]) {
    it(`does not come in by ${path || '(empty)'}`, () => assert.equal(matchUpload('POST', path), undefined));
  }
});
