import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchUpload, uploadRoutes } from '../../shared/apis/match-upload.ts';

const uploadPaths = [
  ...['/upload', '/api/storage/profile-photo/upload'],
  ...['/api/1/profile/{id}/uploadAttachment', '/api/1/profile/{id}/uploadAttachment.json'],
  ...['/2.0/users/{user_id}/avatar', '/api/dropbox/pictures'],
];

describe('an upload', () => {
  it('comes in by these routes, and not by the outcome of the wide door', () => {
    assert.deepEqual(
      uploadRoutes.map(({ key }) => key),
      uploadPaths.map((path) => `POST ${path}`),
    );
  });

  it('is found by its method and path, with any number of slashes around the path', () => {
    for (const resource of uploadPaths) {
      const path = resource.replace(/\{\w+\}/, 'ada');
      for (const sent of [path, `/${path}`, `${path}/`, `//${path}//`]) {
        const found = matchUpload('POST', sent);
        assert.deepEqual([found?.resource, found?.path, found?.kind], [resource, path, 'form'], sent);
        assert.equal(matchUpload('PUT', sent), undefined);
      }
    }
  });

  it('is found through any prefix if its route is served under one, by the path without it', () => {
    for (const prefix of ['/crafter-profile', '/profile', '//x']) {
      for (const resource of uploadPaths) {
        const path = resource.replace(/\{\w+\}/, 'ada');
        const expected = resource.startsWith('/api/1/') ? path : undefined;
        assert.equal(matchUpload('POST', prefix + path)?.path, expected);
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
