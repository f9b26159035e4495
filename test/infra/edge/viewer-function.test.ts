import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transform } from 'esbuild';
import { dialectOf } from '../../../shared/apis/apis.ts';
import { isUpload, withoutPrefix } from '../../../shared/apis/routes.ts';
import { PhotoFailure } from '../../../shared/core/failure.ts';
import type { HttpResponse } from '../../../shared/http/message.ts';
import { sampleConfig } from '../../support/fake-service.ts';
import { sampleRequest } from '../../support/sample-request.ts';
import { type EdgeGiven, edgeOf, sampleCode, servedRoutes } from './at-the-edge.ts';

describe('What the function at the edge refuses', () => {
  const tooLarge = { 'content-length': { value: '10485761' } };
  const pieces = { 'transfer-encoding': { value: 'chunked' } };
  const uploads = servedRoutes.filter(isUpload);

  /** What the API of a path says to a failure itself. */
  function said(path: string, failure: PhotoFailure, query: Readonly<Record<string, string>> = {}): HttpResponse {
    const request = sampleRequest({
      ...{ method: 'POST', ...withoutPrefix({ path, resource: path }) },
      query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
    });
    return dialectOf(request.path)?.refuse(failure, request) ?? { status: 0, headers: {} };
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
    [', also without a wide door, where less is taken', false, 4_500_000],
  ] as const) {
    test(`is refused byte for byte in the words of its API, and under its request’s id${what}`, () => {
      const edge = edgeOf({ hasWideDoor });
      for (const { path } of uploads) {
        const failure = new PhotoFailure('request-too-large', { maxBytes });
        deepEqual(edge({ method: 'POST', uri: path, headers: tooLarge }), asAtTheEdge(said(path, failure)), path);
        if (path.startsWith('/2.0/')) continue;
        const noLength = asAtTheEdge(said(path, new PhotoFailure('length-required', {})));
        deepEqual(edge({ method: 'POST', uri: path, headers: pieces }), noLength, path);
      }
    });
  }

  test('says how much is taken', () => {
    const textOf = (given: EdgeGiven) =>
      edgeOf(given)({ method: 'POST', uri: '/upload', headers: tooLarge }).body?.data;
    ok(textOf({})?.includes('10485760'));
    ok(textOf({ hasWideDoor: false })?.includes('4500000'));
  });

  test('is refused in a page where Akana’s client asks for one', () => {
    const edge = edgeOf();
    const uri = '/api/dropbox/pictures';
    const request = { method: 'POST', uri, headers: tooLarge };
    const failure = new PhotoFailure('request-too-large', { maxBytes: 10_485_760 });
    const page = asAtTheEdge(said(uri, failure, { wrapInHTML: 'true' }));
    ok(page.headers['content-type']?.value.startsWith('text/html'));
    const domain = { 'document.domain': { value: 'openlift.app' } };
    for (const more of [{}, domain]) {
      deepEqual(edge({ ...request, querystring: { ...more, wrapInHTML: { value: 'true' } } }), page);
    }
    const bare = asAtTheEdge(said(uri, failure));
    for (const value of ['TRUE', '1']) deepEqual(edge({ ...request, querystring: { wrapInHTML: { value } } }), page);
    for (const querystring of [{}, domain, { wrapInHTML: { value: 'false' } }]) {
      deepEqual(edge({ ...request, querystring }), bare);
    }
    const noLength = asAtTheEdge(said(uri, new PhotoFailure('length-required', {}), { wrapInHTML: 'true' }));
    deepEqual(edge({ ...request, headers: pieces, querystring: { wrapInHTML: { value: 'true' } } }), noLength);
  });

  test('for want of a length is only what may be larger than what fits a function', () => {
    const policies = { ...sampleConfig, openlift: { ...sampleConfig.openliftPolicy, maxBytes: 4_500_000 } };
    const request = { method: 'POST', uri: '/api/storage/profile-photo/upload', headers: pieces };
    equal(edgeOf()(request).statusCode, 411);
    equal(edgeOf({ policies })(request).statusCode, undefined);
  });
});

describe('The code of the function at the edge', () => {
  /** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
  const maxCodeBytes = 10_240;

  for (const prefix of ['/p', '/crafter-profile', `/${'x'.repeat(200)}`, `/x${'.'.repeat(200)}`]) {
    test(`has room under the prefix ${prefix.slice(0, 20)}`, () => {
      for (const hasWideDoor of [true, false]) {
        const bytes = Buffer.byteLength(sampleCode({ prefix, hasWideDoor }));
        ok(bytes < maxCodeBytes, String(bytes));
      }
    });
  }

  /**
   * Of what is newer than ECMAScript 5.1, what the runtime's page names.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
   */
  const supported = { arrow: true, 'const-and-let': true, 'template-literal': true };

  /** A property that is named and not given, in formatted code: esbuild writes it out or not, however it stood there. */
  const shorthand = /^\s*\w+,$|\{ \w+(,| \})/m;

  /** Whether a code stays as it is where it is turned into what the runtime takes. */
  async function isTaken(code: string): Promise<boolean> {
    const asItIs = await transform(code, { supported: { 'object-extensions': false } });
    const turned = await transform(code, { target: 'es5', supported, logLevel: 'silent' }).catch(() => undefined);
    return turned?.code === asItIs.code && !shorthand.test(code);
  }

  test('is written in what runs there', async () => {
    for (const hasWideDoor of [true, false]) equal(await isTaken(sampleCode({ hasWideDoor })), true);
  });

  for (const newer of [
    ...['const {a} = b;', 'const [a] = b;', 'f(...a);', 'const a = {...b};', 'a?.b;', 'a ?? b;', 'const a = { b };'],
    ...['class A {}', 'function f(a = 1) {}', 'for (const a of b) f(a);', 'async function f() {}', 'a ||= b;'],
  ]) {
    test(`would be seen to be not, with ${newer}`, async () => equal(await isTaken(newer), false));
  }

  test('asks for nothing that is not there', () => {
    for (const word of ['require', 'import', 'process', 'console', 'fetch', 'eval', 'Function']) {
      equal(new RegExp(`\\b${word}\\s*\\(`).test(sampleCode()), false, word);
    }
    notEqual(sampleCode(), sampleCode({ hasWideDoor: false }));
  });
});
