import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transform } from 'esbuild';
import { apiOf } from '../../../shared/apis/apis.ts';
import { crafter } from '../../../shared/apis/crafter/crafter.ts';
import { withoutPrefix } from '../../../shared/apis/routes.ts';
import { PhotoFailure } from '../../../shared/core/failure.ts';
import type { Refused } from '../../../shared/http/api.ts';
import { type HttpResponse, json } from '../../../shared/http/message.ts';
import { now } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';
import {
  type AtTheEdge,
  codeForms,
  type EdgeGiven,
  edgeCode,
  edgeOf as edgeOfForm,
  servedRoutes,
} from './at-the-edge.ts';

const toUri = (template: string) => template.replaceAll(/\{\w+\}/g, 'ada');

/** The answer with the time of the sample request, in both forms. */
function timeless({ body, ...answer }: AtTheEdge): AtTheEdge {
  const data = body?.data
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, now.toISOString())
    .replace(/\b1\d{12}\b/g, String(now.getTime()));
  return body === undefined || data === undefined ? answer : { ...answer, body: { ...body, data } };
}

for (const form of codeForms) {
  describe(`A refusal of the function at the edge (${form})`, () => {
    const edgeOf = (given: EdgeGiven = {}) => edgeOfForm({ form, ...given });
    const tooLarge = { 'content-length': { value: '10485761' } };
    const pieces = { 'transfer-encoding': { value: 'chunked' } };
    const uploads = servedRoutes.filter(({ upload }) => upload !== undefined);

    /** The answer of the API of a path to a failure. */
    function refusalOf(
      path: string,
      failure: PhotoFailure,
      query: Readonly<Record<string, string>> = {},
    ): HttpResponse {
      const request = sampleRequest({
        ...{ method: 'POST', ...withoutPrefix({ path: toUri(path), resource: path }) },
        query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
      });
      return apiOf(request.path)?.refuse(failure, { request }) ?? { status: 0, headers: {} };
    }

    function asAtTheEdge({ status, headers, body }: HttpResponse) {
      const names = Object.entries({ ...headers, 'Access-Control-Allow-Origin': '*' });
      return {
        statusCode: status,
        headers: Object.fromEntries(names.map(([name, value]) => [name.toLowerCase(), { value }])),
        body: { encoding: 'text', data: body },
      };
    }

    for (const [what, hasWideDoor, maxBytes] of [
      ['', true, 10_485_760],
      [', also without a wide door, which lowers the limit', false, 4_500_000],
    ] as const) {
      test(`is byte for byte the one of its API, with the id of the request${what}`, () => {
        const edge = edgeOf({ hasWideDoor });
        for (const { method, path } of uploads) {
          const failure = new PhotoFailure('request-too-large', { maxBytes });
          deepEqual(
            timeless(edge({ method, uri: toUri(path), headers: tooLarge })),
            asAtTheEdge(refusalOf(path, failure)),
            path,
          );
          if (path.startsWith('/2.0/')) continue;
          const noLength = asAtTheEdge(refusalOf(path, new PhotoFailure('length-required', {})));
          deepEqual(timeless(edge({ method, uri: toUri(path), headers: pieces })), noLength, path);
        }
      });
    }

    test('names the largest size', () => {
      const textOf = (given: EdgeGiven) =>
        edgeOf(given)({ method: 'POST', uri: '/upload', headers: tooLarge }).body?.data;
      ok(textOf({})?.includes('10485760'));
      ok(textOf({ hasWideDoor: false })?.includes('4500000'));
    });

    test('is a page if Akana’s client asks for one', () => {
      const edge = edgeOf();
      const uri = '/api/dropbox/pictures';
      const request = { method: 'POST', uri, headers: tooLarge };
      const failure = new PhotoFailure('request-too-large', { maxBytes: 10_485_760 });
      const page = asAtTheEdge(refusalOf(uri, failure, { wrapInHTML: 'true' }));
      ok(page.headers['content-type']?.value.startsWith('text/html'));
      const domain = { 'document.domain': { value: 'openlift.app' } };
      for (const more of [{}, domain]) {
        deepEqual(edge({ ...request, querystring: { ...more, wrapInHTML: { value: 'true' } } }), page);
      }
      const bare = asAtTheEdge(refusalOf(uri, failure));
      for (const value of ['TRUE', '1']) deepEqual(edge({ ...request, querystring: { wrapInHTML: { value } } }), page);
      for (const querystring of [{}, domain, { wrapInHTML: { value: 'false' } }]) {
        deepEqual(edge({ ...request, querystring }), bare);
      }
      const noLength = asAtTheEdge(refusalOf(uri, new PhotoFailure('length-required', {}), { wrapInHTML: 'true' }));
      deepEqual(edge({ ...request, headers: pieces, querystring: { wrapInHTML: { value: 'true' } } }), noLength);
    });

    test('names the path, the time and the id of the request if its API does', (t) => {
      t.mock.method(crafter, 'refuse', ({ code }: PhotoFailure, { request: { path, at, requestId } }: Refused) =>
        json(400, { code, path, at: at.toISOString(), millis: at.getTime(), requestId, again: [path, requestId] }),
      );
      const edge = edgeOf();
      for (const [headers, code] of [
        [tooLarge, 'request-too-large'],
        [pieces, 'length-required'],
      ] as const) {
        for (const [uri, named] of [
          ['/api/1/profile/ada/uploadAttachment', '/api/1/profile/ada/uploadAttachment'],
          ['/api/1/profile/$&a%20b/uploadAttachment.json/', '/api/1/profile/$%26a%20b/uploadAttachment.json/'],
          ['/api/1/profile/"><b>\\/uploadAttachment', '/api/1/profile/%22%3E%3Cb%3E%5C/uploadAttachment'],
        ] as const) {
          const before = Date.now();
          const body = JSON.parse(edge({ method: 'POST', uri, headers }).body?.data ?? '');
          const { at, millis, ...more } = body;
          deepEqual(more, { code, path: named, requestId: 'request-1', again: [named, 'request-1'] });
          equal(new Date(at).getTime(), millis);
          ok(before <= millis && millis <= Date.now());
        }
      }
    });

    test('for a missing length concerns only uploads that may exceed what a function receives', () => {
      const variables = { LOCAL_STORAGE_MAX_FILE_SIZE: '4500000' };
      const request = { method: 'POST', uri: '/api/storage/profile-photo/upload', headers: pieces };
      equal(edgeOf()(request).statusCode, 411);
      equal(edgeOf({ variables })(request).statusCode, undefined);
    });
  });
}

describe('The code of the function at the edge', () => {
  /** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
  const maxCodeBytes = 10_240;

  for (const prefix of ['/p', '/crafter-profile', `/${'x'.repeat(64)}`, `/x${'.'.repeat(63)}`]) {
    test(`is below CloudFront's limit with the prefix ${prefix}`, () => {
      for (const hasWideDoor of [true, false]) {
        const code = edgeCode({ variables: { CRAFTER_PATH_PREFIX: prefix }, hasWideDoor, form: 'minified' });
        const bytes = Buffer.byteLength(code);
        ok(bytes < maxCodeBytes, `${bytes} bytes`);
      }
    });
  }

  test('contains every upload of every API', () => {
    const code = edgeCode({ form: 'minified' });
    for (const { path, upload } of servedRoutes) {
      const words = path.split(/\{\w+\+?\}/).map((part) => part.replaceAll('.', '\\\\.').slice(1));
      if (upload !== undefined) for (const word of words) ok(code.includes(word), path);
    }
  });

  /**
   * The features after ECMAScript 5.1 that the documentation of the runtime names.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
   */
  const supported = { arrow: true, 'const-and-let': true, 'template-literal': true };

  /** A shorthand property in formatted code; esbuild adds or removes the long form regardless of the source. */
  const shorthand = /^\s*\w+,$|\{ \w+(,| \})/m;

  /** Whether esbuild leaves the code unchanged for what the runtime supports. */
  async function isSupported(code: string): Promise<boolean> {
    const asItIs = await transform(code, { supported: { 'object-extensions': false } });
    const turned = await transform(code, { target: 'es5', supported, logLevel: 'silent' }).catch(() => undefined);
    return turned?.code === asItIs.code && !shorthand.test(code);
  }

  for (const form of codeForms) {
    test(`uses only syntax that the runtime supports: ${form}`, async () => {
      for (const hasWideDoor of [true, false]) equal(await isSupported(edgeCode({ hasWideDoor, form })), true);
    });
  }

  for (const newer of [
    ...['const {a} = b;', 'const [a] = b;', 'f(...a);', 'const a = {...b};', 'a?.b;', 'a ?? b;', 'const a = { b };'],
    ...['class A {}', 'function f(a = 1) {}', 'for (const a of b) f(a);', 'async function f() {}', 'a ||= b;'],
  ]) {
    test(`would fail that test with ${newer}`, async () => equal(await isSupported(newer), false));
  }

  test('calls no global that the runtime lacks', () => {
    for (const word of ['require', 'import', 'process', 'console', 'fetch', 'eval', 'Function', 'setTimeout']) {
      for (const form of codeForms) equal(new RegExp(`\\b${word}\\s*\\(`).test(edgeCode({ form })), false, word);
    }
    notEqual(edgeCode(), edgeCode({ hasWideDoor: false }));
  });
});
