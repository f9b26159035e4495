import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readTarget } from '../../../infra/local/request-target.ts';
import { methodsOf } from '../../../shared/apis/routes.ts';
import { negotiateFormat } from '../../../shared/core/rendition.ts';
import type { Route } from '../../../shared/http/route.ts';
import { codeForms, edgeOf, prefix, servedRoutes, type Values, viewerRequest } from './at-the-edge.ts';

const link = '/api/storage/signed/user-assets/users/ada/profile-picture/x.png';

function post(uri: string, bytes: number | string, more?: Values) {
  return send({ method: 'POST', uri }, bytes, more);
}

function send(line: RequestLine, bytes: number | string, more: Values = {}) {
  return viewerRequest({ ...line, headers: { 'content-length': { value: String(bytes) }, ...more } });
}

interface RequestLine {
  readonly method: string;
  readonly uri: string;
}

const isUpload = ({ upload }: Route) => upload !== undefined;
const toPath = (template: string) => template.replaceAll(/\{\w+\+?\}/g, 'a%20b');
const uploads = servedRoutes.filter(isUpload).map(({ method, path }): RequestLine => ({ method, uri: toPath(path) }));

for (const form of codeForms) {
  const atTheEdge = edgeOf({ form });
  const withoutDoor = edgeOf({ form, hasWideDoor: false });

  const acceptOf = (headers: Values): string | undefined => atTheEdge({ uri: link, headers }).headers?.accept?.value;

  describe(`The Accept header of a request for a signed link (${form})`, () => {
    test('is reduced to one of three values', () => {
      for (const [accept, left] of [
        ['image/avif,image/webp,image/apng,*/*;q=0.8', 'image/avif'],
        ['image/webp,*/*', 'image/webp'],
        ['IMAGE/WEBP', 'image/webp'],
        ['image/avif;q=0, image/webp;q=0.1', 'image/webp'],
        ['image/*', '*/*'],
        ['', '*/*'],
      ] as const) {
        equal(acceptOf({ accept: { value: accept } }), left, accept);
      }
    });

    test('selects the same rendition as before', () => {
      const types = fc.constantFrom(
        'image/avif',
        'image/webp',
        'image/jpeg',
        '*/*',
        'Image/WebP',
        'image/avif;q=0',
        ';q=1',
      );
      const parameters = fc.constantFrom('', ';q=0.5', '; q=0', ';q=0.000', ';q = 0.1', ';q=x', ';v=1;q=0', ';level=1');
      const elements = fc.array(
        fc.tuple(types, parameters).map((parts) => parts.join('')),
        { maxLength: 5 },
      );
      fc.assert(
        fc.property(elements, fc.constantFrom(',', ', ', ' ,'), (types, comma) => {
          const accept = types.join(comma);
          equal(negotiateFormat(acceptOf({ accept: { value: accept } })), negotiateFormat(accept), accept);
        }),
      );
    });

    test('is read as one if it is sent twice', () => {
      const accept = { value: 'image/webp', multiValue: [{ value: 'image/webp' }, { value: 'image/avif' }] };
      equal(acceptOf({ accept }), 'image/avif');
    });

    test('is added if there is none, and the rest of the request stays', () => {
      const request = viewerRequest({ uri: link, headers: { host: { value: 'photos.example' } } });
      deepEqual(atTheEdge(request), { ...request, headers: { ...request.headers, accept: { value: '*/*' } } });
    });

    test('stays in requests for other paths', () => {
      for (const uri of ['/', '/storage/x.png', '/2.0/users/ada/avatar', '/api/storage/signed', `/x${link}`]) {
        for (const headers of [{}, { accept: { value: 'text/html' } }]) {
          deepEqual(atTheEdge({ uri, headers }), viewerRequest({ uri, headers }));
        }
      }
    });
  });

  describe(`An upload (${form}) of`, () => {
    for (const [bytes, goesTo] of [
      [0, ''],
      [4_500_000, ''],
      [4_500_001, '/inbox'],
      [10_485_760, '/inbox'],
    ] as const) {
      test(`${bytes} bytes goes to ${goesTo === '' ? 'a function' : 'the wide door'}`, () => {
        for (const line of uploads) {
          const request = send(line, bytes, { host: { value: 'photos.example' } });
          deepEqual(atTheEdge(request), { ...request, uri: goesTo + line.uri });
        }
      });
    }

    test('10,485,761 bytes is refused with 413', () => {
      for (const line of uploads) equal(atTheEdge(send(line, 10_485_761)).statusCode, 413);
    });

    test('more than 4,500,000 bytes is refused with 413 without a wide door', () => {
      for (const line of uploads) {
        deepEqual(withoutDoor(send(line, 4_500_000)), send(line, 4_500_000));
        equal(withoutDoor(send(line, 4_500_001)).statusCode, 413);
      }
    });

    test('an unknown length goes to a function, unless it is chunked and its API allows more than a function receives', () => {
      const pieces = { 'transfer-encoding': { value: 'chunked' } };
      for (const line of uploads) {
        for (const edge of [atTheEdge, withoutDoor]) {
          deepEqual(edge(line), viewerRequest(line));
          const isSmall = line.uri.startsWith('/2.0/');
          equal(edge({ ...line, headers: pieces }).statusCode, isSmall ? undefined : 411, line.uri);
          deepEqual(edge(send(line, 5, pieces)), send(line, 5, pieces));
        }
      }
    });

    test('a malformed length goes to a function, which refuses it', () => {
      for (const bytes of ['', 'x', '-1', '5, 5']) {
        deepEqual(atTheEdge(post('/upload', bytes)), post('/upload', bytes));
      }
    });
  });

  describe(`The wide door (${form}) gets`, () => {
    const goes = (method: string, uri: string) => {
      const { uri: left } = atTheEdge({ ...post(uri, 5_000_000), method });
      return left === `/inbox${uri.replace(/^\/+/, '/')}`;
    };

    test('uploads with the path prefix and without it', () => {
      const prefixed = uploads.map(({ uri }) => uri).filter((uri) => uri.startsWith(prefix));
      equal(prefixed.length, 2);
      for (const uri of prefixed) equal(goes('POST', uri) && goes('POST', uri.slice(prefix.length)), true, uri);
      const elsewhere = edgeOf({ form, variables: { CRAFTER_PATH_PREFIX: '/a.b' } });
      const [uri = ''] = prefixed.map((each) => each.slice(prefix.length));
      const sent = (start: string) => elsewhere(post(start + uri, 5_000_000)).uri;
      deepEqual(['/a.b', '/a-b', prefix].map(sent), [`/inbox/a.b${uri}`, `/a-b${uri}`, prefix + uri]);
    });

    test('no other route', () => {
      for (const route of servedRoutes.filter((each) => !isUpload(each))) {
        equal(goes(route.method, toPath(route.path)), false, `${route.method} ${route.path}`);
      }
      for (const { uri } of uploads) for (const method of ['GET', 'DELETE', 'OPTIONS']) equal(goes(method, uri), false);
    });

    test('no path that only resembles an upload', () => {
      for (const uri of [
        ...['/', '/uploads', '/upload/x', '/x/upload', '/Upload', '/upload%2F', `${prefix}/upload`],
        ...['/2.0/users//avatar', '/2.0/users/a/b/avatar', '/2-0/users/a/avatar', '/inbox/upload', '/outcome/upload'],
        ...['/api/1/profile/x/uploadAttachment-json', '/api/1/profile/x/uploadAttachment.json/x'],
      ]) {
        equal(goes('POST', uri), false, uri);
      }
    });

    test('exactly the paths that the gateway routes as uploads', () => {
      const words = [...new Set(servedRoutes.flatMap(({ path }) => path.split('/')))];
      const segments = fc.array(fc.constantFrom('', 'x', ...words), { maxLength: 7 });
      const taken = fc.constantFrom(...uploads).map(({ uri }) => uri.split('/'));
      const methods = fc.constantFrom(...uploads.map(({ method }) => method));
      const slashes = fc.constantFrom('', '/', '//');
      fc.assert(
        fc.property(methods, fc.oneof(segments, taken), slashes, slashes, (method, parts, before, after) => {
          const uri = `/${before}${parts.join('/')}${after}`;
          const { resource } = readTarget(uri, servedRoutes);
          const isServed = servedRoutes.some(
            (route) => isUpload(route) && route.method === method && route.path === resource,
          );
          equal(goes(method, uri), isServed, uri);
        }),
        { numRuns: 2000 },
      );
    });

    test('no path that has other methods only', () => {
      equal(methodsOf('/account/me').includes('POST'), false);
      equal(goes('POST', '/account/me'), false);
    });
  });
}
