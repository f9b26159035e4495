import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { apiOf, apis } from '../../shared/apis/apis.ts';
import { matchUpload, uploadRoutes } from '../../shared/apis/match-upload.ts';
import { servedRoutes } from '../../shared/apis/routes.ts';
import { Variables } from '../../shared/core/variables.ts';
import type { Api } from '../../shared/http/api.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { routeKey } from '../../shared/http/route.ts';
import { receiveUpload } from '../support/receive-upload.ts';
import { outcomeOf, uploadsByApi, wideDoor } from '../support/wide-door.ts';

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
const everyApi: readonly Api[] = apis;
const served = servedRoutes(new Variables({})).map(({ path }) => path);
const uploads: Readonly<Record<string, HttpRequest>> = uploadsByApi;

const read = (path: string) => readFileSync(projectRoot + path, 'utf8');
const filesOf = (pattern: string) => globSync(pattern, { cwd: projectRoot });

for (const api of everyApi) {
  const { name, prefixes, routes } = api;
  const room = `shared/apis/${name}`;

  describe(`the ${name} API`, () => {
    it('has a README with a table of its routes', () => {
      const path = `${room}/README.md`;
      assert.ok(existsSync(projectRoot + path), `add ${path}`);
      const markers = /<!-- routes -->.*<!-- \/routes -->/s;
      assert.match(
        read(path),
        markers,
        `add the lines <!-- routes --> and <!-- /routes --> to ${path}, then npm run docs`,
      );
    });

    it('has a row in the README of the project', () => {
      const link = `(${room}/README.md)`;
      assert.ok(read('README.md').includes(link), `add a row with a link to ${link} to "Which API" in README.md`);
    });

    it('is in the change log', () => {
      assert.match(read('CHANGELOG.md'), new RegExp(`\\b${name}\\b`, 'i'), `add a line about ${name} to CHANGELOG.md`);
    });

    it('has a test in process and a test over HTTP', () => {
      const path = `test/apis/${name}/${name}.test.ts`;
      assert.ok(existsSync(projectRoot + path), `add ${path}`);
      assert.ok(filesOf(`test/e2e/${name}*.test.ts`).length > 0, `add test/e2e/${name}.test.ts`);
    });

    it('has routes under its prefixes only', () => {
      for (const { path, isPrefixed } of routes) {
        assert.equal(
          apiOf(path),
          api,
          `${path} begins with none of ${prefixes.join(', ')}: add its prefix to ${room}/${name}.ts`,
        );
        if (!isPrefixed) continue;
        const prefixed = served.find((each) => each !== path && each.endsWith(path));
        assert.ok(prefixed !== undefined, `${path} is marked isPrefixed, but the API has no path prefix`);
        assert.equal(apiOf(prefixed), api, `add the path prefix of ${prefixed} to the prefixes in ${room}/${name}.ts`);
      }
    });

    it('is named in the first line of each function that serves it', () => {
      for (const file of new Set(routes.map((route) => `functions/${route.function}.ts`))) {
        const [line = ''] = read(file).split('\n');
        assert.match(line, /^\/\/ Serves /);
        assert.ok(line.toLowerCase().includes(name), `add the ${name} API to the first line of ${file}`);
      }
    });

    for (const route of routes.filter(({ upload }) => upload !== undefined)) {
      it(`answers ${routeKey(route)} the same through a function and through the wide door`, async () => {
        const sample = uploads[name];
        assert.ok(sample !== undefined, `add an upload of ${name} to uploadsByApi in test/support/wide-door.ts`);
        const { path, resource } = { path: fill(route.path, sample.parameters), resource: route.path };
        const upload = { ...sample, method: route.method, path, resource };
        const atOnce = await receiveUpload((await wideDoor()).service, upload);
        const door = await wideDoor();
        const outcome = await outcomeOf(door.service, await door.arrive(upload));
        assert.deepEqual(outcome, atOnce);
        assert.ok(atOnce.status < 300, `${routeKey(route)} answers ${atOnce.status} to the upload in uploadsByApi`);
      });
    }
  });
}

it('README.md says how many published APIs there are', () => {
  const count = everyApi.filter(({ routes }) => routes.some(({ upload }) => upload !== undefined)).length;
  const word = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count);
  const [, published] = /answers in (\w+) published wire APIs/.exec(read('README.md').replaceAll('\n', ' ')) ?? [];
  const [, shown] = /## One photo, (\w+) APIs/.exec(read('README.md')) ?? [];
  assert.deepEqual([published, shown], [word, word]);
});

it('every upload that the tests of the wide door send comes in by a route of its API', () => {
  for (const [name, { method, path }] of Object.entries(uploadsByApi)) {
    assert.equal(apiOf(path)?.name, name, path);
    assert.ok(matchUpload(method, path), `${method} ${path} is no upload route`);
  }
  const uploading = new Set(uploadRoutes.map(({ resource }) => apiOf(resource)?.name));
  assert.deepEqual(new Set(Object.keys(uploadsByApi)), uploading);
});

/** The path of a route, with these parameters. */
function fill(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? name));
}
