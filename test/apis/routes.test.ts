import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { installLambdaRuntime } from '../../infra/local/lambda-runtime.ts';
import { uploadRoutes } from '../../shared/apis/match-upload.ts';
import { methodsOf, routes, servedRoutes, withoutPrefix, withoutWideDoor } from '../../shared/apis/routes.ts';
import { ConfigError, Variables } from '../../shared/core/variables.ts';
import { matchPath } from '../../shared/http/match-path.ts';

const servedUnder = (prefix: string) => servedRoutes(new Variables({ CRAFTER_PATH_PREFIX: prefix }));
const served = servedUnder('/crafter-profile');
const templates = [...new Set(served.map(({ path }) => path))];

/** API Gateway stores paths as a tree; each of its nodes is a resource. */
const resources = new Set(
  templates.flatMap((path) => path.split('/').map((_, index, segments) => segments.slice(0, index + 1).join('/'))),
);

describe('the route table follows the rules of an API Gateway REST API:', () => {
  it('a variable is a whole segment', () => {
    for (const path of templates) {
      assert.match(path, /^(\/([A-Za-z0-9._~$-]+|\{\w+\}))*(\/\{\w+\+\})?$/, path);
    }
  });

  it('variables at one position of a path have one name', () => {
    for (const parent of resources) {
      const variables = [...resources].filter((path) => /^\/\{[^/]*\}$/.test(path.replace(parent, '')));
      const ofParent = variables.filter((path) => path.startsWith(`${parent}/`));
      assert.ok(ofParent.length <= 1, ofParent.join(' and '));
    }
  });

  it('there are at most 300 resources', () => assert.ok(resources.size <= 300));

  it('each method of a path is listed once', () => {
    const all = served.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(all, [...new Set(all)]);
  });

  it('a path that streams answers to GET also answers HEAD, by the same handler', () => {
    for (const { method, path, streams } of routes) {
      if (method !== 'GET' || !streams) continue;
      const head = routes.find((route) => route.method === 'HEAD' && route.path === path);
      assert.equal(head?.as, 'GET', path);
    }
  });

  it('a route that has the handler of another method names an existing one', () => {
    for (const { path, as } of routes) if (as !== undefined) assert.ok(methodsOf(path).includes(as), path);
  });

  it('the routes of a function either all stream or all buffer', () => {
    const streaming = Map.groupBy(routes, (route) => route.function);
    for (const [name, own] of streaming) {
      assert.equal(new Set(own.map(({ streams = false }) => streams)).size, 1, name);
    }
  });
});

describe('every function of the route table', () => {
  const named = new Set(['unrouted', ...routes.map((route) => route.function)]);

  installLambdaRuntime(); // streaming functions need it when they are loaded
  for (const name of named) {
    it(`${name} is a file that exports its handler`, async () => {
      const { handler } = (await import(`../../functions/${name}.ts`)) as { handler: unknown };
      assert.equal(typeof handler, 'function');
    });
  }

  it('and the functions without routes are all files of functions/', async () => {
    const files = await readdir(new URL('../../functions/', import.meta.url));
    assert.deepEqual(
      files.sort(),
      [...named, 'retention', 'arrivals', 'link-keys', 'render'].map((name) => `${name}.ts`).sort(),
    );
  });
});

describe('a path', () => {
  const id = '0199763b-b840-7000-8000-000000000000';
  for (const [path, resource, parameters] of [
    ['/upload', '/upload', {}],
    [`/storage/${id}`, '/storage/{name}', { name: id }],
    [`/storage/${id}.png`, '/storage/{name}', { name: `${id}.png` }],
    ['/storage/a%2Fb', '/storage/{name}', { name: 'a%2Fb' }],
    ['/api/storage/profile-photo', '/api/storage/profile-photo', {}],
    ['/api/storage/profile-photo/upload', '/api/storage/profile-photo/upload', {}],
    [`/api/storage/profile-photo/${id}`, '/api/storage/profile-photo/{assetId}', { assetId: id }],
    [`/api/storage/profile-photo/${id}/restore`, '/api/storage/profile-photo/{assetId}/restore', { assetId: id }],
    [
      `/api/storage/signed/user-assets/users/64abc123def456789/profile-picture/${id}.jpg`,
      '/api/storage/signed/{bucket}/{path+}',
      { bucket: 'user-assets', path: `users/64abc123def456789/profile-picture/${id}.jpg` },
    ],
    ['/api/dropbox/pictures', '/api/dropbox/pictures', {}],
    ['/api/dropbox/pictures/1001', '/api/dropbox/pictures/{pictureId}', { pictureId: '1001' }],
    ['/api/storage/signed/user-assets/a', '/api/storage/signed/{bucket}/{path+}', { bucket: 'user-assets', path: 'a' }],
  ] as const) {
    it(`${path} matches ${resource}`, () => {
      assert.deepEqual(matchPath(path, routes), { resource, parameters: { ...parameters } });
    });
  }

  it('with the prefix matches the prefixed resource, and withoutPrefix removes the prefix from both', () => {
    for (const [path, resource] of [
      ['/api/1/profile/x/attachments', '/api/1/profile/{id}/attachments'],
      ['/api/1/profile/x/attachments/.json', '/api/1/profile/{id}/attachments/.json'],
      ['/api/1/profile/x/attachment/a.json', '/api/1/profile/{id}/attachment/{name}'],
      ['/api/1/profile/x/attachment/a/details.json', '/api/1/profile/{id}/attachment/{name}/details.json'],
    ] as const) {
      assert.equal(matchPath(path, served)?.resource, resource);
      assert.equal(matchPath(`/crafter-profile${path}`, served)?.resource, `/crafter-profile${resource}`);
      assert.equal(matchPath(`/crafter-profile${path}`, servedUnder('/profile')), undefined);
      for (const prefix of ['', '/crafter-profile', '/profile', '//profile']) {
        const prefixed = { path: prefix + path, resource: prefix.replace('//', '/') + resource };
        assert.deepEqual(withoutPrefix(prefixed), { path, resource });
      }
    }
    for (const path of ['/profile/upload', '/profile/graphql', '/profile/admin/accounts/x']) {
      assert.equal(matchPath(path, servedUnder('/profile')), undefined);
    }
  });

  it('cannot have a prefix that begins another route', () => {
    for (const prefix of ['/upload', '/storage', '/api', '/inbox', '/outcome', '/admin']) {
      assert.throws(() => servedUnder(prefix), ConfigError, prefix);
    }
  });

  it('without a route is not changed by withoutPrefix', () => {
    for (const resource of ['/', '/{proxy+}', '/profile', '/upload', '/account/me', '/storage/{name}']) {
      const unrouted = { path: '/x/api/1', resource };
      assert.deepEqual(withoutPrefix(unrouted), unrouted);
    }
  });

  for (const path of [
    ...['', '/', '//', 'upload', '/upload/', '//upload', '/Upload', '/upload/x', '/uploads', '/storage', '/storage/'],
    ...['/storage/a/b', '/api/storage', '/api/storage/signed/user-assets', '/api/storage/signed/user-assets/'],
    ...['/api/storage/signed//a', '/api/storage/profile-photo/', '/graphql/', '/account', '/account/you'],
  ]) {
    it(`${path || '(empty)'} matches no resource`, () => assert.equal(matchPath(path, routes), undefined));
  }

  it('that fits a template matches that resource, unless a literal one matches', () => {
    const segments = fc.string({ unit: fc.constantFrom('a', '.', '%', '-', '{', '}', '+', 'é'), minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...templates), segments, segments, (template, one, other) => {
        const path = template.replaceAll(/\{\w+(\+?)\}/g, (_, greedy) => (greedy ? `${one}/${other}` : one));
        const matched = matchPath(path, served);
        assert.ok(matched?.resource === template || templates.includes(path), path);
      }),
    );
  });
});

it('the methods of a resource are those of its routes', () => {
  assert.deepEqual(methodsOf('/account/me'), ['GET', 'PUT']);
  assert.deepEqual(methodsOf('/storage/{name}'), ['GET', 'HEAD']);
  assert.deepEqual(methodsOf('/nowhere'), []);
  assert.deepEqual(methodsOf('/{proxy+}'), []);
});

describe('the wide door', () => {
  it('has these routes, which withoutWideDoor removes', () => {
    const uploadMethods = [...new Set(uploadRoutes.map(({ method }) => method))];
    const others = withoutWideDoor(served);
    const door = served.filter((route) => !others.includes(route));
    assert.deepEqual(
      door.map(({ method, path }) => `${method} ${path}`),
      [
        ...uploadMethods.map((method) => `${method} /inbox/{path+}`),
        'GET /outcome/{path+}',
        ...uploadMethods.map((method) => `${method} /outcome/{path+}`),
      ],
    );
    assert.deepEqual(
      served.filter(({ stores }) => stores !== undefined),
      door.slice(0, uploadMethods.length),
    );
  });

  it('is removed from the path, but not from the template, by withoutPrefix', () => {
    for (const resource of ['/inbox/{path+}', '/outcome/{path+}']) {
      for (const path of ['/upload', '//upload', '/crafter-profile/api/1/profile/x/uploadAttachment']) {
        const stored = { resource, path: resource.replace('/{path+}', path) };
        assert.deepEqual(withoutPrefix(stored), { resource, path });
        assert.deepEqual(withoutPrefix({ ...stored, path: `/${stored.path}` }), { resource, path });
      }
    }
  });
});
